import type { Calendar } from '../../../shared/time/calendar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * The oracle: marks every minute of a stretch of days as open or not and then only counts. It shares no code with
 * `shared/time`: dates are counted in UTC milliseconds, time zones come from `Intl`.
 */
export class SlowCalendar {
  readonly #from: number;
  readonly #open: Uint8Array;
  readonly #timeZone: string;
  /** The last closing of each date that opens, by the date's midnight as if it were UTC. */
  readonly #closings = new Map<number, number>();

  /** @param around epoch milliseconds; known are the days from 9 before to `days` after */
  constructor(calendar: Calendar, around: number, days: number) {
    const firstDay = Math.floor(around / DAY) * DAY - 9 * DAY;
    this.#from = firstDay;
    this.#timeZone = calendar.timeZone;
    this.#open = new Uint8Array(((days + 9) * DAY) / MINUTE);
    for (let day = firstDay - 3 * DAY; day < around + (days + 3) * DAY; day += DAY)
      for (const { start, end } of spansOpenedOn(day, calendar)) {
        this.#mark(start, end);
        this.#closings.set(day, Math.max(this.#closings.get(day) ?? 0, end));
      }
  }

  #mark(from: number, to: number): void {
    for (let at = from; at < to; at += MINUTE) {
      const index = (at - this.#from) / MINUTE;
      if (!Number.isInteger(index)) throw new Error('the oracle knows whole minutes only');
      if (index >= 0 && index < this.#open.length) this.#open[index] = 1;
    }
  }

  isOpen(at: number): boolean {
    const index = Math.floor((at - this.#from) / MINUTE);
    if (index < 0 || index >= this.#open.length) throw new Error('beyond what the oracle knows');
    return this.#open[index] === 1;
  }

  /** Opening and closing instants that it knows. */
  edges(): number[] {
    const edges: number[] = [];
    for (let n = 1; n < this.#open.length; n++)
      if (this.#open[n] !== this.#open[n - 1]) edges.push(this.#from + n * MINUTE);
    return edges;
  }

  nextOpening(at: number): number {
    let minute = at;
    while (!this.isOpen(minute)) minute = nextMinute(minute);
    return minute;
  }

  add(start: number, ms: number): number {
    let left = ms;
    for (let at = start; ; at = nextMinute(at)) {
      if (!this.isOpen(at)) continue;
      if (left <= nextMinute(at) - at) return at + left;
      left -= nextMinute(at) - at;
    }
  }

  /** The last instant from which so much is open until the end; `undefined` where that lies before what it knows. */
  subtract(end: number, ms: number): number | undefined {
    let left = ms;
    for (let at = end; at > this.#from; at = minuteBefore(at)) {
      const minute = minuteBefore(at);
      if (!this.isOpen(minute)) continue;
      if (left <= at - minute) return at - left;
      left -= at - minute;
    }
    return undefined;
  }

  /** The closing of the n-th date that opens after the date of an instant; `undefined` beyond what it knows. */
  closingAfter(at: number, n: number): number | undefined {
    const today = Math.floor((at + offsetAt(at, this.#timeZone)) / DAY) * DAY;
    const known = [...this.#closings].filter(([day]) => day > today).toSorted(([a], [b]) => a - b);
    return known[n - 1]?.[1];
  }

  between(from: number, to: number): number {
    let open = 0;
    for (let at = from; at < to; at = nextMinute(at)) if (this.isOpen(at)) open += Math.min(nextMinute(at), to) - at;
    return open;
  }
}

/**
 * What opens on a date, each interval for itself; those of one date, or of neighbours, may cover each other where the
 * wall jumps.
 * @param day the date's midnight as if it were UTC
 */
export function spansOpenedOn(day: number, { timeZone, weekly, dates }: Calendar): { start: number; end: number }[] {
  if (utcOf(day, timeZone) === utcOf(day + DAY, timeZone)) return [];
  const key = new Date(day).toISOString().slice(0, 10);
  const weekday = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[new Date(day).getUTCDay()] ?? 'sun';
  return (dates[key] ?? weekly[weekday])
    .map(({ open, close }) => ({
      start: utcOf(day + clockMs(open), timeZone),
      end: utcOf(day + clockMs(close) + (clockMs(close) <= clockMs(open) ? DAY : 0), timeZone),
    }))
    .filter(({ start, end }) => start < end);
}

const minuteBefore = (at: number): number => (Math.ceil(at / MINUTE) - 1) * MINUTE;
const nextMinute = (at: number): number => (Math.floor(at / MINUTE) + 1) * MINUTE;
const clockMs = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE;

/**
 * @param wall a wall time written as if it were UTC
 * @returns the first instant that shows it; in a skipped hour, the instant that the offset before it gives
 */
function utcOf(wall: number, timeZone: string): number {
  const before = offsetAt(wall - DAY, timeZone);
  const fits = [before, offsetAt(wall + DAY, timeZone)]
    .map((offset) => wall - offset)
    .filter((at) => at + offsetAt(at, timeZone) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - before;
}

const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that a zone is ahead of UTC; changes happen at quarters of an hour. */
function offsetAt(at: number, timeZone: string): number {
  const quarter = Math.floor(at / (15 * MINUTE)) * 15 * MINUTE;
  const key = `${timeZone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(timeZone, format);
  const part = Object.fromEntries(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
  const offset = Date.UTC(year, month - 1, day, hour, minute) - quarter;
  offsets.set(key, offset);
  return offset;
}
