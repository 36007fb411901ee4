import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** In the order of ISO weekday numbers: Monday is 1. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const intervalSchema = z.object({
  open: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time of day like 08:00'),
  close: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'not a time of day like 20:00; the last one of a day is 24:00'),
});

/**
 * Wall times between which a desk is open, the opening included and the closing not. It belongs to the date on which
 * it opens: one that closes at or before its opening ends on the next date, even if that one has hours of its own.
 */
export type Interval = z.infer<typeof intervalSchema>;

/** The usual hours of a week, and those of single dates that replace them. */
export interface Hours {
  readonly weekly: Readonly<Record<(typeof weekdays)[number], readonly Interval[]>>;
  readonly dates: Readonly<Record<string, readonly Interval[]>>;
}

/** The intervals that open on a date. */
export function intervalsOn({ weekly, dates }: Hours, date: Temporal.PlainDate): readonly Interval[] {
  const weekday = weekdays[date.dayOfWeek - 1];
  return dates[date.toString()] ?? (weekday ? weekly[weekday] : []);
}

const MINUTES_A_DAY = 1440;

/** Opening and closing in minutes after 00:00 of the date on which the interval opens; at most a day apart. */
export function minutesOf({ open, close }: Interval): { opening: number; closing: number } {
  const opening = minuteOfDay(open);
  const closing = minuteOfDay(close);
  return { opening, closing: closing <= opening ? closing + MINUTES_A_DAY : closing };
}

/** Minutes of the next date that the interval still covers; 0 when it ends on its own. */
export const minutesIntoNextDate = (interval: Interval): number =>
  Math.max(0, minutesOf(interval).closing - MINUTES_A_DAY);

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
