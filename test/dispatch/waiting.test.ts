import { beforeEach, describe, expect, test, vi } from 'vitest';
import { workOrderResumed, workOrderWaitApproved, workOrderWaiting } from '../../services/dispatch/contract/events.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { settle } from '../../services/dispatch/use-cases/settle.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { colleague, dispatch, manager, owner, received, receivedAt, supervisor, TABLE, technician } from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  reset();
  service = dispatch();
  api = apiOf(service.operations, TABLE);
  await dispatchRequest(received(), service.ports, receivedAt);
  await act('accept');
  return () => vi.useRealTimers();
});

const act = (name: string, body: object = {}, as = technician) =>
  api('POST', `/v1/work-orders/r1.1/${name}`, { as, body });
const state = () => rows.get(`${workOrderAddress('r1.1').pk}\nstate`);
const last = async () => (await service.ports.journal.events(workOrderAddress('r1.1'))).at(-1);

const parts = { reason: 'parts', textToOwner: '阀门明日到货，周四上午更换' };
const tomorrow = '2026-11-26T02:00:00.000Z';
const absent = { reason: 'owner-absent', note: '10:05 敲门无人，电话三次未接', appointment: tomorrow };

describe('R062: work cannot go on', () => {
  test('for a reason of ours the owner gets an alternative or a timetable', async () => {
    expect(await act('wait', parts)).toMatchObject({ status: 200, body: { status: 'waiting' } });
    expect(await last()).toMatchObject({
      name: workOrderWaiting.name,
      detail: {
        data: {
          ...{ waitId: 'r1.1.wait-1', reason: 'parts', staffId: 'li-ming', at: receivedAt },
          ...{ appointment: null, maximum: null, textToOwner: parts.textToOwner },
        },
      },
    });
    expect(state()).not.toHaveProperty('todoAt');
    expect((await api('GET', '/v1/requests/r1/work-orders', { as: owner })).body).toMatchObject({
      items: [
        { status: 'waiting', statusLabel: '暂缓处理', waiting: { reasonLabel: '等待配件', text: parts.textToOwner } },
      ],
    });
  });

  test('for a reason of the owner’s it says how long clocks stand still, and ends by itself then', async () => {
    expect((await act('wait', { reason: 'no-access' })).status).toBe(200);
    expect((await last())?.detail.data).toMatchObject({ reason: 'no-access', maximum: 'P7D' });
    expect(state()).toMatchObject({ todoAt: '2026-12-02T02:00:00.000Z' });
    await settle('r1.1', service.ports, '2026-12-02T01:59:59.999Z');
    expect(state()).toMatchObject({ status: 'waiting' });
    await settle('r1.1', service.ports, '2026-12-02T02:00:00.000Z');
    await settle('r1.1', service.ports, '2026-12-02T02:01:00.000Z');
    expect(state()).toMatchObject({ status: 'accepted', waiting: null, version: 5 });
    expect(state()).not.toHaveProperty('todoAt');
    expect(await last()).toMatchObject({ name: workOrderResumed.name, detail: { actor: { type: 'system' } } });
  });

  test('with an appointment it ends then; offsets are understood', async () => {
    const appointment = '2026-11-26T10:00:00+08:00';
    expect((await act('wait', { reason: 'owner-postponed', appointment })).status).toBe(200);
    expect(state()).toMatchObject({ todoAt: tomorrow, waiting: { appointment: tomorrow } });
  });

  test.each([
    [{ reason: 'parts' }, '/textToOwner'],
    [{ reason: 'owner-postponed' }, '/appointment'],
    [{ reason: 'owner-postponed', appointment: '2026-11-25T01:59:00Z' }, '/appointment'],
    [{ reason: 'no-access', appointment: '2026-12-02T02:00:00.001Z' }, '/appointment'],
    [{ reason: 'parts', textToOwner: '请直接联系王师傅 138 0013 8000' }, '/textToOwner'],
    [{ reason: 'owner-absent', appointment: tomorrow }, '/note'],
    [{ reason: 'owner-absent', note: '敲门无人' }, '/appointment'],
    [{ ...absent, attachmentIds: ['photo.jpg'] }, '/attachmentIds/0'],
    [{ reason: 'lunch', textToOwner: '稍后' }, '/reason'],
    [{ ...parts, appointment: 'tomorrow' }, '/appointment'],
  ])('422 for %o, and nothing has changed', async (body, path) => {
    const before = state();
    expect(await act('wait', body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(state()).toEqual(before);
  });

  test('only what is accepted can wait, and once at a time', async () => {
    await act('wait', parts);
    expect((await act('wait', parts)).status).toBe(409);
    await act('resume');
    await act('arrive');
    expect((await act('wait', parts)).status).toBe(200);
    expect(state()).toMatchObject({ waiting: { waitId: 'r1.1.wait-2', before: 'arrived' } });
    expect((await act('complete', { summary: '已修' })).status).toBe(409);
  });

  test('F-19: having been at the door is proof enough that nobody was at home; a new time is agreed all the same', async () => {
    await act('arrive');
    expect((await act('wait', { reason: 'owner-absent' })).status).toBe(422);
    const wanted = { reason: 'owner-absent', appointment: tomorrow, attachmentIds: ['att_9f3', 'att_9f4'] };
    expect((await act('wait', wanted)).status).toBe(200);
    expect(state()).toMatchObject({ waiting: { note: null, attachmentIds: ['att_9f3', 'att_9f4'] } });
    expect((await api('GET', '/v1/work-orders/r1.1', { as: supervisor })).body).toMatchObject({
      waiting: { attachmentIds: ['att_9f3', 'att_9f4'], appointment: tomorrow },
    });
    expect(JSON.stringify((await last())?.detail)).not.toContain('att_');
  });

  test('the proof that nobody was at home stays with staff', async () => {
    await act('wait', absent);
    const asOwner = await api('GET', '/v1/requests/r1/work-orders', { as: owner });
    expect(JSON.stringify([asOwner.body, (await last())?.detail])).not.toContain('敲门');
    expect((await api('GET', '/v1/work-orders/r1.1', { as: supervisor })).body).toMatchObject({
      waiting: { note: absent.note },
    });
  });
});

describe('R062: work goes on', () => {
  test('by the assignee’s hand, where it stood', async () => {
    await act('wait', parts);
    expect(await act('resume')).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect((await last())?.detail.data).toMatchObject({ waitId: 'r1.1.wait-1' });
    expect((await act('resume')).status).toBe(409);
  });

  test('by an arrival, which says that it goes on before it says that somebody is there', async () => {
    await act('wait', absent);
    expect(await act('arrive')).toMatchObject({ status: 200, body: { status: 'arrived' } });
    const names = (await service.ports.journal.events(workOrderAddress('r1.1'))).map(({ name }) => name);
    expect(names.slice(-2)).toEqual(['work-order.resumed', 'work-order.arrived']);
    expect(state()).not.toHaveProperty('todoAt');
  });

  test('given to somebody else meanwhile, it waits on, and begins with them', async () => {
    await act('wait', parts);
    const given = { staffId: 'liu-yang', reason: '交班' };
    expect((await act('reassign', given, supervisor)).status).toBe(200);
    expect(state()).toMatchObject({ status: 'waiting', assignment: { staffId: 'liu-yang' } });
    expect((await act('resume', {}, technician)).status).toBe(404);
    expect(await act('resume', {}, colleague)).toMatchObject({ status: 200, body: { status: 'assigned' } });
  });
});

describe('R062: the manager lets the clocks stand still', () => {
  const approve = (as = manager, until = tomorrow) => act('approve-wait', { until }, as);

  test('for a wait of ours, once, until an instant to come', async () => {
    await act('wait', parts);
    expect((await approve(manager, receivedAt)).status).toBe(422);
    // Of an end in ten years no deadline could be told: sla could not take the news of it.
    expect((await approve(manager, '2037-06-01T00:00:00.000Z')).status).toBe(422);
    expect((await approve()).status).toBe(200);
    expect(await last()).toMatchObject({
      name: workOrderWaitApproved.name,
      detail: { data: { waitId: 'r1.1.wait-1', staffId: 'zhou-min', at: receivedAt, until: tomorrow } },
    });
    expect(state()).toMatchObject({ status: 'waiting', waiting: { approvedUntil: tomorrow } });
    expect((await approve()).status).toBe(409);
  });

  test('not for a wait for the owner, whose clocks stand still anyway; nor for none', async () => {
    expect((await approve()).status).toBe(409);
    await act('wait', absent);
    expect((await approve()).status).toBe(409);
  });

  test('nobody else does', async () => {
    await act('wait', parts);
    for (const as of [technician, supervisor, owner]) expect((await approve(as)).status).toBe(403);
    expect((await approve({ ...manager, communityIds: ['trial'] })).status).toBe(404);
    expect(state()).toMatchObject({ waiting: { approvedUntil: null } });
  });
});
