import * as z from 'zod';
import type { Cause } from '../../../shared/events/envelope.ts';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type FieldError, Problem } from '../../../shared/http/problem.ts';
import { staffRoles } from '../../../shared/identity/roles.ts';
import type { Address } from '../../../shared/journal/address.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { draft, type EventDraft, EventTooLarge } from '../../../shared/journal/event-item.ts';
import type { Journal, Stored } from '../../../shared/journal/journal.ts';
import {
  type Calendar,
  calendarCommandSchema,
  calendarIdSchema,
  calendarSchema,
} from '../../../shared/time/calendar.ts';
import { BeyondHorizon } from '../../../shared/time/open-time.ts';
import { deadlineFrom } from '../contract/deadline.ts';
import { calendarPublished, policyPublished } from '../contract/events.ts';
import { calendarName } from '../contract/ids.ts';
import { type Policy, policyCommandSchema, policySchema } from '../contract/policy.ts';
import { calendarAddress, policyAddress, type SlaStore } from '../store.ts';

interface SettingsPorts {
  readonly journal: Journal;
  readonly store: SlaStore;
}

/** As they stand, with the version that a change names. */
const version = z.int().positive().describe('For `If-Match`; the same stands in `ETag`');
export const shownPolicySchema = policySchema.safeExtend({ version });
export const shownCalendarSchema = calendarSchema.safeExtend({ version });
const writtenSchema = z.object({ id: z.string(), version });

/** Policies and calendars: read by all staff, changed by the manager alone. A change makes a new version. */
export function settingsOperations({ journal, store }: SettingsPorts): Operation[] {
  const reading = { roles: staffRoles, ownership: 'the company’s settings; no personal data' };
  const writing = { roles: ['manager'], ownership: 'the company’s settings' } as const;
  const policyParams = z.object({ id: z.string().max(200) });
  const calendarParams = z.object({ id: calendarIdSchema });
  return [
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/policies',
      answer: z.object({ items: z.array(shownPolicySchema) }),
      handle: async () => ({ status: 200, body: { items: (await store.settings()).policies.map(shown) } }),
    }),
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/policies/{id}',
      params: policyParams,
      answer: shownPolicySchema,
      handle: async ({ params }) => one(await journal.read(policyAddress(params.id), storedPolicy), 'policy'),
    }),
    operation({
      ...writing,
      method: 'PUT',
      path: '/v1/policies/{id}',
      params: policyParams,
      body: policyCommandSchema,
      answer: writtenSchema,
      handle: async ({ params, body, ifMatch, cause, now }) => {
        requireOwnId(params.id, body.id);
        const { calendars } = await store.settings();
        refuseUnkeepable(
          [body],
          calendars.map(({ state }) => state),
          now,
        );
        const version = ifMatch + 1;
        const event = draft(policyPublished, { policyId: body.id, version, policy: body });
        return publish(journal, policyAddress(body.id), ifMatch, { policy: body }, event, cause);
      },
    }),
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/calendars',
      answer: z.object({ items: z.array(shownCalendarSchema) }),
      handle: async () => ({ status: 200, body: { items: (await store.settings()).calendars.map(shown) } }),
    }),
    operation({
      ...reading,
      method: 'GET',
      path: '/v1/calendars/{id}',
      params: calendarParams,
      answer: shownCalendarSchema,
      handle: async ({ params }) => one(await journal.read(calendarAddress(params.id), storedCalendar), 'calendar'),
    }),
    operation({
      ...writing,
      method: 'PUT',
      path: '/v1/calendars/{id}',
      params: calendarParams,
      body: calendarCommandSchema,
      answer: writtenSchema,
      handle: async ({ params, body, ifMatch, cause, now }) => {
        requireOwnId(params.id, body.id);
        const { policies, calendars } = await store.settings();
        const name = calendarName(body.id);
        const onIt = policies.map(({ state }) => ({
          ...state,
          clocks: state.clocks.filter(({ calendarId }) => calendarId === name),
        }));
        const others = calendars.map(({ state }) => state).filter(({ id }) => id !== body.id);
        refuseUnkeepable(onIt, [...others, body], now);
        const version = ifMatch + 1;
        const event = draft(calendarPublished, { calendarId: body.id, version, calendar: body });
        return publish(journal, calendarAddress(body.id), ifMatch, { calendar: body }, event, cause);
      },
    }),
  ];
}

const storedPolicy = z.object({ policy: policySchema }).transform(({ policy }) => policy);
const storedCalendar = z.object({ calendar: calendarSchema }).transform(({ calendar }) => calendar);

const shown = <S extends object>({ state, version }: Stored<S>) => ({ ...state, version });

function one<S extends object>(stored: Stored<S> | undefined, kind: 'policy' | 'calendar') {
  if (!stored) throw new Problem('not-found', { detail: { zh: '没有此设置', en: `There is no such ${kind}` } });
  return { status: 200, body: shown(stored), headers: { ETag: `"${stored.version}"` } };
}

/**
 * Tries every limit once, so that no report will ever fail for a promise that cannot be computed.
 * @throws Problem invalid for an unknown calendar, or one whose open time does not suffice for a limit
 */
function refuseUnkeepable(policies: readonly Policy[], calendars: readonly Calendar[], now: string): void {
  const errors = policies.flatMap(({ id, clocks }) =>
    clocks.flatMap(({ kind, limit, calendarId }, n): FieldError[] => {
      const path = `/clocks/${n}/calendarId`;
      if (!calendars.some((calendar) => calendar.id === calendarId)) return [{ path, reason: 'no such calendar' }];
      // The company's, and those that stand for it in a community.
      return calendars
        .filter((calendar) => calendarName(calendar.id) === calendarId && !isKeepable(limit, calendar, now))
        .map((calendar) => ({
          path,
          reason: `${calendar.id} has too little open time for ${kind} (${limit}) of ${id}`,
        }));
    }),
  );
  if (errors.length > 0) throw new Problem('invalid', { errors });
}

function isKeepable(limit: string, calendar: Calendar, now: string): boolean {
  try {
    deadlineFrom({ limit, marks: [] }, now, calendar);
    return true;
  } catch (error) {
    if (error instanceof BeyondHorizon) return false;
    throw error;
  }
}

function requireOwnId(inPath: string, inBody: string): void {
  if (inPath !== inBody)
    throw new Problem('invalid', { errors: [{ path: '/id', reason: 'must be the id in the path' }] });
}

/** @throws Problem version-conflict when somebody else has changed it since it was read */
async function publish(
  journal: Journal,
  address: Address,
  read: number,
  state: object,
  event: EventDraft,
  cause: Cause,
) {
  try {
    await journal.write({ cause, changes: [{ address, expectedVersion: read, state, events: [event] }] });
  } catch (error) {
    if (error instanceof ConcurrentChange) throw new Problem('version-conflict', { cause: error });
    if (error instanceof EventTooLarge)
      throw new Problem('invalid', { errors: [{ path: '', reason: 'is too long to be published' }], cause: error });
    throw error;
  }
  return { status: 200, body: { id: address.id, version: read + 1 }, headers: { ETag: `"${read + 1}"` } };
}
