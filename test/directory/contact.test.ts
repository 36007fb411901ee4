import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  changesAnswerSchema,
  contactAnswerSchema,
  readsAnswerSchema,
} from '../../services/directory/contract/people-api.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  elsewhere,
  furnished,
  head,
  keeper,
  manager,
  otherHead,
  ownerOf,
  technician,
  wangFang,
} from './furnished.ts';
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

const put = (id: string, body: object, as: Principal, version = 0) =>
  house.call('PUT', `/v1/people/${id}/contact`, { as, body, headers: { 'if-match': `"${version}"` } });
const get = (id: string, as: Principal) => house.call('GET', `/v1/people/${id}`, { as });
const found = async (phone: string) => {
  const { body } = await house.call('POST', '/v1/households/search', { as: agent, body: { phone } });
  return body;
};
const opened = async (id: string) => {
  const person = await house.people.person(id);
  return person && (await house.people.open(person));
};
const everything = () => JSON.stringify([...rows.values(), ...lines()]);

describe('PUT /v1/people/{id}/contact', () => {
  test('R267: gives a resident another name and number, answers masked, stores sealed', async () => {
    const { status, body, headers } = await put('wang-fang', { name: '王小芳', phone: '139 0013 9001' }, agent);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ ETag: '"1"' });
    expect(contactAnswerSchema.parse(body)).toEqual({
      id: 'wang-fang',
      version: 1,
      name: '王**',
      phone: '139****9001',
      email: 'w***@example.com',
    });
    expect(await opened('wang-fang')).toEqual({
      id: 'wang-fang',
      name: '王小芳',
      phone: '+8613900139001',
      email: 'wang-fang@example.com',
    });
    expect(everything()).not.toMatch(/王小芳|王芳|13900139001|13800138011|wang-fang@example/);
  });

  test('R009: the old number no longer finds the person, the new one does', async () => {
    await put('wang-fang', { phone: '13900139001' }, agent);
    expect(await found('13800138011')).toEqual({ items: [] });
    expect(await found('13900139001')).toMatchObject({
      items: [{ personId: 'wang-fang', homes: [{ kind: 'owner' }] }],
    });
  });

  test('seals all of it anew: the old data key is gone', async () => {
    const before = rows.get('person#wang-fang\nstate')?.sealed;
    await put('wang-fang', { email: null }, agent);
    const after = rows.get('person#wang-fang\nstate');
    expect(after?.sealed).not.toEqual(before);
    expect(after?.masked).toMatchObject({ email: null, phone: '138****8011' });
    expect(JSON.stringify([...rows.values()])).not.toContain(Object(before).dataKey);
  });

  test('is taken whole or not at all: number, key and history are one write', async () => {
    const before = new Map(rows);
    const lost = put('wang-fang', { phone: '13900139001' }, agent, 3);
    expect((await lost).status).toBe(412);
    expect(rows).toEqual(before);
  });

  test('of two who change it at once one is told to read again', async () => {
    const both = await Promise.all([
      put('wang-fang', { phone: '13900139001' }, agent),
      put('wang-fang', { phone: '13900139002' }, manager),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const keys = [...rows.keys()].filter((key) => key.startsWith('phone#') && key.endsWith('wang-fang'));
    expect(keys).toHaveLength(1);
  });

  test('what is as it was makes no version and no event', async () => {
    const { body } = await put('wang-fang', { phone: '+86 138 0013 8011' }, agent);
    expect(body).toMatchObject({ version: 0 });
    expect([...rows.keys()].filter((key) => key.includes('event#person#'))).toEqual([]);
  });

  test.each([
    ['nothing', {}],
    ['an empty name', { name: ' ' }],
    ['a number that is none', { phone: '1380013' }],
    ['an address that is none', { email: 'wang' }],
    ['an unknown field', { phone: '13900139001', note: 'x' }],
  ])('refuses %s and changes nothing', async (_, body) => {
    const before = new Map(rows);
    expect((await put('wang-fang', body, agent)).status).toBe(422);
    expect(rows).toEqual(before);
  });

  test('an event says that, and not what', async () => {
    await put('wang-fang', { phone: '13900139001' }, wangFang);
    const event = rows.get('resident#wang-fang\nevent#person#wang-fang#000000000001');
    expect(JSON.parse(String(event?.detail))).toMatchObject({
      subject: { type: 'person', id: 'wang-fang', version: 1 },
      actor: { type: 'person', id: 'wang-fang' },
      data: { personId: 'wang-fang', version: 1 },
    });
    expect(event?.name).toBe('person.changed');
  });
});

describe('R268: whose contact who may change', () => {
  const phone = { phone: '13900139001' };
  const name = { name: '王小芳' };

  test.each<[string, string, object, Principal, number]>([
    ['an owner the own number', 'wang-fang', phone, wangFang, 200],
    ['an owner not the own name', 'wang-fang', name, wangFang, 403],
    ['an owner nobody else’s', 'he-jun', phone, wangFang, 404],
    ['staff the own number', 'li-ming', phone, technician, 200],
    ['staff not the own name', 'li-ming', name, technician, 403],
    ['the desk a resident’s', 'wang-fang', name, agent, 200],
    ['the desk no colleague’s', 'li-ming', phone, agent, 403],
    ['a concierge no resident’s', 'wang-fang', phone, keeper, 404],
    ['the head of the department staff’s', 'li-ming', name, head, 200],
    ['the head of another department not', 'li-ming', phone, otherHead, 403],
    ['the manager staff’s', 'li-ming', name, manager, 200],
    ['the manager the own name', 'zhou-lan', name, manager, 200],
    ['nobody of another community', 'wang-fang', phone, elsewhere, 404],
    ['nobody of another community staff’s', 'li-ming', phone, elsewhere, 404],
    ['nobody one that does not exist', 'nobody', phone, agent, 404],
  ])('%s', async (_, id, body, as, status) => {
    const before = new Map(rows);
    expect((await put(id, body, as)).status).toBe(status);
    if (status !== 200) expect(rows).toEqual(before);
  });

  test('staff keep a number by which alarms reach them', async () => {
    expect((await put('li-ming', { phone: null }, technician)).status).toBe(422);
    expect((await put('wang-fang', { phone: null }, agent)).body).toMatchObject({ phone: null });
    expect(await found('13800138011')).toEqual({ items: [] });
  });

  test('only oneself and the desk see a contact, masked, and the desk on record', async () => {
    for (const as of [wangFang, agent])
      expect((await get('wang-fang', as)).body).toMatchObject({ name: '王*', phone: '138****8011', version: 0 });
    for (const as of [keeper, ownerOf('he-jun'), elsewhere]) expect((await get('wang-fang', as)).status).toBe(404);
    const { body } = await house.call('GET', '/v1/people/wang-fang/reads', { as: manager });
    expect(readsAnswerSchema.parse(body).items).toEqual([
      { at: morning, staffId: 'wu-ting', what: 'person', reason: null },
    ]);
  });

  test('of an erased person nobody changes anything', async () => {
    const body = { reason: '业主要求删除' };
    expect((await house.call('POST', '/v1/people/wang-fang/erase', { as: manager, body })).status).toBe(200);
    expect((await put('wang-fang', phone, agent, 1)).status).toBe(409);
    expect((await put('wang-fang', phone, wangFang, 1)).status).toBe(409);
  });
});

test('R271: leads read who changed what when, oldest first in pages, without what it was', async () => {
  await put('wang-fang', { phone: '13900139001', email: null }, wangFang);
  vi.advanceTimersByTime(60_000);
  await put('wang-fang', { name: '王小芳' }, agent, 1);
  vi.advanceTimersByTime(60_000);
  await house.call('POST', '/v1/people/wang-fang/erase', { as: manager, body: { reason: 'x' } });
  const page = async (query: Record<string, string>) =>
    changesAnswerSchema.parse((await house.call('GET', '/v1/people/wang-fang/changes', { as: head, query })).body);
  const first = await page({ limit: '2' });
  expect(first.items).toEqual([
    {
      version: 1,
      at: morning,
      by: { type: 'person', id: 'wang-fang' },
      fact: { type: 'contact-changed', fields: ['phone', 'email'] },
    },
    {
      version: 2,
      at: '2026-11-25T02:01:00.000Z',
      by: { type: 'staff', id: 'wu-ting' },
      fact: { type: 'contact-changed', fields: ['name'] },
    },
  ]);
  expect((await page({ cursor: first.next ?? '' })).items).toMatchObject([{ version: 3, fact: { type: 'erased' } }]);
  expect(JSON.stringify(first)).not.toMatch(/139|王/);
  expect((await house.call('GET', '/v1/people/wang-fang/changes', { as: elsewhere })).status).toBe(404);
});

test('an erasure that another change overtakes leaves no way from the new number', async () => {
  const body = { reason: 'x' };
  await Promise.all([
    put('wang-fang', { phone: '13900139001' }, agent),
    house.call('POST', '/v1/people/wang-fang/erase', { as: manager, body }),
  ]);
  const ways = [...rows.keys()].filter((key) => key.startsWith('phone#') && key.endsWith('wang-fang'));
  expect(ways).toEqual([]);
  expect(rows.get('person#wang-fang\nstate')).toMatchObject({ sealed: null });
});
