import { Temporal } from 'temporal-polyfill';
import { type Calendar, calendarSchema } from './calendar.ts';
import { parseDuration } from './durations.ts';
import { toIso } from './instants.ts';
import * as openTime from './open-time.ts';

/*
 * Open time for anybody: calendars as plain JSON, instants and amounts as texts. `README.md` has an example. Inside the
 * product `open-time.ts` does the same with epoch milliseconds and calendars that have been read already.
 */

/** An ISO 8601 instant with `Z` or an offset, like `2026-09-30T17:30:00+08:00`. Answers are in UTC. */
type Instant = string;

/** An ISO 8601 duration in days of 24 hours, hours, minutes and seconds, like `PT1H30M`; or milliseconds. */
type Amount = string | number;

/** When so much open time has passed. What ends exactly at a closing is due then, not at the next opening. */
export const add = (calendar: unknown, start: Instant, amount: Amount): Instant =>
  toIso(openTime.addOpenTime(epochMs(start), milliseconds(amount), read(calendar)));

/** The last instant from which so much open time is left until the end. */
export const subtract = (calendar: unknown, end: Instant, amount: Amount): Instant =>
  toIso(openTime.subtractOpenTime(epochMs(end), milliseconds(amount), read(calendar)));

/** Milliseconds of open time between two instants. */
export const elapsed = (calendar: unknown, from: Instant, to: Instant): number =>
  openTime.openTimeBetween(epochMs(from), epochMs(to), read(calendar));

/** Whether time counts at an instant: at an opening it does, at a closing no longer. */
export const isOpen = (calendar: unknown, at: Instant): boolean => openTime.isOpen(epochMs(at), read(calendar));

/** The first instant from one on at which time counts. */
export const nextOpening = (calendar: unknown, at: Instant): Instant =>
  toIso(openTime.nextOpening(epochMs(at), read(calendar)));

/** The closing of the n-th working day after the day of an instant, which itself does not count. */
export const closingOfWorkingDay = (calendar: unknown, at: Instant, n: number): Instant =>
  toIso(openTime.closingOfWorkingDay(epochMs(at), n, read(calendar)));

const epochMs = (instant: Instant): number => Temporal.Instant.from(instant).epochMilliseconds;

const milliseconds = (amount: Amount): number => (typeof amount === 'number' ? amount : parseDuration(amount));

const checked = new WeakMap<object, Calendar>();

/** @throws ZodError for a calendar that is not allowed, with the path of each fault */
function read(calendar: unknown): Calendar {
  const known = typeof calendar === 'object' && calendar !== null ? checked.get(calendar) : undefined;
  if (known) return known;
  const parsed = calendarSchema.parse(calendar);
  if (typeof calendar === 'object' && calendar !== null) checked.set(calendar, parsed);
  return parsed;
}
