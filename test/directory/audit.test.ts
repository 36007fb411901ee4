import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { reviewAnswerSchema } from '../../services/directory/contract/review-api.ts';
import { directoryOperations } from '../../services/directory/operations/index.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, FLAT, furnished, keeper, manager } from './furnished.ts';
import { morning, roundTheClock, technicians } from './samples.ts';

capturedLines();
const { rows, reset } = memoryTable();
type House = Awaited<ReturnType<typeof furnished>>;
let house: House;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
  reset();
  house = await furnished();
});
afterEach(() => {
  vi.useRealTimers();
});

const person = '/v1/people/wang-fang';
const first = { headers: { 'if-match': '"1"' } };
const consent = { field: 'health', purposes: ['care'], channel: 'phone', until: '2026-12-31' };
const consented = () => house.call('POST', `${person}/consents`, { as: keeper, body: consent });
const reason = { reason: 'x' };
const left = () => house.call('POST', '/v1/staff/li-ming/leave', { as: manager, body: { lastDay: '2026-12-31' } });

/** Each operation of this service, by its line of the role table, done once by somebody who may. */
const acts: Readonly<Record<string, () => ReturnType<House['call']>>> = {
  'PUT /v1/posts/{id}/roster': () =>
    house.call('PUT', `/v1/posts/${technicians.id}/roster`, { as: manager, body: roundTheClock, ...first }),
  'PUT /v1/households/{premisesId}': () =>
    house.call('PUT', `/v1/households/${FLAT}`, { as: agent, body: { members: [] }, ...first }),
  'POST /v1/people': () =>
    house.call('POST', '/v1/people', {
      as: agent,
      body: { communityId: 'yunshan', name: '何小军', phone: '13900139001' },
    }),
  'PUT /v1/people/{id}/contact': () =>
    house.call('PUT', `${person}/contact`, { as: agent, body: { name: '王小芳' }, headers: { 'if-match': '"0"' } }),
  'POST /v1/people/{id}/erase': () => house.call('POST', `${person}/erase`, { as: manager, body: reason }),
  'POST /v1/people/{id}/consents': consented,
  'POST /v1/people/{id}/consents/withdraw': async () => {
    await consented();
    return await house.call('POST', `${person}/consents/withdraw`, {
      as: agent,
      body: { field: 'health', channel: 'phone' },
    });
  },
  'PUT /v1/people/{id}/sensitive/{field}': async () => {
    await consented();
    return await house.call('PUT', `${person}/sensitive/health`, { as: keeper, body: { text: '静养' }, ...first });
  },
  'POST /v1/staff/{id}/leave': left,
  'POST /v1/staff/{id}/stay': async () => {
    await left();
    return await house.call('POST', '/v1/staff/li-ming/stay', { as: manager, body: {} });
  },
  'POST /v1/access-review': async () => {
    const { body } = await house.call('GET', '/v1/access-review', { as: manager });
    const { quarter, digest } = reviewAnswerSchema.parse(body);
    return await house.call('POST', '/v1/access-review', { as: manager, body: { quarter, digest } });
  },
};

/** Those that show something of somebody's profile. */
const looks: Readonly<Record<string, () => ReturnType<House['call']>>> = {
  'GET /v1/households/{premisesId}': () => house.call('GET', `/v1/households/${FLAT}`, { as: agent }),
  'POST /v1/households/search': () =>
    house.call('POST', '/v1/households/search', { as: agent, body: { phone: '13800138011' } }),
  'GET /v1/people/{id}': () => house.call('GET', person, { as: agent }),
  'POST /v1/people/{id}/reveal': () => house.call('POST', `${person}/reveal`, { as: agent, body: reason }),
  'POST /v1/people/{id}/sensitive/{field}/read': async () => {
    await consented();
    await house.call('PUT', `${person}/sensitive/health`, { as: keeper, body: { text: '静养' }, ...first });
    return await house.call('POST', `${person}/sensitive/health/read`, { as: keeper, body: { purpose: 'care' } });
  },
};

/** Places, posts, rights and records, which are nobody's profile. */
const others = [
  'GET /v1/me',
  'GET /v1/premises/{id}',
  'GET /v1/premises',
  'GET /v1/posts/coverage',
  'GET /v1/posts',
  'GET /v1/posts/{id}',
  'GET /v1/posts/{id}/on-duty',
  'GET /v1/people/{id}/reads',
  'GET /v1/people/{id}/changes',
  'GET /v1/people/{id}/consents',
  'GET /v1/staff/{id}',
  'GET /v1/access-review',
];

test('R271: every operation of the directory is a write, a look, or shows no profile', () => {
  const all = directoryOperations(house).map(({ method, path }) => `${method} ${path}`);
  expect(all.toSorted()).toEqual([...Object.keys(acts), ...Object.keys(looks), ...others].toSorted());
});

const detailSchema = z.object({ actor: z.object({ type: z.literal('staff'), id: z.string() }) });
/** Events that were not there before, each by a member of staff. */
const eventsSince = (before: ReadonlySet<string>) =>
  [...rows].flatMap(([key, { at, detail }]) =>
    key.includes('\nevent#') && !before.has(key)
      ? [{ at, by: detailSchema.parse(JSON.parse(String(detail))).actor.id }]
      : [],
  );

test.each(Object.keys(acts))('R271: the write %s is on record, with who and when', async (name) => {
  const before = new Set(rows.keys());
  const answer = await acts[name]?.();
  expect(answer?.status).toBeLessThan(300);
  const events = eventsSince(before);
  expect(events.length).toBeGreaterThan(0);
  for (const event of events)
    expect(event).toEqual({ at: morning, by: expect.stringMatching(/^(wu-ting|zhou-lan|sun-li)$/) });
});

test.each(Object.keys(looks))('R271: the look %s is on record, with who, what and when', async (name) => {
  const answer = await looks[name]?.();
  expect(answer?.status).toBe(200);
  const reads = [...rows].flatMap(([key, row]) => (key.startsWith('person#wang-fang\nread#') ? [row] : []));
  expect(reads).toMatchObject([{ at: morning, staffId: expect.stringMatching(/^(wu-ting|sun-li)$/) }]);
  // And counted, for the review of access.
  const counted = [...rows.keys()].filter((key) => key.startsWith('reader#'));
  expect(counted).toEqual([expect.stringMatching(/\n2026-11$/)]);
});
