import * as z from 'zod';
import { reportOverlaps } from './calendar-overlaps.ts';
import { byDate, dateSchema } from './dates.ts';
import { statutoryDaysSchema } from './holidays/statutory-days.ts';
import { intervalSchema, weekdays } from './intervals.ts';
import { isTimeZone } from './wall-time.ts';

export { weekdays } from './intervals.ts';

/** More than any desk has; each is compared with every other one. */
const MOST_INTERVALS = 24;

const intervals = z
  .array(intervalSchema)
  .max(MOST_INTERVALS, { error: `at most ${MOST_INTERVALS} intervals a day`, abort: true });

const LETTERS = 'only small letters, digits and hyphens';

/** What policies call a calendar, like `24x7` or `service`. */
export const calendarNameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, LETTERS);

/** Names a calendar for good: the company's by its name, one that stands for it in a community as `service@yunshan`. */
export const calendarIdSchema = z
  .string()
  .max(128)
  .regex(/^[a-z0-9][a-z0-9-]*(?:@[a-z0-9][a-z0-9-]*)?$/, LETTERS);

/**
 * When time counts: `weekly` holds the usual intervals of each weekday, `dates` those of single dates that replace
 * them (an empty list is a closed day, a short one a half day), all in wall time of `timeZone`. Nothing else is needed
 * to compute from it: holidays and make-up days stand in `dates` too.
 */
export const calendarSchema = z
  .object({
    id: calendarIdSchema,
    timeZone: z.string().refine(isTimeZone, 'not a known time zone like Asia/Shanghai'),
    weekly: z
      .object({
        mon: intervals,
        tue: intervals,
        wed: intervals,
        thu: intervals,
        fri: intervals,
        sat: intervals,
        sun: intervals,
      })
      .refine((weekly) => weekdays.some((day) => weekly[day].length > 0), 'no open time in the whole week'),
    dates: byDate(intervals),
    /** What single dates are called, for people; their hours stand in `dates`. */
    statutoryDays: statutoryDaysSchema.optional(),
    /** The last date whose holidays are known; beyond it only the week counts. Absent where holidays do not matter. */
    coveredUntil: dateSchema.optional(),
  })
  .superRefine((calendar, context) => {
    reportOverlaps(calendar, (path, message) => context.addIssue({ code: 'custom', path, message }));
  });

export type Calendar = z.infer<typeof calendarSchema>;

/** The same as a command: unknown fields are refused. */
export const calendarCommandSchema = calendarSchema.strict();
