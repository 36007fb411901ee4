import * as z from 'zod';
import { textSchema } from '../../i18n/text.ts';
import { byDate, dateSchema } from '../dates.ts';

/**
 * What a date is by decree: a holiday, or a make-up day 调休, which would be free by its weekday and on which people
 * work for a holiday elsewhere.
 */
const statutoryDaySchema = z.object({
  kind: z.enum(['holiday', 'make-up']),
  /** Of the holiday, also on a make-up day for it. */
  name: textSchema,
});

/** A date that is not named is what its weekday makes it. */
export const statutoryDaysSchema = byDate(statutoryDaySchema);
export type StatutoryDays = z.infer<typeof statutoryDaysSchema>;

/** A country's days of one year, as a file has them. */
export const statutoryYearSchema = z.strictObject({
  country: z.string(),
  year: z.int(),
  /** The last day that has been decided. */
  coveredUntil: dateSchema,
  /** Where the days come from. */
  source: z.string(),
  days: statutoryDaysSchema,
});
export type StatutoryYear = z.infer<typeof statutoryYearSchema>;
