import { beforeEach, describe, expect, test, vi } from 'vitest';
import { workOrderQuoteAgreed, workOrderQuoted } from '../../services/dispatch/contract/events.ts';
import { seedPriceList } from '../../services/dispatch/seed.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchConsented, dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  colleague,
  consented,
  dispatch,
  neighbour,
  owner,
  received,
  receivedAt,
  strangerSupervisor,
  supervisor,
  TABLE,
  technician,
} from './samples.ts';

const { rows, reset } = memoryTable();
const lines = capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

const words = (zh: string, en: string) => ({ zh, en });
const items = [
  {
    ...{ code: 'drain', label: words('疏通下水管', 'Clearing a drain'), unit: words('次', 'visit') },
    ...{ unitFen: 8000, guaranteeDays: 30 },
  },
  { code: 'pipe', label: words('水管', 'Pipe'), unit: words('米', 'metre'), unitFen: 1999 },
];
const nextWeek = '2026-12-02T02:00:00.000Z';
const offer = {
  lines: [
    { code: 'drain', quantity: 1 },
    { code: 'pipe', quantity: 2.5 },
    { label: '拆装橱柜', quantity: 1, unitFen: 5000 },
  ],
  validUntil: nextWeek,
};
/** 8000 + 2.5 × 1999, rounded up from half a 分, + 5000. */
const TOTAL = 17998;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  reset();
  service = dispatch();
  api = apiOf(service.operations, TABLE);
  await seedPriceList(service.ports.journal, items, receivedAt);
  await dispatchRequest(received(), service.ports, receivedAt);
  return () => vi.useRealTimers();
});

const act = (name: string, as: Principal = technician, body: object = {}) =>
  api('POST', `/v1/work-orders/r1.1/${name}`, { as, body });
const state = () => rows.get(`${workOrderAddress('r1.1').pk}\nstate`);
const events = () => service.ports.journal.events(workOrderAddress('r1.1'));
const names = async () => (await events()).map(({ name }) => name);
const seenBy = async (as: Principal) => (await api('GET', '/v1/requests/r1/work-orders', { as })).body;
const complete = (cost?: object) => act('complete', technician, { summary: '已疏通', ...(cost && { cost }) });

describe('R052: a price is told', () => {
  test('line by line from the price list and in staff’s own words; the household sees it', async () => {
    await act('arrive');
    expect((await act('quote', technician, offer)).status).toBe(200);
    expect(await seenBy(owner)).toMatchObject({
      items: [
        {
          quote: {
            ...{ id: 'r1.1.quote-1', at: receivedAt, status: 'open', statusLabel: '待业主确认', totalFen: TOTAL },
            ...{ validUntil: nextWeek, answeredAt: null },
            lines: [
              { code: 'drain', label: '疏通下水管', unit: '次', quantity: 1, unitFen: 8000, amountFen: 8000 },
              { code: 'pipe', label: '水管', unit: '米', quantity: 2.5, unitFen: 1999, amountFen: 4998 },
              { code: null, label: '拆装橱柜', unit: null, quantity: 1, unitFen: 5000, amountFen: 5000 },
            ],
          },
        },
      ],
    });
    expect(JSON.stringify(await seenBy(owner))).not.toContain('li-ming');
    expect(await seenBy(supervisor)).toMatchObject({ items: [{ quote: { staffId: 'li-ming' } }] });
  });

  test('and said to all services without a word of its lines', async () => {
    await act('accept');
    await act('quote', agent, offer);
    const said = (await events()).at(-1);
    expect(said).toMatchObject({
      name: workOrderQuoted.name,
      detail: {
        actor: { type: 'staff', id: 'sun-li' },
        data: { quoteId: 'r1.1.quote-1', staffId: 'sun-li', at: receivedAt, totalFen: TOTAL, validUntil: nextWeek },
      },
    });
    expect(JSON.stringify([said?.detail, lines()])).not.toContain('橱柜');
  });

  test('its prices are those of the moment: a later price list changes nothing in it', async () => {
    await act('arrive');
    await act('quote', technician, offer);
    const manager = { ...supervisor, roles: ['manager' as const] };
    const dearer = items.map((item) => ({ ...item, unitFen: item.unitFen * 2 }));
    await api('PUT', '/v1/price-list', { as: manager, headers: { 'if-match': '"1"' }, body: { items: dearer } });
    expect(state()).toMatchObject({ quote: { totalFen: TOTAL } });
  });

  test.each([
    [{ ...offer, lines: [] }, '/lines'],
    [{ ...offer, lines: [{ code: 'gold', quantity: 1 }] }, '/lines/0/code'],
    [{ ...offer, lines: [{ label: '白做', quantity: 1, unitFen: 0 }] }, '/lines'],
    [{ ...offer, validUntil: receivedAt }, '/validUntil'],
    [{ ...offer, validUntil: '2027-11-25T02:00:00Z' }, '/validUntil'],
  ])('422 for %o, and nothing has changed', async (body, path) => {
    await act('arrive');
    const before = state();
    expect(await act('quote', technician, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(state()).toEqual(before);
  });

  test('by whoever has the work or the desk of the community, and not after the end', async () => {
    await act('arrive');
    expect((await act('quote', colleague, offer)).status).toBe(404);
    expect((await act('quote', strangerSupervisor, offer)).status).toBe(404);
    expect((await act('quote', owner, offer)).status).toBe(403);
    await complete();
    expect((await act('quote', technician, offer)).status).toBe(409);
  });
});

describe('R052: the household agrees or declines', () => {
  beforeEach(async () => {
    await act('arrive');
    await act('quote', technician, offer);
  });

  test('the owner, and family, by themselves', async () => {
    const family = { ...owner, sub: 'sub-wang-lei', personId: 'wang-lei' };
    expect((await act('agree-quote', family)).status).toBe(200);
    expect((await events()).at(-1)).toMatchObject({
      name: workOrderQuoteAgreed.name,
      detail: { data: { quoteId: 'r1.1.quote-1', totalFen: TOTAL, by: 'household', staffId: null, how: null } },
    });
    expect(state()).toMatchObject({ agreedFen: TOTAL, quote: { answer: { agreed: true, at: receivedAt } } });
    expect(await seenBy(owner)).toMatchObject({ items: [{ quote: { status: 'agreed', answeredBy: 'household' } }] });
  });

  test('not a tenant: it is the owner’s money', async () => {
    const tenant = { ...owner, sub: 'sub-tang-jun', personId: 'tang-jun' };
    expect((await act('agree-quote', tenant)).status).toBe(403);
    expect(state()).toMatchObject({ agreedFen: null });
  });

  test('staff for the household, with how it said so', async () => {
    expect(await act('agree-quote', agent)).toMatchObject({ status: 422, body: { errors: [{ path: '/how' }] } });
    expect(await act('agree-quote', owner, { how: 'phone' })).toMatchObject({ status: 422 });
    const signed = { how: 'signed', attachmentIds: ['att_77'] };
    expect((await act('agree-quote', technician, signed)).status).toBe(200);
    expect(state()).toMatchObject({
      quote: { answer: { by: 'staff', staffId: 'li-ming', how: 'signed', attachmentIds: ['att_77'] } },
    });
    expect(JSON.stringify((await events()).map(({ detail }) => detail))).not.toContain('att_77');
    expect(await seenBy(owner)).toMatchObject({ items: [{ quote: { how: 'signed', howLabel: '书面签字' } }] });
  });

  test('nobody else: elsewhere it does not exist', async () => {
    for (const as of [neighbour, { ...colleague }, strangerSupervisor])
      for (const answer of ['agree-quote', 'decline-quote'])
        expect((await act(answer, as, as === neighbour ? {} : { how: 'phone' })).status).toBe(404);
    expect(state()).toMatchObject({ quote: { answer: null } });
  });

  test('once; an answer to what is not open is refused, and names nobody', async () => {
    await act('decline-quote', owner);
    const { status, body } = await act('agree-quote', owner);
    expect(status).toBe(409);
    expect(JSON.stringify(body)).not.toContain('li-ming');
  });

  test('not any more when it is no longer valid; declining still is possible', async () => {
    vi.setSystemTime(new Date('2026-12-02T02:00:00.001Z'));
    expect(await seenBy(owner)).toMatchObject({ items: [{ quote: { status: 'expired' } }] });
    expect((await act('agree-quote', owner)).status).toBe(409);
    expect((await act('decline-quote', owner)).status).toBe(200);
  });

  test.each(['agree-quote', 'decline-quote'])('work that waits for it goes on: %s', async (answer) => {
    await act('wait', technician, { reason: 'owner-undecided' });
    expect(state()).toMatchObject({ status: 'waiting' });
    await act(answer, owner);
    expect(state()).toMatchObject({ status: 'arrived', waiting: null });
    expect((await names()).at(-1)).toBe('work-order.resumed');
  });

  test('work that waits for something else waits on', async () => {
    await act('wait', technician, { reason: 'parts', textToOwner: '明日到货' });
    await act('agree-quote', owner);
    expect(state()).toMatchObject({ status: 'waiting', agreedFen: TOTAL });
  });
});

describe('R052: nothing is charged beyond what was agreed', () => {
  const quoteOf = (amountFen: number) => ({ kind: 'quote', amountFen });
  const answered = async (answer: 'agree-quote' | 'decline-quote', body = offer) => {
    await act('quote', technician, body);
    await act(answer, owner);
  };
  beforeEach(() => act('arrive'));

  test('free of charge is always possible', async () => {
    await act('quote', technician, offer);
    expect((await complete()).status).toBe(200);
    expect((await events()).find(({ name }) => name === 'work-order.completed')?.detail.data).toMatchObject({
      chargeFen: 0,
    });
  });

  test('a listed price needs no quote, and is computed here', async () => {
    const cost = { kind: 'price-list', items: [{ code: 'drain', quantity: 2 }] };
    expect((await complete({ ...cost, amountFen: 1 })).status).toBe(422);
    expect((await complete({ kind: 'price-list', items: [{ code: 'gold', quantity: 1 }] })).body).toMatchObject({
      errors: [{ path: '/cost/items/0/code' }],
    });
    expect((await complete(cost)).status).toBe(200);
    expect(await seenBy(owner)).toMatchObject({
      items: [{ cost: { kind: 'price-list', amountFen: 16000, lines: [{ label: '疏通下水管', quantity: 2 }] } }],
    });
    expect((await events()).find(({ name }) => name === 'work-order.completed')?.detail.data).toMatchObject({
      chargeFen: 16000,
    });
  });

  test('a quote that was never given, never answered or declined cannot be charged', async () => {
    expect((await complete(quoteOf(1))).body).toMatchObject({ errors: [{ path: '/cost/kind' }] });
    await act('quote', technician, offer);
    expect((await complete(quoteOf(1))).status).toBe(422);
    await act('decline-quote', owner);
    expect((await complete(quoteOf(1))).status).toBe(422);
    // Not by the way of the price list either: the household has said no.
    expect((await complete({ kind: 'price-list', items: [{ code: 'drain', quantity: 1 }] })).status).toBe(422);
    expect(state()).toMatchObject({ status: 'arrived' });
    expect((await complete()).status).toBe(200);
  });

  test('to the last 分', async () => {
    await answered('agree-quote');
    expect((await complete(quoteOf(TOTAL + 1))).body).toMatchObject({ errors: [{ path: '/cost/amountFen' }] });
    expect((await complete({ kind: 'price-list', items: [{ code: 'drain', quantity: 3 }] })).status).toBe(422);
    expect((await complete(quoteOf(TOTAL))).status).toBe(200);
  });

  test('where more is needed the household is asked again; until it agrees the first price holds', async () => {
    await answered('agree-quote');
    const more = { ...offer, lines: [...offer.lines, { label: '换地漏', quantity: 1, unitFen: 3000 }] };
    await act('quote', technician, more);
    expect((await complete(quoteOf(TOTAL + 3000))).status).toBe(422);
    await act('decline-quote', owner);
    expect((await complete(quoteOf(TOTAL + 3000))).status).toBe(422);
    await answered('agree-quote', more);
    expect((await complete(quoteOf(TOTAL + 3000))).status).toBe(200);
  });

  test('materials are told line by line, with what one costs', async () => {
    const materials = [
      { code: 'V-15', name: '角阀', quantity: 2, unit: '个', unitFen: 2500 },
      { name: '生料带', quantity: 1 },
    ];
    await act('complete', technician, { summary: '已更换', materials });
    expect(await seenBy(owner)).toMatchObject({ items: [{ materials }] });
  });
});

describe('R052: the household declined', () => {
  const cancel = (as: Principal) => act('cancel', as, { reason: '业主不同意报价，不再维修' });
  const done = () => [...rows.values()].filter(({ name }) => name === 'request-work.done');

  test('staff end the work with nothing done; the request stays for the desk to close', async () => {
    await act('arrive');
    await act('quote', technician, offer);
    expect((await cancel(supervisor)).status).toBe(409);
    await act('decline-quote', owner);
    expect((await cancel(technician)).status).toBe(403);
    expect((await cancel(strangerSupervisor)).status).toBe(404);
    expect((await cancel(supervisor)).status).toBe(200);
    expect(state()).toMatchObject({ status: 'cancelled' });
    expect((await service.ports.store.requestWork('r1'))?.open).toEqual([]);
    expect(done()).toEqual([]);
    expect(JSON.stringify((await events()).map(({ detail }) => detail))).not.toContain('不再维修');
  });

  test('what the category needs is not ended by hand otherwise', async () => {
    const { status, body } = await cancel(supervisor);
    expect([status, body]).toMatchObject([409, { detail: expect.stringContaining('业主未拒绝报价') }]);
  });

  test('R073: what the desk asked for may be ended by hand; with the other work done, all is done', async () => {
    const more = { department: 'engineering', skill: null, note: '再查一次' };
    await api('POST', '/v1/requests/r1/work-orders', { as: agent, body: more });
    await act('arrive');
    await complete();
    expect(done()).toEqual([]);
    const body = { reason: '无需再查' };
    expect((await api('POST', '/v1/work-orders/r1.2/cancel', { as: agent, body })).status).toBe(200);
    expect(done()).toHaveLength(1);
  });
});

test('R052: a visit for a price goes its whole way: consent, visit, quote, agreement, paid work', async () => {
  const visit = { category: 'inquiry-quote', policyKey: 'inquiry.quote', skill: null, urgent: false, clocks: [] };
  await dispatchRequest(received(visit, 'r7'), service.ports, receivedAt);
  expect(await service.ports.store.ofRequest('r7')).toEqual([]);
  await dispatchConsented(consented(2, 'r7'), service.ports, receivedAt);
  const step = (name: string, as: Principal, body: object = {}) =>
    api('POST', `/v1/work-orders/r7.1/${name}`, { as, body });
  await step('arrive', technician);
  await step('quote', technician, offer);
  await step('agree-quote', owner);
  const paid = { summary: '已疏通', cost: { kind: 'quote', amountFen: TOTAL } };
  expect(await step('complete', technician, paid)).toMatchObject({ status: 200, body: { status: 'completed' } });
});
