import * as z from 'zod';

/**
 * What a clock measures, in the order of a request's life: `receipt` the request itself (no timer), `ack` the first
 * human act, `accept` an accepted work order, `arrival` somebody at the door, `answer` an answer, `quote` somebody on
 * site who fixes a price, `resolve` the work done or the complaint solved, `feedback` its result told, `callback` the
 * owner called back, `close` the request closed. `domain/stops.ts` says which act stops which.
 */
export const clockKindSchema = z.enum([
  'receipt',
  'ack',
  'accept',
  'arrival',
  'answer',
  'quote',
  'resolve',
  'feedback',
  'callback',
  'close',
]);
export type ClockKind = z.infer<typeof clockKindSchema>;

/** Names a set of promises, like `repair.urgent`. */
export const policyKeySchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'not a policy key like repair.urgent');

/** Id of the company's policy, or of the one that replaces parts of it in a community: `repair.urgent@yunshan`. */
export const policyId = (policyKey: string, communityId: string | null): string =>
  communityId === null ? policyKey : `${policyKey}@${communityId}`;

/** Id of the calendar that stands in a community for the company's: `service@yunshan`. */
export const communityCalendarId = (calendarId: string, communityId: string): string => `${calendarId}@${communityId}`;

/** The name by which policies call a calendar: `service` of `service@yunshan`. */
export const calendarName = (calendarId: string): string => calendarId.replace(/@.*$/, '');

/** @param n counts the clocks of one kind on one request, from 1 */
export const clockId = (requestId: string, kind: ClockKind, n: number): string => `${requestId}.${kind}.${n}`;

/** What a clock measures, by its id; undefined for an id that does not say so. */
export const kindOfClock = (clock: string): ClockKind | undefined =>
  clockKindSchema.safeParse(clock.split('.').at(-2)).data;

/**
 * @param generation of the breach: one that comes after another was taken back is told anew
 * @param level of the ladder, from 1; each is said once per breach
 */
export const escalationId = (clock: string, generation: number, level: number): string =>
  `${clock}.breach-${generation}.level-${level}`;
