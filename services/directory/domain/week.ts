import { weekdays } from '../../../shared/time/intervals.ts';
import type { Shift } from '../contract/post.ts';

export const MINUTES_A_DAY = 1440;
export const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

/** Minutes since midnight of `08:00`; `24:00` is 1440. */
function minuteOfDay(time: string): number {
  const [hour, minute] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}

/** First minute of a shift and the first one after it, counted from the midnight at which its day begins. */
export function shiftMinutes({ from, to }: Pick<Shift, 'from' | 'to'>): { start: number; end: number } {
  const start = minuteOfDay(from);
  const end = minuteOfDay(to);
  return { start, end: end > start ? end : end + MINUTES_A_DAY };
}

/** Every minute of the week (0 is Monday 00:00) on which a shift lies; one for each day and minute. */
export function* minutesOfWeek(shift: Shift): Generator<number> {
  const { start, end } = shiftMinutes(shift);
  for (const day of shift.days) {
    const midnight = weekdays.indexOf(day) * MINUTES_A_DAY;
    for (let minute = start; minute < end; minute++) yield (midnight + minute) % MINUTES_A_WEEK;
  }
}
