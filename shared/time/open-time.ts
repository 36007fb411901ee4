import type { Calendar } from './calendar.ts';
import { openHours } from './open-hours.ts';
import { DAY_MS } from './schedule.ts';

/** A calendar's open time does not suffice within ten years: a slip of the pen, and it must not cost for ever. */
export class BeyondHorizon extends RangeError {
  override readonly name = 'BeyondHorizon';
}

/** How far away anything is looked for: ten years. */
export const HORIZON_MS = 3660 * DAY_MS;

/**
 * The instant at which `ms` of open time have passed since `start`. What ends exactly with an interval is due at its
 * closing, not at the next opening; what starts outside open time starts at the next opening.
 * @param start epoch milliseconds, as is the answer
 * @param ms a positive whole number
 * @throws BeyondHorizon
 */
export function addOpenTime(start: number, ms: number, calendar: Calendar): number {
  requirePositive(ms);
  const { openTime } = openHours(calendar).over(start, start + HORIZON_MS);
  const due = openTime.reach(openTime.until(start) + ms);
  if (due - start > HORIZON_MS) throw new BeyondHorizon(`calendar ${calendar.id} has less than ${ms} ms of open time`);
  return due;
}

/**
 * The last instant from which `ms` of open time are left until `end`. What fills an interval exactly began at its
 * opening, not at the closing before: `subtractOpenTime(addOpenTime(start, ms), ms)` is `nextOpening(start)`.
 * @param end epoch milliseconds, as is the answer
 * @param ms a positive whole number
 * @throws BeyondHorizon
 */
export function subtractOpenTime(end: number, ms: number, calendar: Calendar): number {
  requirePositive(ms);
  const { openTime } = openHours(calendar).over(end - HORIZON_MS, end);
  const open = openTime.until(end) - ms;
  const start = open < 0 ? Number.NEGATIVE_INFINITY : openTime.leave(open);
  if (end - start > HORIZON_MS) throw new BeyondHorizon(`calendar ${calendar.id} has less than ${ms} ms of open time`);
  return start;
}

/** Whether time counts at an instant: at an opening it does, at a closing no longer. */
export const isOpen = (at: number, calendar: Calendar): boolean => nextOpening(at, calendar) === at;

/**
 * The first instant from `at` on at which time counts: `at` itself when it is open then.
 * @throws BeyondHorizon
 */
export function nextOpening(at: number, calendar: Calendar): number {
  const { openTime } = openHours(calendar).over(at, at + HORIZON_MS);
  const opening = openTime.leave(openTime.until(at));
  if (opening - at > HORIZON_MS) throw new BeyondHorizon(`calendar ${calendar.id} does not open again`);
  return opening;
}

/**
 * Milliseconds of open time between two instants.
 * @throws BeyondHorizon when they are more than ten years apart
 */
export function openTimeBetween(from: number, to: number, calendar: Calendar): number {
  if (from > to) throw new RangeError('from is after to');
  if (to - from > HORIZON_MS) throw new BeyondHorizon(`more than ten years: ${from} to ${to}`);
  const { openTime } = openHours(calendar).over(from, to);
  return openTime.until(to) - openTime.until(from);
}

/**
 * The closing of the n-th working day after a day of receipt, which itself does not count. A working day is a date on
 * which the calendar opens; one that is open across midnight closes on the next date.
 * @param at epoch milliseconds, as is the answer; its date in the calendar's zone is the day of receipt
 * @param n a positive whole number
 * @throws BeyondHorizon
 */
export function closingOfWorkingDay(at: number, n: number, calendar: Calendar): number {
  requirePositive(n);
  const hours = openHours(calendar);
  const { workingDays, offsets } = hours.over(at, at + HORIZON_MS);
  const dayOfReceipt = Math.floor((at + offsets.offsetAt(at)) / DAY_MS);
  const day = workingDays.reach(workingDays.until(dayOfReceipt + 1) + n) - 1;
  if ((day - dayOfReceipt) * DAY_MS > HORIZON_MS)
    throw new BeyondHorizon(`calendar ${calendar.id} has less than ${n} working days`);
  return Math.max(...hours.spansOpenedOn(day, offsets).map(({ end }) => end));
}

function requirePositive(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError(`not a positive whole number: ${amount}`);
}
