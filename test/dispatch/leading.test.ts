import { beforeEach, describe, expect, test, vi } from 'vitest';
import { workOrderAssigned } from '../../services/dispatch/contract/events.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  colleague,
  dispatch,
  electrician,
  plumber,
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
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  reset();
  service = dispatch([electrician, plumber]);
  api = apiOf(service.operations, TABLE);
  await dispatchRequest(received(), service.ports, receivedAt);
  return () => vi.useRealTimers();
});

const state = () => rows.get(`${workOrderAddress('r1.1').pk}\nstate`);
const press = (act: string, as = technician) => api('POST', `/v1/work-orders/r1.1/${act}`, { as, body: {} });

describe('R067: GET /v1/work-orders/{id}/candidates', () => {
  const candidates = (as = supervisor) => api('GET', '/v1/work-orders/r1.1/candidates', { as });

  test('who is on duty, best first, and what speaks for each', async () => {
    await dispatchRequest(received({ skill: 'electrical' }, 'r2'), service.ports, receivedAt);
    service.duty.push({ ...plumber, staffId: 'chen-jie', skills: [] });
    expect((await candidates()).body).toEqual({
      items: [
        {
          ...{ rank: 1, staffId: 'li-ming', fit: 'skill', level: 2, openWorkOrders: 1, hasIt: true, hadIt: false },
          ...{ distance: 'unknown', preference: 0 },
          reason: '当班且具备所需技能；技能等级 2；在办工单 1 单；本班尚无到场记录',
        },
        {
          ...{ rank: 2, staffId: 'liu-yang', fit: 'general', level: 2, openWorkOrders: 1, hasIt: false, hadIt: false },
          ...{ distance: 'unknown', preference: 0 },
          reason: '当班，无对应专长人员，由综合维修人员承接；技能等级 2；在办工单 1 单；本班尚无到场记录',
        },
        {
          ...{
            rank: 3,
            staffId: 'chen-jie',
            fit: 'unskilled',
            level: 0,
            openWorkOrders: 0,
            hasIt: false,
            hadIt: false,
          },
          ...{ distance: 'unknown', preference: 0 },
          reason: '当班，但不具备所需技能；在办工单 0 单；本班尚无到场记录',
        },
      ],
    });
  });

  test('who had it is marked', async () => {
    await api('POST', '/v1/work-orders/r1.1/refuse', { as: technician, body: { reason: 'busy' } });
    expect((await candidates(agent)).body).toMatchObject({
      items: [
        { staffId: 'li-ming', hasIt: false, hadIt: true, openWorkOrders: 0 },
        { staffId: 'liu-yang', hasIt: true, hadIt: false, openWorkOrders: 1 },
      ],
    });
  });

  test('R067: of two alike in skill and load the one last seen in this building', async () => {
    service.duty.push({ ...plumber, staffId: 'chen-jie' });
    await dispatchRequest(received({}, 'r2'), service.ports, receivedAt);
    const third = { ...technician, sub: 'sub-chen-jie', staffId: 'chen-jie' };
    // Each has one; whoever has arrived in building 3 is near to the next there, wherever the other was.
    await api('POST', '/v1/work-orders/r1.1/arrive', { as: technician });
    await dispatchRequest(received({ buildingId: 'yunshan-1' }, 'r3'), service.ports, receivedAt);
    await dispatchRequest(received({ buildingId: 'yunshan-1' }, 'r4'), service.ports, receivedAt);
    for (const id of ['r3.1', 'r4.1']) await api('POST', `/v1/work-orders/${id}/arrive`, { as: third });
    await dispatchRequest(received({}, 'r5'), service.ports, receivedAt);
    const seen = await api('GET', '/v1/work-orders/r5.1/candidates', { as: supervisor });
    const byId = Object.fromEntries(
      (seen.body as { items: { staffId: string; distance: string }[] }).items.map((one) => [one.staffId, one.distance]),
    );
    expect(byId).toMatchObject({ 'li-ming': 'building', 'chen-jie': 'community', 'liu-yang': 'unknown' });
  });

  test('not for technicians; elsewhere it does not exist', async () => {
    expect((await candidates(technician)).status).toBe(403);
    expect((await candidates(strangerSupervisor)).status).toBe(404);
  });

  test('R067: of two alike the one with less in hand gets the next', async () => {
    service.duty.push({ ...plumber, staffId: 'chen-jie' });
    for (const id of ['r2', 'r3', 'r4']) await dispatchRequest(received({}, id), service.ports, receivedAt);
    const loads = await Promise.all(['li-ming', 'chen-jie'].map((id) => service.ports.store.loadOf(id)));
    expect(loads).toEqual([2, 2]);
  });
});

describe('R078: POST /v1/work-orders/{id}/reassign', () => {
  const reassign = (body: object, as = supervisor) => api('POST', '/v1/work-orders/r1.1/reassign', { as, body });
  const toLiuYang = { staffId: 'liu-yang', reason: '人在附近' };

  test.each([supervisor, agent])('a person decides, with a reason that stays here: %#', async (as) => {
    await press('accept');
    expect(await reassign(toLiuYang, as)).toMatchObject({
      status: 200,
      body: { status: 'assigned', acceptedAt: null },
    });
    expect(state()).toMatchObject({ assignment: { staffId: 'liu-yang', because: 'by-hand' } });
    const given = (await service.ports.journal.events(workOrderAddress('r1.1'))).at(-1);
    expect(given).toMatchObject({
      name: workOrderAssigned.name,
      detail: { data: { assigneeStaffId: 'liu-yang', previousStaffId: 'li-ming' }, actor: { id: as.staffId } },
      private: { reason: '人在附近' },
    });
    expect(JSON.stringify(given?.detail)).not.toContain('附近');
    expect((await press('arrive')).status).toBe(404);
    expect((await press('accept', colleague)).status).toBe(200);
    expect((await api('GET', '/v1/work-orders/r1.1', { as: supervisor })).body).toMatchObject({ reassignments: 1 });
  });

  test('also what was given back twice, and to somebody who is not on duty', async () => {
    const body = { reason: 'busy' };
    await api('POST', '/v1/work-orders/r1.1/refuse', { as: technician, body });
    await api('POST', '/v1/work-orders/r1.1/refuse', { as: colleague, body });
    expect(state()).toMatchObject({ status: 'unassigned', refusals: 2 });
    expect((await reassign({ staffId: 'chen-jie', reason: '叫回加班' })).status).toBe(200);
    expect(state()).toMatchObject({ status: 'assigned', assignment: { staffId: 'chen-jie' } });
  });

  test('from the place, somebody else begins anew; the first arrival stays', async () => {
    await press('arrive');
    await reassign(toLiuYang);
    expect(state()).toMatchObject({ status: 'assigned', arrivedAt: receivedAt, assignment: { staffId: 'liu-yang' } });
  });

  test('not to who has it, nor after the end', async () => {
    expect((await reassign({ staffId: 'li-ming', reason: '再派' })).status).toBe(409);
    await press('arrive');
    await api('POST', '/v1/work-orders/r1.1/complete', { as: technician, body: { summary: '已修' } });
    expect((await reassign(toLiuYang)).status).toBe(409);
  });

  test.each([
    [{ staffId: 'qian-wei', reason: '跨项目' }, '/staffId'],
    [{ staffId: 'nobody', reason: '?' }, '/staffId'],
    [{ staffId: 'liu-yang' }, '/reason'],
    [{ staffId: 'liu-yang', reason: ' ' }, '/reason'],
  ])('422 for %o', async (body, path) => {
    const before = state();
    expect(await reassign(body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(state()).toEqual(before);
  });

  test('not by technicians; elsewhere it does not exist', async () => {
    expect((await reassign(toLiuYang, technician)).status).toBe(403);
    expect((await reassign(toLiuYang, strangerSupervisor)).status).toBe(404);
  });
});
