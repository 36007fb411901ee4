import type { PublishedCalendar } from '../../../services/sla/contract/policy.ts';
import { type Calendar, calendarSchema } from '../../../shared/time/calendar.ts';
import type { Interval } from '../../../shared/time/intervals.ts';

const SHANGHAI_MS = 8 * 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Monday, 16 November 2026, 00:00 in Shanghai: every life takes place within the days from here. */
export const FIRST_DAY = Date.parse('2026-11-15T16:00:00.000Z');
const DAYS = 120;

const at = (open: string, close: string): Interval => ({ open, close });
const workday = [at('08:00', '12:00'), at('14:00', '18:00')];

function calendar(id: string, weekdays: Interval[], weekend: Interval[], dates: Calendar['dates'] = {}): Calendar {
  const [mon, tue, wed, thu, fri] = new Array(5).fill(weekdays);
  const weekly = { mon, tue, wed, thu, fri, sat: weekend, sun: weekend };
  return calendarSchema.parse({ id, timeZone: 'Asia/Shanghai', weekly, dates });
}

const day = [at('08:00', '20:00')];

/** What a company has: two versions of the desk's hours, working days with a holiday and a make-up day, a night shift. */
export const published: readonly PublishedCalendar[] = [
  { version: 1, calendar: calendar('24x7', [at('00:00', '24:00')], [at('00:00', '24:00')]) },
  { version: 1, calendar: calendar('service', day, day) },
  { version: 2, calendar: calendar('service', [at('09:00', '21:30')], [at('10:00', '16:00')]) },
  {
    version: 1,
    calendar: calendar('workday', workday, [], { '2026-11-26': [], '2026-11-28': [at('08:00', '12:00')] }),
  },
  { version: 1, calendar: calendar('night', [at('22:00', '06:00'), at('12:00', '13:00')], [at('20:00', '02:30')]) },
].map(({ version, calendar: one }) => ({ calendarId: one.id, version, calendar: one }));

/**
 * The oracle's own calendar: a line of minutes, each open or not, filled by looking at every one. Shanghai has no
 * daylight saving, so wall time is arithmetic.
 */
export class MinuteLine {
  /** Open minutes before each minute. */
  readonly #before: Int32Array;
  readonly #open: Uint8Array;
  /** Closing, as minute on the line, of each day; 0 on a day on which nothing opens. */
  readonly #closings: number[] = [];

  constructor({ weekly, dates }: Calendar) {
    const minutes = DAYS * 1440;
    this.#open = new Uint8Array(minutes);
    for (let dayNumber = -1; dayNumber < DAYS; dayNumber++) {
      const midnight = new Date(FIRST_DAY + SHANGHAI_MS + dayNumber * DAY_MS);
      const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
      const name = names[midnight.getUTCDay()] ?? 'sun';
      let closing = 0;
      for (const { open, close } of dates[midnight.toISOString().slice(0, 10)] ?? weekly[name]) {
        const from = minuteOf(open);
        const to = minuteOf(close) <= from ? minuteOf(close) + 1440 : minuteOf(close);
        for (let minute = from; minute < to; minute++) this.#openMinute(dayNumber * 1440 + minute);
        closing = Math.max(closing, dayNumber * 1440 + to);
      }
      if (dayNumber >= 0) this.#closings.push(closing);
    }
    this.#before = new Int32Array(minutes + 1);
    for (let minute = 0; minute < minutes; minute++)
      this.#before[minute + 1] = (this.#before[minute] ?? 0) + (this.#open[minute] ?? 0);
  }

  #openMinute(minute: number): void {
    if (minute >= 0 && minute < this.#open.length) this.#open[minute] = 1;
  }

  /** Open milliseconds since the line began. */
  #since(instant: number): number {
    const minute = Math.floor((instant - FIRST_DAY) / MINUTE_MS);
    if (minute < 0 || minute >= this.#open.length) throw new RangeError(`off the line: ${instant}`);
    const within = this.#open[minute] ? (instant - FIRST_DAY) % MINUTE_MS : 0;
    return (this.#before[minute] ?? 0) * MINUTE_MS + within;
  }

  openBetween(from: number, to: number): number {
    return from < to ? this.#since(to) - this.#since(from) : 0;
  }

  /** The first instant at which so much open time has passed; the same instant for none. */
  after(from: number, open: number): number {
    if (open === 0) return from;
    const wanted = this.#since(from) + open;
    let [low, high] = [Math.floor((from - FIRST_DAY) / MINUTE_MS), this.#open.length];
    // The first minute at whose end so much has passed.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#before[middle + 1] ?? 0) * MINUTE_MS >= wanted) high = middle;
      else low = middle + 1;
    }
    return FIRST_DAY + low * MINUTE_MS + (wanted - (this.#before[low] ?? 0) * MINUTE_MS);
  }

  opening(from: number): number {
    let instant = from;
    while (!this.#open[Math.floor((instant - FIRST_DAY) / MINUTE_MS)])
      instant = FIRST_DAY + (Math.floor((instant - FIRST_DAY) / MINUTE_MS) + 1) * MINUTE_MS;
    return instant;
  }

  /** Closing of the n-th day after that of an instant on which something opens. */
  closingOf(instant: number, n: number): number {
    const today = Math.floor((instant - FIRST_DAY) / DAY_MS);
    const closings = this.#closings.slice(today + 1).filter((closing) => closing > 0);
    return FIRST_DAY + (closings[n - 1] ?? Number.NaN) * MINUTE_MS;
  }
}

const minuteOf = (wall: string): number => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3));

const lines = new Map(
  published.map(({ calendarId, version, calendar: one }) => [`${calendarId} ${version}`, new MinuteLine(one)]),
);

export function lineOf(calendarId: string, version: number): MinuteLine {
  const line = lines.get(`${calendarId} ${version}`);
  if (!line) throw new RangeError(`no calendar ${calendarId} ${version}`);
  return line;
}
