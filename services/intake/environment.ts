import * as z from 'zod';
import { parseDuration } from '../../shared/time/durations.ts';

/** A setting like `PT24H`, in milliseconds. */
export const durationSchema = z.string().transform(parseDuration);
