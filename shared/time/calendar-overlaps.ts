import { Temporal } from 'temporal-polyfill';
import { type Hours, type Interval, intervalsOn, minutesIntoNextDate, minutesOf, weekdays } from './intervals.ts';

type Report = (path: (string | number)[], reason: string) => void;

/** Tells of every interval that covers time which another one of its date, or of a date beside it, covers already. */
export function reportOverlaps(hours: Hours, report: Report): void {
  for (const [n, day] of weekdays.entries()) {
    const intervals = hours.weekly[day];
    reportWithin(intervals, ['weekly', day], report);
    reportAfter(hours.weekly[weekdays.at(n - 1) ?? day], intervals, ['weekly', day], report);
  }
  for (const [key, intervals] of Object.entries(hours.dates)) {
    const date = Temporal.PlainDate.from(key);
    reportWithin(intervals, ['dates', key], report);
    reportAfter(intervalsOn(hours, date.subtract({ days: 1 })), intervals, ['dates', key], report);
    const next = date.add({ days: 1 });
    // A next date with hours of its own tells of its day before itself.
    if (!(next.toString() in hours.dates)) reportBefore(intervals, intervalsOn(hours, next), ['dates', key], report);
  }
}

function reportWithin(intervals: readonly Interval[], path: string[], report: Report): void {
  for (const [n, interval] of intervals.entries()) {
    const { opening, closing } = minutesOf(interval);
    const other = intervals
      .slice(0, n)
      .find((earlier) => minutesOf(earlier).opening < closing && opening < minutesOf(earlier).closing);
    if (other) report([...path, n], `overlaps ${shown(other)}`);
  }
}

function reportAfter(before: readonly Interval[], day: readonly Interval[], path: string[], report: Report): void {
  for (const [n, interval] of day.entries()) {
    const other = before.find((earlier) => minutesOf(interval).opening < minutesIntoNextDate(earlier));
    if (other) report([...path, n], `overlaps ${shown(other)} of the day before`);
  }
}

function reportBefore(day: readonly Interval[], after: readonly Interval[], path: string[], report: Report): void {
  for (const [n, interval] of day.entries()) {
    const other = after.find((later) => minutesOf(later).opening < minutesIntoNextDate(interval));
    if (other) report([...path, n], `overlaps ${shown(other)} of the next day`);
  }
}

const shown = ({ open, close }: Interval): string => `${open}–${close}`;
