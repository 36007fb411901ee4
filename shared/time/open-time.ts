import type { Temporal } from 'temporal-polyfill';
import type { Calendar } from './calendar.ts';
import { intervalsOn, minutesOf } from './intervals.ts';
import { dateAt, instantOf } from './wall-time.ts';

/** A calendar's open time does not suffice within ten years: a slip of the pen, and it must not cost for ever. */
export class BeyondHorizon extends RangeError {
  override readonly name = 'BeyondHorizon';
}

/**
 * The instant at which `ms` of open time have passed since `start`. What ends exactly with an interval is due at its
 * closing, not at the next opening; what starts outside open time starts at the next opening.
 * @param start epoch milliseconds, as is the answer
 * @param ms a positive whole number
 * @throws BeyondHorizon
 */
export function addOpenTime(start: number, ms: number, calendar: Calendar): number {
  if (!Number.isSafeInteger(ms) || ms <= 0) throw new RangeError(`not a positive number of milliseconds: ${ms}`);
  let left = ms;
  for (const span of openSpans(calendar, start)) {
    const length = span.end - span.start;
    if (left <= length) return span.start + left;
    left -= length;
  }
  throw new BeyondHorizon(`calendar ${calendar.id} has less than ${ms} ms of open time`);
}

/** Whether time counts at an instant: at an opening it does, at a closing no longer. */
export const isOpen = (at: number, calendar: Calendar): boolean => nextOpening(at, calendar) === at;

/**
 * The first instant from `at` on at which time counts: `at` itself when it is open then.
 * @throws BeyondHorizon
 */
export function nextOpening(at: number, calendar: Calendar): number {
  for (const { start } of openSpans(calendar, at)) return start;
  throw new BeyondHorizon(`calendar ${calendar.id} does not open again`);
}

/**
 * Milliseconds of open time between two instants.
 * @throws BeyondHorizon when they are more than ten years apart
 */
export function openTimeBetween(from: number, to: number, calendar: Calendar): number {
  if (from > to) throw new RangeError('from is after to');
  let open = 0;
  for (const { start, end } of openSpans(calendar, from)) {
    if (start >= to) return open;
    open += Math.min(end, to) - start;
  }
  throw new BeyondHorizon(`more than ten years: ${from} to ${to}`);
}

/** Open time without a break, in epoch milliseconds, the end not included. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const HORIZON_DAYS = 3660;
const NOON = 12 * 60;

/**
 * Open time from an instant on: not empty, in order, no millisecond twice.
 *
 * The spans of one date may be out of order, or reach into those of the next, where a daylight-saving change skips
 * wall times. So spans wait until the noon of their date has been reached, and what was given already is cut off.
 */
function* openSpans(calendar: Calendar, from: number): Generator<Span> {
  let given = from;
  let waiting: Span[] = [];
  // An interval reaches into the next date, and a skipped hour may push its end into the one after.
  let date = dateAt(from, calendar.timeZone).subtract({ days: 2 });
  for (let days = 0; days < HORIZON_DAYS; days++) {
    waiting.push(...spansOpenedOn(date, calendar));
    waiting.sort((a, b) => a.start - b.start);
    const settled = instantOf(date, NOON, calendar.timeZone);
    for (const { start, end } of waiting.filter((span) => span.start < settled)) {
      if (end > given) yield { start: Math.max(start, given), end };
      given = Math.max(given, end);
    }
    waiting = waiting.filter((span) => span.start >= settled);
    date = date.add({ days: 1 });
  }
}

function spansOpenedOn(date: Temporal.PlainDate, calendar: Calendar): Span[] {
  const { timeZone } = calendar;
  const intervals = intervalsOn(calendar, date);
  // A zone that crosses the date line skips a whole date, and with it what would open on it.
  if (intervals.length === 0 || instantOf(date, 0, timeZone) === instantOf(date.add({ days: 1 }), 0, timeZone))
    return [];
  return intervals
    .map((interval) => minutesOf(interval))
    .map(({ opening, closing }) => ({
      start: instantOf(date, opening, timeZone),
      end: instantOf(date, closing, timeZone),
    }))
    .filter(({ start, end }) => start < end);
}
