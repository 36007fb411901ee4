import { beforeEach, describe, expect, test } from 'vitest';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { prioritise } from '../../services/dispatch/use-cases/prioritise.ts';
import { toIso } from '../../shared/time/instants.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  assessed,
  burst,
  colleague,
  dispatch,
  electrician,
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
capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  service = dispatch();
  api = apiOf(service.operations, TABLE);
  await dispatchRequest(received(), service.ports, receivedAt);
});

const sameButFor = (body: unknown) => ({ ...Object(body), instance: '' });

describe('GET /v1/work-orders/{id}', () => {
  test('staff of the community see it, with who has it and why (R067)', async () => {
    for (const as of [technician, colleague, supervisor])
      expect((await api('GET', '/v1/work-orders/r1.1', { as })).body).toMatchObject({
        id: 'r1.1',
        requestId: 'r1',
        number: 'BX000123',
        categoryLabel: '水浸',
        status: 'assigned',
        statusLabel: '已派单',
        statusSince: receivedAt,
        assigneeStaffId: 'li-ming',
        assignedBecause: '当班且具备所需技能',
        arriveBy: '2026-11-25T02:10:00.000Z',
      });
  });

  test('to staff of another community it does not exist; owners look from their request', async () => {
    const foreign = await api('GET', '/v1/work-orders/r1.1', { as: strangerSupervisor });
    const missing = await api('GET', '/v1/work-orders/r9.1', { as: strangerSupervisor });
    expect(foreign.status).toBe(404);
    expect(sameButFor(foreign.body)).toEqual(sameButFor(missing.body));
    expect((await api('GET', '/v1/work-orders/r1.1', { as: owner })).status).toBe(403);
  });
});

test('R268: whose rights end at some buildings sees and does nothing in the others', async () => {
  await dispatchRequest(received({ buildingId: 'yunshan-1' }, 'r2'), service.ports, receivedAt);
  const as = { ...supervisor, sub: 'sub-of-building-1', buildings: { yunshan: ['yunshan-1'] } };
  const query = { status: 'open', communityId: 'yunshan' };
  expect((await api('GET', '/v1/work-orders', { as, query })).body).toMatchObject({ items: [{ id: 'r2.1' }] });
  expect((await api('GET', '/v1/work-orders/r2.1', { as })).status).toBe(200);
  const given = { staffId: 'liu-yang', reason: '换人' };
  const offer = { lines: [{ label: '疏通', quantity: 1, unitFen: 8000 }], validUntil: '2036-12-01T00:00:00Z' };
  for (const [method, path, body] of [
    ['GET', '/v1/work-orders/r1.1', undefined],
    ['GET', '/v1/work-orders/r1.1/history', undefined],
    ['GET', '/v1/work-orders/r1.1/candidates', undefined],
    ['GET', '/v1/requests/r1/work-orders', undefined],
    ['POST', '/v1/requests/r1/work-orders', { department: 'cleaning', skill: null, note: '清扫' }],
    ['POST', '/v1/work-orders/r1.1/reassign', given],
    ['POST', '/v1/work-orders/r1.1/add-helper', { staffId: 'liu-yang' }],
    ['POST', '/v1/work-orders/r1.1/quote', offer],
    ['POST', '/v1/work-orders/r1.1/cancel', { reason: '误派' }],
  ] as const)
    expect([path, (await api(method, path, { as, body })).status]).toEqual([path, 404]);
});

describe('R066: when somebody comes, and how they get in', () => {
  const visit = { from: '2036-11-26T10:00:00+08:00', until: '2036-11-26T12:00:00+08:00', accessNote: '按门铃两次' };
  const agree = (body: object = visit, as = technician) =>
    api('POST', '/v1/work-orders/r1.1/agree-visit', { as, body });

  test('is agreed by whoever has the work, or by the desk; the household sees when', async () => {
    for (const as of [technician, supervisor]) expect((await agree(visit, as)).status).toBe(200);
    const shown = { visit: { from: '2036-11-26T02:00:00.000Z', until: '2036-11-26T04:00:00.000Z' } };
    const { body } = await api('GET', '/v1/requests/r1/work-orders', { as: owner });
    expect(body).toMatchObject({ items: [shown] });
    expect(JSON.stringify(body)).not.toContain('门铃');
    expect((await api('GET', '/v1/work-orders/r1.1', { as: technician })).body).toMatchObject({
      ...{ ...shown, accessNote: '按门铃两次' },
    });
    const events = await service.ports.journal.events(workOrderAddress('r1.1'));
    expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain('门铃');
  });

  test('not by others, and not at a time that is none', async () => {
    expect((await agree(visit, colleague)).status).toBe(404);
    expect((await agree(visit, owner)).status).toBe(403);
    for (const wrong of [
      { until: visit.from },
      { from: '2020-01-01T00:00:00Z', until: '2020-01-01T01:00:00Z' },
      { until: '2036-11-27T10:00:00.001+08:00' },
    ])
      expect(await agree({ ...visit, ...wrong })).toMatchObject({
        status: 422,
        body: { errors: [{ path: '/until' }] },
      });
  });
});

describe('GET /v1/work-orders/{id}/history', () => {
  const history = (as = supervisor) => api('GET', '/v1/work-orders/r1.1/history', { as });

  test('R025, R073, R078: who had it, from whom to whom and why', async () => {
    service.duty.push(electrician);
    const refusal = { reason: 'other', note: '家中急事' };
    await api('POST', '/v1/work-orders/r1.1/refuse', { as: technician, body: refusal });
    const given = { staffId: 'chen-jie', reason: '人在附近' };
    await api('POST', '/v1/work-orders/r1.1/reassign', { as: supervisor, body: given });
    await api('POST', '/v1/work-orders/r1.1/add-helper', { as: supervisor, body: { staffId: 'li-ming' } });
    const rule = { type: 'system', id: 'dispatch' };
    const lead = { type: 'staff', id: 'zhao-gang' };
    expect((await history()).body).toMatchObject({
      items: [
        { what: 'work-order.created', by: rule, staffId: null },
        { what: 'work-order.assigned', by: rule, staffId: 'li-ming', because: '当班且具备所需技能' },
        { what: 'work-order.refused', staffId: 'li-ming', because: '其他原因', words: '家中急事' },
        { what: 'work-order.assigned', staffId: 'liu-yang', previousStaffId: 'li-ming' },
        {
          ...{ what: 'work-order.assigned', by: lead, staffId: 'chen-jie', previousStaffId: 'liu-yang' },
          ...{ because: '由管理人员或客服指派', words: '人在附近' },
        },
        { what: 'work-order.helper-added', by: lead, staffId: 'li-ming' },
      ],
    });
  });

  test('for staff of the community alone', async () => {
    expect((await history(strangerSupervisor)).status).toBe(404);
    expect((await history(owner)).status).toBe(403);
  });
});

describe('GET /v1/requests/{id}/work-orders', () => {
  test('the household sees what happens and when, not who', async () => {
    const { status, body } = await api('GET', '/v1/requests/r1/work-orders', { as: owner });
    expect(status).toBe(200);
    expect(body).toMatchObject({ items: [{ id: 'r1.1', status: 'assigned', assignedAt: receivedAt }] });
    expect(JSON.stringify(body)).not.toContain('li-ming');
  });

  test('staff see who', async () => {
    const { body } = await api('GET', '/v1/requests/r1/work-orders', { as: supervisor });
    expect(body).toMatchObject({ items: [{ assigneeStaffId: 'li-ming' }] });
  });

  test('a foreign request is answered exactly like a missing one', async () => {
    for (const as of [neighbour, strangerSupervisor]) {
      const foreign = await api('GET', '/v1/requests/r1/work-orders', { as });
      const missing = await api('GET', '/v1/requests/r9/work-orders', { as });
      expect(foreign.status).toBe(404);
      expect(sameButFor(foreign.body)).toEqual(sameButFor(missing.body));
    }
  });
});

describe('GET /v1/work-orders?status=open', () => {
  const open = (query: Record<string, string> = {}, as = technician) =>
    api('GET', '/v1/work-orders', { as, query: { status: 'open', ...query } });
  const idsOf = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id);

  beforeEach(async () => {
    for (let n = 2; n <= 7; n++)
      await dispatchRequest(received({}, `r${n}`), service.ports, toIso(Date.parse(receivedAt) + n * 1000));
  });

  test('the technician’s own, without what is done', async () => {
    for (const id of ['r1.1', 'r4.1']) {
      await api('POST', `/v1/work-orders/${id}/arrive`, { as: technician });
      await api('POST', `/v1/work-orders/${id}/complete`, { as: technician, body: { summary: '已修复' } });
    }
    await api('POST', '/v1/work-orders/r2.1/accept', { as: technician });
    const { body } = await open();
    expect(idsOf(body)).toEqual(['r2.1', 'r3.1', 'r5.1', 'r6.1', 'r7.1']);
    expect(body).toMatchObject({ next: null });
  });

  test('in pages that are full as long as there is open work', async () => {
    for (const id of ['r1.1', 'r2.1', 'r3.1']) {
      await api('POST', `/v1/work-orders/${id}/arrive`, { as: technician });
      await api('POST', `/v1/work-orders/${id}/complete`, { as: technician, body: { summary: '已修复' } });
    }
    const seen: string[][] = [];
    let next: string | null = null;
    do {
      const { body }: { body: unknown } = await open({ limit: '3', ...(next !== null && { cursor: next }) });
      seen.push(idsOf(body));
      ({ next } = body as { next: string | null });
    } while (next !== null);
    expect(seen).toEqual([['r4.1', 'r5.1', 'r6.1'], ['r7.1']]);
  });

  test('nobody sees another’s list', async () => {
    expect((await open({}, colleague)).body).toEqual({ items: [], next: null });
    expect((await open({}, supervisor)).body).toEqual({ items: [], next: null });
    expect((await open({}, owner)).status).toBe(403);
  });

  test('R068: all that is open in a community, nearest deadline first; a foreign community does not exist', async () => {
    const sooner = burst.clocks.map((clock) => ({ ...clock, due: '2026-11-25T02:05:00.000Z' }));
    await dispatchRequest(received({ clocks: sooner }, 'r8'), service.ports, receivedAt);
    const ids = idsOf((await open({ communityId: 'yunshan' }, supervisor)).body);
    expect(ids).toEqual(['r8.1', 'r1.1', 'r2.1', 'r3.1', 'r4.1', 'r5.1', 'r6.1', 'r7.1']);
    expect((await open({ communityId: 'yunshan' }, strangerSupervisor)).status).toBe(404);
  });

  test('R068: the own queue: the urgent first, then the least time left to the next promise', async () => {
    reset();
    const due = (kind: 'arrival' | 'resolve', at: string) =>
      burst.clocks.map((clock) => ({ ...clock, kind, due: `2026-11-25T${at}:00.000Z` }));
    const give = (id: string, urgent: boolean, clocks: typeof burst.clocks) =>
      dispatchRequest(received({ urgent, clocks }, id), service.ports, receivedAt);
    await give('r1', false, due('resolve', '02:30'));
    await give('r2', true, due('arrival', '02:20'));
    await give('r3', false, []);
    await give('r4', true, [...due('arrival', '02:10'), ...due('resolve', '08:00')]);
    await give('r5', false, due('resolve', '02:15'));
    expect(idsOf((await open()).body)).toEqual(['r4.1', 'r2.1', 'r5.1', 'r1.1', 'r3.1']);
    expect(idsOf((await open({ communityId: 'yunshan' }, supervisor)).body)).toEqual([
      ...['r4.1', 'r2.1', 'r5.1', 'r1.1', 'r3.1'],
    ]);
    // Somebody is there: what is promised next is the end of the work.
    await api('POST', '/v1/work-orders/r4.1/arrive', { as: technician });
    expect(idsOf((await open()).body)).toEqual(['r2.1', 'r4.1', 'r5.1', 'r1.1', 'r3.1']);
  });

  test('R068: the desk’s priority comes before the time left, the urgent before both; in every order of the news', async () => {
    reset();
    const due = (at: string) => burst.clocks.map((clock) => ({ ...clock, due: `2026-11-25T${at}:00.000Z` }));
    const give = (id: string, urgent: boolean, at: string) =>
      dispatchRequest(received({ urgent, clocks: due(at) }, id), service.ports, receivedAt);
    await prioritise(assessed(2, 1, {}, 'r3'), service.ports, receivedAt);
    await give('r1', false, '02:10');
    await give('r2', true, '04:00');
    await give('r3', false, '03:00');
    await give('r4', false, '02:20');
    expect(idsOf((await open()).body)).toEqual(['r2.1', 'r3.1', 'r1.1', 'r4.1']);
    await prioritise(assessed(3, 2, {}, 'r4'), service.ports, receivedAt);
    await prioritise(assessed(2, 5, {}, 'r4'), service.ports, receivedAt);
    await prioritise(assessed(2, 4, {}, 'r1'), service.ports, receivedAt);
    const order = ['r2.1', 'r3.1', 'r4.1', 'r1.1'];
    expect(idsOf((await open()).body)).toEqual(order);
    expect(idsOf((await open({ communityId: 'yunshan' }, supervisor)).body)).toEqual(order);
    const more = { department: 'engineering', skill: null, note: '再查一次' };
    await api('POST', '/v1/requests/r3/work-orders', { as: supervisor, body: more });
    expect(idsOf((await open()).body)).toEqual(['r2.1', 'r3.1', 'r3.2', 'r4.1', 'r1.1']);
  });

  test('R023: whom the complaint is about may be said later: then they get nothing of it any more', async () => {
    await prioritise(assessed(2, 3, { aboutStaffId: 'liu-yang' }), service.ports, receivedAt);
    const body = { staffId: 'liu-yang', reason: '就近' };
    expect((await api('POST', '/v1/work-orders/r1.1/reassign', { as: supervisor, body })).status).toBe(409);
  });

  test.each([{ status: 'all' }, { status: 'unassigned' }, { limit: '0' }, { assignee: 'liu-yang' }])(
    '422 for %o',
    async (query) => {
      expect((await open(query)).status).toBe(422);
    },
  );

  test('the link of ended work may be removed by the table itself', async () => {
    await api('POST', '/v1/work-orders/r1.1/arrive', { as: technician });
    await api('POST', '/v1/work-orders/r1.1/complete', { as: technician, body: { summary: '已修复' } });
    const links = [...rows.values()].filter(({ pk, workOrderId }) => pk === 'staff#li-ming' && workOrderId === 'r1.1');
    expect(links).toEqual([expect.objectContaining({ expiresAt: expect.any(Number) })]);
    expect((await service.ports.store.inHandOf('li-ming', { limit: 10 })).ids).not.toContain('r1.1');
    expect(idsOf((await open()).body)).not.toContain('r1.1');
  });
});
