import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { consentsAnswerSchema } from '../../services/directory/contract/consent-api.ts';
import { changesAnswerSchema, readsAnswerSchema } from '../../services/directory/contract/people-api.ts';
import { expireConsents } from '../../services/directory/expire-consents.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { roleSchema } from '../../shared/identity/roles.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, elsewhere, furnished, head, keeper, manager, ownerOf, staffOf, wangFang } from './furnished.ts';
import { morning } from './samples.ts';

const lines = capturedLines();
const { rows, reset } = memoryTable();
let house: Awaited<ReturnType<typeof furnished>>;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
  reset();
  house = await furnished();
});
afterEach(() => {
  vi.useRealTimers();
});

const TEXT = '高血压,独居,电梯停运时须上门送药';
const base = '/v1/people/wang-fang';
const wanted = { field: 'health', purposes: ['care', 'emergency'], channel: 'in-person', until: '2026-12-31' };

const consent = (body: object = {}, as: Principal = keeper) =>
  house.call('POST', `${base}/consents`, { as, body: { ...wanted, ...body } });
const withdraw = (as: Principal = wangFang, channel = 'online') =>
  house.call('POST', `${base}/consents/withdraw`, { as, body: { field: 'health', channel } });
const fill = (version: number, as: Principal = keeper, text = TEXT) =>
  house.call('PUT', `${base}/sensitive/health`, { as, body: { text }, headers: { 'if-match': `"${version}"` } });
const read = (purpose = 'care', as: Principal = keeper) =>
  house.call('POST', `${base}/sensitive/health/read`, { as, body: { purpose } });
const consents = async (as: Principal = keeper) =>
  consentsAnswerSchema.parse((await house.call('GET', `${base}/consents`, { as })).body);
const reads = async () =>
  readsAnswerSchema.parse((await house.call('GET', `${base}/reads`, { as: manager })).body).items;
const stored = () => rows.get('sensitive#wang-fang\nhealth');
const everything = () => JSON.stringify([...rows.values(), ...lines()]);
const later = (ms: number) => vi.advanceTimersByTime(ms);
const DAY = 86_400_000;

async function filled() {
  expect((await consent()).status).toBe(201);
  expect((await fill(1)).status).toBe(200);
}

describe('R272: the sensitive class', () => {
  test('is off by default: without a consent nothing is written and nothing is read', async () => {
    expect((await fill(0)).status).toBe(409);
    expect((await read()).status).toBe(409);
    expect(stored()).toBeUndefined();
    expect(await reads()).toEqual([]);
  });

  test('records who agreed to what, when, by which channel, until when', async () => {
    expect((await consent()).body).toEqual({ id: 'wang-fang', field: 'health', until: '2026-12-31T16:00:00.000Z' });
    expect(await consents(wangFang)).toEqual({
      id: 'wang-fang',
      version: 1,
      items: [
        {
          field: 'health',
          purposes: ['care', 'emergency'],
          channel: 'in-person',
          givenAt: morning,
          recordedBy: { type: 'staff', id: 'sun-li' },
          until: '2026-12-31T16:00:00.000Z',
          filledAt: null,
          ended: null,
          holds: true,
        },
      ],
    });
  });

  test('is read for a purpose that was agreed to, and each look is on record with it', async () => {
    await filled();
    expect(await read('emergency')).toMatchObject({
      status: 200,
      body: { id: 'wang-fang', field: 'health', text: TEXT },
    });
    expect((await read('home-service')).status).toBe(409);
    expect((await read('curiosity')).status).toBe(422);
    expect(await reads()).toEqual([
      { at: morning, staffId: 'sun-li', what: 'sensitive', reason: 'emergency', field: 'health' },
    ]);
  });

  test('is written down before it is shown: without a record nothing is opened', async () => {
    await filled();
    const record = vi.spyOn(house.people.log, 'record').mockRejectedValue(new Error('no table'));
    const open = vi.spyOn(house.sensitive, 'open');
    expect((await read()).status).toBe(500);
    expect(record).toHaveBeenCalledOnce();
    expect(open).not.toHaveBeenCalled();
  });

  test('never lies anywhere in the clear, and the same call again looks anew', async () => {
    await filled();
    const again = () =>
      house.call('POST', `${base}/sensitive/health/read`, { as: keeper, body: { purpose: 'care' }, key: 'k' });
    expect((await again()).body).toMatchObject({ text: TEXT });
    later(1000);
    expect((await again()).body).toMatchObject({ text: TEXT });
    expect(await reads()).toHaveLength(2);
    expect(everything()).not.toMatch(/高血压|独居/);
  });

  test('has a data key of its own, apart from the contact’s', async () => {
    await filled();
    const dataKey = Object(stored()?.sealed).dataKey;
    expect(dataKey).toEqual(expect.any(String));
    expect(dataKey).not.toBe(Object(rows.get('person#wang-fang\nstate')?.sealed).dataKey);
  });

  test.each(roleSchema.exclude(['profile-keeper']).options)('needs its own role: %s may not read it', async (role) => {
    await filled();
    const as = role === 'owner' ? wangFang : staffOf('somebody', role);
    expect((await read('care', as)).status).toBe(403);
    expect((await fill(2, as)).status).toBe(403);
  });

  test('is not there for another community', async () => {
    await filled();
    expect((await read('care', elsewhere)).status).toBe(404);
    expect((await fill(2, elsewhere)).status).toBe(404);
    expect((await withdraw(elsewhere, 'phone')).status).toBe(404);
    expect((await house.call('GET', `${base}/consents`, { as: elsewhere })).status).toBe(404);
    expect((await house.call('GET', `${base}/consents`, { as: ownerOf('he-jun') })).status).toBe(404);
  });

  test('is deleted with its data key in the write that takes the consent back; the journal proves it', async () => {
    await filled();
    const sealed = JSON.stringify(stored()?.sealed);
    later(1000);
    expect(await withdraw()).toMatchObject({ status: 200, body: { deletedAt: '2026-11-25T02:00:01.000Z' } });
    expect(stored()).toBeUndefined();
    expect(JSON.stringify([...rows.values()])).not.toContain(JSON.parse(sealed).dataKey);
    expect((await read()).status).toBe(409);
    expect((await fill(3)).status).toBe(409);
    const { body } = await house.call('GET', `${base}/changes`, { as: head });
    expect(changesAnswerSchema.parse(body).items.map(({ by, fact }) => [by.id, fact.type])).toEqual([
      ['sun-li', 'consented'],
      ['sun-li', 'filled'],
      ['wang-fang', 'consent-ended'],
    ]);
    expect((await consents()).items).toMatchObject([
      { holds: false, filledAt: null, ended: { why: 'withdrawn', channel: 'online', by: { id: 'wang-fang' } } },
    ]);
    expect((await withdraw()).status).toBe(409);
  });

  test('given anew after a withdrawal it begins empty', async () => {
    await filled();
    await withdraw();
    await consent();
    expect((await read()).status).toBe(404);
    expect((await consents()).items).toMatchObject([{ holds: true, filledAt: null }]);
  });

  test('renewed while it holds, it keeps what it covers, for the new purposes alone', async () => {
    await filled();
    await consent({ purposes: ['home-service'], until: '2027-03-31' });
    expect((await read()).status).toBe(409);
    expect((await read('home-service')).body).toMatchObject({ text: TEXT });
  });

  test('ends with its last day at once, and the sweep deletes what it covered', async () => {
    await filled();
    const due = rows.get('resident#wang-fang\nperson#wang-fang');
    expect(due).toMatchObject({ todoAt: '2026-12-31T16:00:00.000Z' });
    vi.setSystemTime('2026-12-31T15:59:59.999Z');
    expect((await read()).status).toBe(200);
    vi.setSystemTime('2026-12-31T16:00:00.000Z');
    expect((await read()).status).toBe(409);
    const expire = () =>
      expireConsents(due, { persons: house.persons, peopleTable: 'people' }, '2026-12-31T16:00:30.000Z');
    await expire();
    await expire();
    expect(stored()).toBeUndefined();
    expect(await consents()).toMatchObject({
      version: 3,
      items: [{ ended: { why: 'expired', by: { type: 'system' } } }],
    });
    expect(rows.get('resident#wang-fang\nperson#wang-fang')).not.toHaveProperty('todoAt');
  });

  test('a consent before the sweep has come does not bring back what lay under the one before', async () => {
    await filled();
    later(40 * DAY);
    await consent({ until: '2027-03-31' });
    expect(stored()).toBeUndefined();
    expect((await read()).status).toBe(404);
    expect((await consents()).items).toMatchObject([{ holds: true, filledAt: null }]);
  });

  test('goes with the person: an erasure ends every consent and deletes what it covered', async () => {
    await filled();
    await house.call('POST', `${base}/erase`, { as: manager, body: { reason: 'x' } });
    expect(stored()).toBeUndefined();
    expect((await consents()).items).toMatchObject([{ holds: false, ended: { why: 'erased' } }]);
    expect((await consent()).status).toBe(409);
  });

  test.each<[string, object, Principal, number]>([
    ['a last day that has passed', { until: '2026-11-24' }, keeper, 422],
    ['more than a year', { until: '2027-11-30' }, keeper, 422],
    ['no purpose', { purposes: [] }, keeper, 422],
    ['an unknown purpose', { purposes: ['marketing'] }, keeper, 422],
    ['an unknown field', { field: 'religion' }, keeper, 422],
    ['somebody else’s consent online', { channel: 'online' }, keeper, 422],
    ['the own consent by somebody else’s channel', { channel: 'phone' }, wangFang, 422],
    ['a neighbour’s', { channel: 'online' }, ownerOf('he-jun'), 404],
    ['one that a technician took', {}, staffOf('li-ming', 'technician'), 403],
  ])('takes no consent for %s', async (_, body, as, status) => {
    const before = new Map(rows);
    expect((await consent(body, as)).status).toBe(status);
    expect(rows).toEqual(before);
  });

  test('is given by the person online, and by telling an agent', async () => {
    expect((await consent({ channel: 'online' }, wangFang)).status).toBe(201);
    expect((await consent({ channel: 'phone', field: 'care-needs' }, agent)).status).toBe(201);
    expect((await consents(manager)).items.map(({ field, recordedBy }) => [field, recordedBy.id])).toEqual([
      ['health', 'wang-fang'],
      ['care-needs', 'wu-ting'],
    ]);
  });

  test('a write from an old page changes nothing', async () => {
    await filled();
    const before = new Map(rows);
    expect((await fill(1)).status).toBe(412);
    expect(rows).toEqual(before);
  });
});

test('R272: a withdrawal beside a write leaves nothing behind', async () => {
  await filled();
  await Promise.all([withdraw(), fill(2, keeper, '新的内容')]);
  // Whoever came first: after the withdrawal nothing is stored.
  expect((await consents()).items[0]?.ended?.why ?? 'holds').toBe('withdrawn');
  expect(stored()).toBeUndefined();
});
