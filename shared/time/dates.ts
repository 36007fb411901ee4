import * as z from 'zod';
import { isDate } from './wall-time.ts';

const MESSAGE = 'not a date like 2026-10-01';

/** A date without a time zone, as people write it. */
export const dateSchema = z.string().refine(isDate, MESSAGE);

/** Values by date. A key that is no date is told with its own path. */
export const byDate = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value).superRefine((dates, context) => {
    for (const key of Object.keys(dates).filter((text) => !isDate(text)))
      context.addIssue({ code: 'custom', path: [key], message: MESSAGE, continue: false });
  });
