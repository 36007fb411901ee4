import { weekdays } from '../../../shared/time/intervals.ts';
import { dateAt, instantOf } from '../../../shared/time/wall-time.ts';
import type { Roster } from '../contract/post.ts';
import { shiftMinutes } from './week.ts';

/**
 * Who stands at a post at an instant, in the order of the roster, nobody twice. A shift is on duty from its first
 * instant to just before its last; a night shift belongs to the day on which it begins.
 * @param at epoch milliseconds
 * @returns staff ids
 */
export function staffOnDuty({ timeZone, shifts }: Roster, at: number): string[] {
  const today = dateAt(at, timeZone);
  const dates = [today.subtract({ days: 1 }), today];
  const onDuty = shifts.filter((shift) => {
    const { start, end } = shiftMinutes(shift);
    return dates.some((date) => {
      const day = weekdays[date.dayOfWeek - 1];
      return (
        day !== undefined &&
        shift.days.includes(day) &&
        instantOf(date, start, timeZone) <= at &&
        at < instantOf(date, end, timeZone)
      );
    });
  });
  return [...new Set(onDuty.map(({ staffId }) => staffId))];
}
