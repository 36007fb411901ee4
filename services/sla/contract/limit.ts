import * as z from 'zod';
import { isDuration, parseDuration } from '../../../shared/time/durations.ts';

/** The calendar of the desk's hours, in which half days are counted. */
export const SERVICE_CALENDAR = 'service';

/** 半天: four hours of the desk's time (F-3). What is left at closing runs on at the next opening. */
const HALF_DAY_MS = 4 * 3_600_000;

const LONGEST_MS = parseDuration('P366D');
const MOST_WORKING_DAYS = 366;

/** How long something may take. */
type Limit =
  /** So much open time. */
  | { readonly unit: 'time'; readonly ms: number }
  /** Until the closing of the n-th working day after the day of receipt. */
  | { readonly unit: 'workday'; readonly days: number };

/** What a limit's text says. */
export interface ParsedLimit {
  /** The limit itself or, where a time is to be agreed with the owner, the latest that may be agreed. */
  readonly limit: Limit;
  readonly agreed: boolean;
  readonly halfDay: boolean;
}

/**
 * Reads a limit: an ISO 8601 duration (`PT10M`), `halfDay`, `workday(3)`, or any of them as the cap of a time to be
 * agreed, `agreed(workday(7))`.
 * @throws RangeError for anything else
 */
export function parseLimit(text: string): ParsedLimit {
  const [, cap] = /^agreed\((.*)\)$/.exec(text) ?? [];
  const own = cap ?? text;
  const agreed = cap !== undefined;
  const [, days] = /^workday\((\d{1,6})\)$/.exec(own) ?? [];
  if (days !== undefined) return { limit: { unit: 'workday', days: Number(days) }, agreed, halfDay: false };
  if (own === 'halfDay') return { limit: { unit: 'time', ms: HALF_DAY_MS }, agreed, halfDay: true };
  if (!isDuration(own)) throw new RangeError(`not a limit: ${text}`);
  return { limit: { unit: 'time', ms: parseDuration(own) }, agreed, halfDay: false };
}

/** Whether the owner and we agree on a time, of which the limit is only the cap. */
export const isAgreed = (limit: string): boolean => parseLimit(limit).agreed;

/** Whether a limit is so fine that its deadline is told with the second. */
export function countsSeconds(text: string): boolean {
  const { limit } = parseLimit(text);
  return limit.unit === 'time' && limit.ms % 60_000 !== 0;
}

/** A limit as policies and promises write it. Zero would be late by definition; over a year is a slip. */
export const limitSchema = z
  .string()
  .refine(isLimit, { error: 'not a limit like PT10M, halfDay, workday(3) or agreed(workday(7))', abort: true })
  .refine((text) => amountOf(text) > 0, 'must be more than zero')
  .refine((text) => amountOf(text) <= 1, 'must not be more than a year');

function isLimit(text: string): boolean {
  try {
    parseLimit(text);
    return true;
  } catch {
    return false;
  }
}

/** In years. */
function amountOf(text: string): number {
  const { limit } = parseLimit(text);
  return limit.unit === 'time' ? limit.ms / LONGEST_MS : limit.days / MOST_WORKING_DAYS;
}
