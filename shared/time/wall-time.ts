import { Temporal } from 'temporal-polyfill';

/** A date and time of day as a clock on the wall shows it. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function wallTime(epochMs: number, timeZone: string): WallTime {
  const { year, month, day, hour, minute, second } = zoned(epochMs, timeZone);
  return { year, month, day, hour, minute, second };
}

export const dateAt = (epochMs: number, timeZone: string): Temporal.PlainDate => zoned(epochMs, timeZone).toPlainDate();

const MINUTES_A_DAY = 1440;

/**
 * The instant at which the wall shows a time of day. A time that a daylight-saving change skips counts as later by
 * the gap, one that it repeats as the first of the two (`compatible`).
 * @param minuteOfDay from 0; 1440 and more fall on the next date
 * @returns epoch milliseconds
 */
export function instantOf(date: Temporal.PlainDate, minuteOfDay: number, timeZone: string): number {
  return date
    .add({ days: Math.floor(minuteOfDay / MINUTES_A_DAY) })
    .toPlainDateTime({ hour: Math.floor((minuteOfDay % MINUTES_A_DAY) / 60), minute: minuteOfDay % 60 })
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** Whether a text is an existing date like `2026-10-01`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && succeeds(() => Temporal.PlainDate.from(text));
}

/** A name like `Asia/Shanghai`, or a fixed distance like `+08:00`. */
const ZONE = /^(?:[A-Za-z][\w+/-]*|[+-]\d\d(?::?\d\d)?)$/;

/** Whether a text names a zone that is known. The parser alone would take the zone of a whole instant, too. */
export const isTimeZone = (text: string): boolean => ZONE.test(text) && succeeds(() => zoned(0, text));

const zoned = (epochMs: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
