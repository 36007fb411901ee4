import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { toIso } from './instants.ts';
import { instantOf, isDate } from './wall-time.ts';

const MESSAGE = 'not a date like 2026-10-01';

/** A date without a time zone, as people write it. */
export const dateSchema = z.string().refine(isDate, MESSAGE);

/** Values by date. A key that is no date is told with its own path. */
export const byDate = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value).superRefine((dates, context) => {
    for (const key of Object.keys(dates).filter((text) => !isDate(text)))
      context.addIssue({ code: 'custom', path: [key], message: MESSAGE, continue: false });
  });

/** The ISO instants at which a date begins on the wall of a zone, and at which the next one does. */
export function boundsOf(date: string, timeZone: string): { from: string; until: string } {
  const day = Temporal.PlainDate.from(date);
  return { from: toIso(instantOf(day, 0, timeZone)), until: toIso(instantOf(day.add({ days: 1 }), 0, timeZone)) };
}
