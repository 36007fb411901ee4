import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Premises } from '../../services/directory/contract/records.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  directoryOf,
  elsewhere,
  intake,
  neighbour,
  owner,
  premises,
  standardArrives,
  strangerAgent,
  TABLE,
  technician,
} from './samples.ts';

const { dynamo, rows, reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;
let minute: number;

const parking: Premises = { ...premises, id: 'yunshan-p-17', place: '地下车位17号', entranceId: null };
const places = [premises, elsewhere, parking];
const withParking: Principal = { ...owner, premisesIds: [premises.id, parking.id] };
const atBoth: Principal = { ...agent, communityIds: ['yunshan', 'trial'] };

beforeEach(async () => {
  reset();
  minute = 0;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.UTC(2026, 10, 25, 2, minute));
  service = intake({ directory: directoryOf(places) });
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

afterEach(() => {
  vi.useRealTimers();
});

/** A minute later than the one before. @returns its number */
async function report(as: Principal, premisesId = premises.id, description = '厨房水管爆裂'): Promise<string> {
  minute += 1;
  vi.setSystemTime(Date.UTC(2026, 10, 25, 2, minute));
  const { body } = await api('POST', '/v1/requests', { as, body: { premisesId, description } });
  return (body as { number: string }).number;
}

interface Row {
  readonly number: string;
  readonly [name: string]: unknown;
}

async function list(as: Principal, query: Record<string, string> = {}) {
  const { status, body } = await api('GET', '/v1/requests', { as, query });
  const { items = [], next = null } = body as { items?: Row[]; next?: string | null };
  return { status, items, next, numbers: items.map(({ number }) => number) };
}

async function walk(as: Principal, query: Record<string, string>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof list>> = await list(as, { ...query, ...(cursor && { cursor }) });
    seen.push(...page.numbers);
    cursor = page.next;
  }
  return seen;
}

const empty = { status: 200, items: [], next: null };

describe('GET /v1/requests of a community', () => {
  test('the desk sees what is open, oldest first, with what is promised next and without a word of the report', async () => {
    const numbers = [await report(owner), await report(agent, parking.id, '灯泡不亮')];
    const { items } = await list(agent);
    expect(items.map(({ number }) => number)).toEqual(numbers);
    expect(items[0]).toEqual({
      contactDueAt: '2026-11-26T02:01:00.000Z',
      id: 'request-1',
      number: 'BX000001',
      type: 'repair',
      typeLabel: '室内报修',
      category: 'flooding',
      categoryLabel: '水浸',
      urgent: true,
      premisesId: premises.id,
      place: '3栋1单元1201',
      receivedAt: '2026-11-25T02:01:00.000Z',
      open: true,
      status: 'received',
      statusLabel: '已受理',
      statusSince: '2026-11-25T02:01:00.000Z',
      priority: null,
      requesterKind: null,
      origin: 'asked',
      canCallBack: true,
      nextPromised: { kind: 'arrival', due: '2026-11-25T02:11:00.000Z' },
      links: { self: '/v1/requests/request-1' },
    });
  });

  test('with how far each has come', async () => {
    await report(owner);
    await report(owner);
    const at = '2026-11-25T02:09:00.000Z';
    const news = { kind: 'in-progress', at, workOrderId: 'w', staffId: null, waitId: null } as const;
    await service.store.note('request-2', { eventId: 'e', at, kind: 'arrived' }, news);
    expect((await list(agent)).items).toMatchObject([
      { status: 'received' },
      { status: 'in-progress', statusSince: at, nextPromised: { kind: 'resolve' } },
    ]);
  });

  test('what has ended is in the list of the month of its receipt instead, newest first', async () => {
    for (let n = 0; n < 4; n++) await report(owner);
    for (const n of [2, 3])
      await api('POST', `/v1/requests/request-${n}/cancel`, { as: owner, body: { reason: '已自行处理' } });
    expect((await list(agent)).numbers).toEqual(['BX000001', 'BX000004']);
    for (const query of [{ status: 'ended' }, { status: 'ended', month: '2026-11' }]) {
      const { items } = await list(agent, query);
      expect(items.map(({ number }) => number)).toEqual(['BX000003', 'BX000002']);
      expect(items).toMatchObject([
        { open: false, status: 'cancelled', nextPromised: null },
        { open: false, status: 'cancelled', nextPromised: null },
      ]);
    }
    expect(await walk(agent, { status: 'ended', limit: '1' })).toEqual(['BX000003', 'BX000002']);
    expect(await list(agent, { status: 'ended', month: '2026-10' })).toMatchObject(empty);
    expect(await list(strangerAgent, { status: 'ended', communityId: 'yunshan' })).toMatchObject(empty);
    vi.setSystemTime(Date.UTC(2026, 11, 1));
    expect(await list(agent, { status: 'ended' })).toMatchObject(empty);
  });

  test('pages tell each request once and end', async () => {
    const numbers: string[] = [];
    for (let n = 0; n < 7; n++) numbers.push(await report(owner));
    for (const limit of ['1', '3', '7']) expect(await walk(agent, { limit })).toEqual(numbers);
  });

  test('of their own community only: a foreign one looks like one that does not exist', async () => {
    await report(owner);
    for (const communityId of ['yunshan', 'no-such'])
      expect(await list(strangerAgent, { communityId })).toMatchObject(empty);
    expect(await list(strangerAgent)).toMatchObject(empty);
    expect((await list(agent, { communityId: 'yunshan' })).numbers).toEqual(['BX000001']);
  });

  test('who works for several names one', async () => {
    await report(owner);
    expect((await list(atBoth)).status).toBe(422);
    expect((await list(atBoth, { communityId: 'yunshan' })).numbers).toEqual(['BX000001']);
    expect(await list(atBoth, { communityId: 'trial' })).toMatchObject(empty);
  });

  test('a page of 20 from 1,000 reads 21 keys, 20 requests and their progress, and nothing else', async () => {
    await report(owner);
    copies(1000, 'request-1');
    dynamo.resetHistory();
    expect((await list(agent, { limit: '20' })).numbers).toHaveLength(20);
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.Limit)).toEqual([21]);
    expect(batches()).toEqual([
      Array.from({ length: 20 }, () => 'state'),
      Array.from({ length: 20 }, () => 'progress'),
    ]);
  });

  test.each([
    { limit: '0' },
    { limit: '101' },
    { cursor: Buffer.from('["a"]').toString('base64url') },
    { status: 'all' },
    { month: '2026-13', status: 'ended' },
    { month: '2026-11' },
    { communityId: '../x' },
    { urgent: 'true' },
  ])('422 for %o', async (query) => {
    expect((await list(agent, query)).status).toBe(422);
  });
});

describe('GET /v1/requests of premises', () => {
  test('an owner sees the requests of all own premises as one list, newest first', async () => {
    const numbers: string[] = [];
    for (let n = 0; n < 6; n++) numbers.unshift(await report(agent, n % 3 === 0 ? parking.id : premises.id));
    for (const limit of ['1', '2', '5', '50']) expect(await walk(withParking, { limit })).toEqual(numbers);
    expect((await list(withParking, { premisesId: parking.id })).numbers).toEqual(['BX000004', 'BX000001']);
    expect((await list(owner)).numbers).toHaveLength(4);
  });

  test('one’s own report is there at once', async () => {
    expect((await list(owner)).numbers).toEqual([]);
    const number = await report(owner);
    expect((await list(owner)).numbers).toEqual([number]);
  });

  test('the desk sees those of any premises of its communities', async () => {
    const numbers = [await report(owner), await report(owner)];
    expect((await list(agent, { premisesId: premises.id })).numbers).toEqual(numbers.toReversed());
  });

  test('foreign premises look like premises that do not exist', async () => {
    await report(owner);
    for (const as of [neighbour, strangerAgent])
      for (const premisesId of [premises.id, 'no-such']) expect(await list(as, { premisesId })).toMatchObject(empty);
  });

  test('a technician has no list of the desk; one who lives here has that of the household', async () => {
    const number = await report(owner);
    expect((await list(technician)).status).toBe(403);
    const resident: Principal = { ...technician, roles: ['technician', 'owner'], premisesIds: [parking.id] };
    expect(await list(resident)).toMatchObject(empty);
    expect(await list(resident, { premisesId: premises.id })).toMatchObject(empty);
    expect((await list({ ...resident, premisesIds: [premises.id] })).numbers).toEqual([number]);
  });

  test('staff at the desk who live here see their own by naming the premises', async () => {
    const number = await report(owner);
    const resident: Principal = { ...strangerAgent, roles: ['agent', 'owner'], premisesIds: [premises.id] };
    expect(await list(resident)).toMatchObject(empty);
    expect((await list(resident, { premisesId: premises.id })).numbers).toEqual([number]);
  });

  test('who owns more than ten names one', async () => {
    const many = Array.from({ length: 11 }, (_, n) => `yunshan-p-${n}`);
    expect((await list({ ...owner, premisesIds: many })).status).toBe(422);
    expect((await list({ ...owner, premisesIds: many }, { premisesId: 'yunshan-p-3' })).status).toBe(200);
    expect((await list({ ...owner, premisesIds: many.slice(1) })).status).toBe(200);
  });

  test.each([{ status: 'open' }, { status: 'ended', month: '2026-11' }, { communityId: 'yunshan' }])(
    'an owner’s list has no %o',
    async (query) => {
      expect((await list(owner, query)).status).toBe(422);
    },
  );

  test('a page of 20 from 1,000 reads 21 links, 20 requests and their progress', async () => {
    await report(owner);
    copies(1000, 'request-1');
    dynamo.resetHistory();
    expect((await list(owner, { limit: '20' })).numbers).toHaveLength(20);
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.Limit)).toEqual([21]);
    expect(batches().map((keys) => keys.length)).toEqual([20, 20]);
  });
});

/** Makes many of one stored request: its state and its link. */
function copies(count: number, id: string): void {
  const { pk, state } = requestAddress(id);
  const original = rows.get(`${pk}\n${state}`) ?? {};
  for (let n = 0; n < count; n++) {
    const copy = `${id}-copy-${String(n).padStart(4, '0')}`;
    const address = requestAddress(copy);
    rows.set(`${address.pk}\n${state}`, { ...structuredClone(original), id: copy, pk: address.pk });
    const link = { pk: `premises#${premises.id}`, sk: `request#${original.receivedAt}#${copy}` };
    rows.set(`${link.pk}\n${link.sk}`, { ...link, requestId: copy, receivedAt: original.receivedAt });
  }
}

/** The sort keys of every batch that was asked for. */
const batches = () =>
  dynamo
    .commandCalls(BatchGetCommand)
    .map(({ args }) => (args[0].input.RequestItems?.[TABLE]?.Keys ?? []).map(({ sk }) => sk));
