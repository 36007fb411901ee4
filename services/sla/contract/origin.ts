import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';

/** Which act gave the request a clock, and which clock of the kind it had before. */
export const clockOriginSchema = z.object({
  because: z.enum(['received', 'reclassified', 'reopened', 'promised']),
  /** Raised soon after the receipt: time began to count at that act (F-18). */
  restarted: z.boolean(),
  /** When time would have begun to count without the restart; null when there was none. */
  originalStart: instantSchema.nullable(),
  previousClockId: z.string().nullable(),
});
export type ClockOrigin = z.infer<typeof clockOriginSchema>;
