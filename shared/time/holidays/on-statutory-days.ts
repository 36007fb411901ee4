import type { Calendar } from '../calendar.ts';
import type { Interval } from '../intervals.ts';
import type { StatutoryYear } from './statutory-days.ts';

/**
 * The calendar with holidays closed and make-up days open, as plain data: whoever computes from it needs nothing else.
 * Dates that the calendar names itself keep their hours, since a company may well work on a holiday.
 * @param years at least one, without a gap between them
 * @param makeUp the hours of a make-up day
 */
export function onStatutoryDays(
  calendar: Calendar,
  years: readonly StatutoryYear[],
  makeUp: readonly Interval[],
): Calendar {
  const days = Object.fromEntries(years.flatMap((year) => Object.entries(year.days)));
  const hours = Object.entries(days).map(([date, { kind }]) => [date, kind === 'holiday' ? [] : [...makeUp]] as const);
  return {
    ...calendar,
    dates: { ...Object.fromEntries(hours), ...calendar.dates },
    statutoryDays: days,
    coveredUntil: years
      .map(({ coveredUntil }) => coveredUntil)
      .toSorted()
      .at(-1),
  };
}
