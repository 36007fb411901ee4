import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { allowances } from '../../../shared/http/allowances.ts';
import { httpHandler } from '../../../shared/http/handler.ts';
import { HouseLimits } from '../../../shared/http/limits.ts';
import { type Answer, type Call, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { Journal } from '../../../shared/journal/journal.ts';
import { type ApiCall, apiOf } from '../api-call.ts';
import { capturedLines } from '../captured-lines.ts';
import { memoryTable } from '../memory-table.ts';
import { AUDIENCE, caller, ISSUER } from './call.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const TABLE = 'notes';
const NOW = '2026-11-25T02:00:10.000Z';
const { dynamo, rows, reset } = memoryTable();
const lines = capturedLines();

const household: Principal = {
  ...{ sub: 'wang-fang@example.com', roles: ['owner'], staffId: null, personId: 'wang-fang' },
  ...{ premisesIds: ['1201'], communityIds: [] },
};
const neighbour: Principal = { ...household, sub: 'he-jun', personId: 'he-jun', premisesIds: ['101'] };
const agent: Principal = { ...household, sub: 'wu-ting', roles: ['agent'], staffId: 'wu-ting', premisesIds: [] };
const technician: Principal = { ...agent, sub: 'li-ming', roles: ['technician'], staffId: 'li-ming' };

type AnyCall = Call<unknown, unknown, unknown>;
const handle = vi.fn<(call: AnyCall) => Promise<Answer>>();
const roles = ['owner', 'agent'] as const;
const answer = z.unknown();
const reportBody = z.strictObject({ premisesId: z.string(), emergency: z.boolean() });
const operations = [
  operation({ method: 'GET', path: '/v1/notes', roles, ownership: 'all', answer, handle }),
  operation({ method: 'POST', path: '/v1/notes', roles, ownership: 'all', answer, handle }),
  operation({ method: 'PUT', path: '/v1/notes', roles, ownership: 'all', answer, handle }),
  operation({ method: 'GET', path: '/v1/public/notes', roles: 'signed-link', ownership: 'the one', answer, handle }),
  operation({
    ...{ method: 'POST', path: '/v1/reports', roles, ownership: 'all', body: reportBody, answer, handle },
    countedAs: (body) => body,
  }),
];

let call: ReturnType<typeof apiOf>;
beforeEach(() => {
  reset();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
  handle.mockReset().mockResolvedValue({ status: 200, body: {} });
  call = apiOf(operations, TABLE, new HouseLimits({ doc: documentClient(), table: TABLE }));
});

const post = (more: ApiCall) => call('POST', '/v1/notes', more);
const report = (premisesId: string, emergency = false, as = household) =>
  call('POST', '/v1/reports', { as, body: { premisesId, emergency } });
async function times(count: number, one: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n++) statuses.push((await one()).status);
  return statuses;
}
const ok = (count: number): number[] => Array(count).fill(200);
const { householdCommands, reports, emergencies, staffCommands, householdReads, staffReads } = allowances;

test('what a household writes is counted over all functions; beyond it 429, with the time to wait', async () => {
  expect(await times(householdCommands.most, () => post({ as: household }))).toEqual(ok(householdCommands.most));
  // Another warm function has another memory; the counter is the same.
  call = apiOf(operations, TABLE, new HouseLimits({ doc: documentClient(), table: TABLE }));
  handle.mockClear();
  const before = structuredClone(rows);
  const refused = await post({ as: household, headers: { 'accept-language': 'en' } });
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '50' },
    body: {
      type: 'urn:guanjia:problem:too-many-requests',
      title: 'Too many requests',
      detail: 'That was too fast. Please wait a moment.',
    },
  });
  expect((await call('PUT', '/v1/notes', { as: household, headers: { 'if-match': '1' } })).body).toMatchObject({
    ...{ status: 429, title: '操作过于频繁', detail: '操作过于频繁，请稍后再试' },
  });
  expect(handle).not.toHaveBeenCalled();
  expect(rows).toEqual(before);
  expect((await post({ as: neighbour })).status).toBe(200);
  vi.setSystemTime(Date.parse(NOW) + 50_000);
  expect((await post({ as: household })).status).toBe(200);
});

test('each caller and window has an item of its own, which ends with it and names nobody', async () => {
  await post({ as: household });
  await post({ as: neighbour });
  vi.setSystemTime(Date.parse(NOW) + 60_000);
  await post({ as: household });
  const items = [...rows.values()];
  expect(new Set(items.map(({ pk }) => pk)).size).toBe(2);
  expect(items.map(({ used, expiresAt }) => [used, Number(expiresAt) % 60])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  expect(JSON.stringify(items)).not.toMatch(/wang-fang|example\.com|he-jun/);
});

test.each<[string, number, ApiCall]>([
  ['nobody', 401, {}],
  ['a role that may not', 403, { as: technician }],
  ['a call without a key', 400, { as: household, key: '' }],
  ['a body that is none', 415, { as: household, body: '{}', headers: { 'content-type': 'text/plain' } }],
])('%s writes nothing at all', async (_name, status, more) => {
  expect(await times(50, () => post(more))).toEqual(Array(50).fill(status));
  expect([...rows]).toEqual([]);
});

test('a good token of somebody whom the directory does not know writes nothing either', async () => {
  const stranger = caller(
    httpHandler(operations, {
      doc: documentClient(),
      table: TABLE,
      token: { issuer: ISSUER, audience: AUDIENCE, tokenUse: 'access' },
      principalOf: async () => undefined,
    }),
  );
  const knock = () => stranger('POST', '/v1/notes', { headers: { 'idempotency-key': 'k' }, body: {} });
  expect(await times(50, knock)).toEqual(Array(50).fill(403));
  expect([...rows]).toEqual([]);
});

test('the same call again costs nothing, also when everything is used up', async () => {
  const journal = new Journal(documentClient(), TABLE, 'demo');
  handle.mockImplementation(async ({ cause, remember }) => {
    const done = { status: 200, body: { done: true } };
    await journal.write({ cause, changes: [], once: remember(done) });
    return done;
  });
  await post({ as: household, key: 'first' });
  expect(await times(50, () => post({ as: household, key: 'first' }))).toEqual(ok(50));
  expect(await times(householdCommands.most, () => post({ as: household }))).toEqual([
    ...ok(householdCommands.most - 1),
    429,
  ]);
  expect(await post({ as: household, key: 'first' })).toMatchObject({ status: 200, body: { done: true } });
});

test('a call that is decided again after a conflict is counted once', async () => {
  handle.mockRejectedValueOnce(new ConcurrentChange('1')).mockRejectedValueOnce(new ConcurrentChange('2'));
  expect((await post({ as: household })).status).toBe(200);
  expect(handle).toHaveBeenCalledTimes(3);
  expect([...rows.values()]).toMatchObject([{ used: 1 }]);
});

test('what is refused for another reason is counted: who tries doors is slowed down too', async () => {
  handle.mockRejectedValue(new Problem('state-conflict'));
  const statuses = await times(householdCommands.most + 1, () => post({ as: household }));
  expect(statuses).toEqual([...Array(householdCommands.most).fill(409), 429]);
});

test.each([
  ['throttled', new ProvisionedThroughputExceededException({ message: '', $metadata: {} })],
  ['in conflict', new TransactionConflictException({ message: '', $metadata: {} })],
  ['down', new InternalServerError({ message: '', $metadata: {} })],
])('a counter that is %s keeps nobody out, and says so in the log', async (_name, error) => {
  dynamo.on(UpdateCommand).rejects(error);
  expect((await report('1201', true)).status).toBe(200);
  expect(lines().filter(({ message }) => message === 'call not counted')).toHaveLength(1);
});

test('of calls at the same instant just as many pass as one after another', async () => {
  const many = await Promise.all(Array.from({ length: householdCommands.most + 15 }, () => post({ as: household })));
  expect(many.filter(({ status }) => status === 200)).toHaveLength(householdCommands.most);
  expect(many.filter(({ status }) => status === 429)).toHaveLength(15);
});

test('new requests are counted for the home, whoever of it makes them', async () => {
  const spouse = { ...household, sub: 'other', personId: 'other', premisesIds: ['1201', 'garage-7'] };
  expect(await times(reports.most - 1, () => report('1201'))).toEqual(ok(reports.most - 1));
  expect((await report('1201', false, spouse)).status).toBe(200);
  const refused = await report('1201', false, spouse);
  expect(refused).toMatchObject({ status: 429, headers: { 'Retry-After': '3590' } });
  expect(JSON.stringify(refused.body)).toContain('仍可照常报事');
  expect((await report('garage-7', false, spouse)).status).toBe(200);
  // Other things are not held up by it.
  expect((await post({ as: household })).status).toBe(200);
});

test('an emergency is let through far beyond that, and has an end too', async () => {
  expect(emergencies.most).toBeGreaterThanOrEqual(5 * reports.most);
  await times(reports.most, () => report('1201'));
  expect((await report('1201')).status).toBe(429);
  const left = emergencies.most - reports.most;
  expect(await times(left, () => report('1201', true))).toEqual(ok(left));
  expect((await report('1201', true)).status).toBe(429);
});

test('nobody can use up what others have', async () => {
  await times(reports.most + 5, () => report('101'));
  expect(await times(reports.most, () => report('101', false, neighbour))).toEqual(ok(reports.most));
});

test('what staff write and what anybody reads is counted without a write, per function', async () => {
  const get = (as: Principal) => () => call('GET', '/v1/notes', { as });
  expect(await times(staffCommands.most + 1, () => post({ as: agent }))).toEqual([...ok(staffCommands.most), 429]);
  expect(await times(staffReads.most + 1, get(agent))).toEqual([...ok(staffReads.most), 429]);
  expect(await times(householdReads.most + 1, get(household))).toEqual([...ok(householdReads.most), 429]);
  expect((await get(neighbour)()).status).toBe(200);
  expect([...rows]).toEqual([]);
  vi.setSystemTime(Date.parse(NOW) + 60_000);
  expect((await post({ as: agent })).status).toBe(200);
  expect((await get(household)()).status).toBe(200);
});

test('a link of a message is limited by the gateway alone', async () => {
  expect(await times(staffReads.most + 1, () => call('GET', '/v1/public/notes'))).toEqual(ok(staffReads.most + 1));
});
