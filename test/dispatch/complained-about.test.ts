import { beforeEach, describe, expect, test, vi } from 'vitest';
import { workOrderAssigned } from '../../services/dispatch/contract/events.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  dispatch,
  neighbour,
  owner,
  plumber,
  received,
  receivedAt,
  supervisor,
  TABLE,
  technician,
} from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  reset();
  service = dispatch([plumber]);
  api = apiOf(service.operations, TABLE);
  return () => vi.useRealTimers();
});

const state = () => rows.get(`${workOrderAddress('r1.1').pk}\nstate`);
const complaint = received({ aboutStaffId: 'li-ming' });

describe('R023: whom a complaint is about never gets its work', () => {
  test('not by the rule, though nobody else is there', async () => {
    await dispatchRequest(complaint, service.ports, receivedAt);
    expect(state()).toMatchObject({ status: 'unassigned', assignment: null });
    expect((await api('GET', '/v1/work-orders/r1.1/candidates', { as: supervisor })).body).toEqual({ items: [] });
  });

  test('another one does', async () => {
    service.duty.push({ ...plumber, staffId: 'chen-jie' });
    await dispatchRequest(complaint, service.ports, receivedAt);
    expect(state()).toMatchObject({ assignment: { staffId: 'chen-jie' } });
  });

  test('not by their own hand, nor by anybody’s decision', async () => {
    await dispatchRequest(complaint, service.ports, receivedAt);
    const taken = await api('POST', '/v1/work-orders/r1.1/accept', { as: technician, body: {} });
    const body = { staffId: 'li-ming', reason: '就近' };
    const given = await api('POST', '/v1/work-orders/r1.1/reassign', { as: supervisor, body });
    expect([taken.status, given.status]).toEqual([409, 409]);
    expect(state()).toMatchObject({ status: 'unassigned', assignment: null });
  });

  test('not with work that the desk adds', async () => {
    await dispatchRequest(complaint, service.ports, receivedAt);
    const body = { department: 'engineering', skill: null, note: '现场查看' };
    const { body: added } = await api('POST', '/v1/requests/r1/work-orders', { as: agent, body });
    expect(added).toMatchObject({ assigneeStaffId: null });
  });
});

describe('R008: work of a request without a household', () => {
  const commons = { premisesId: 'yunshan.commons', buildingId: 'yunshan.commons', entranceId: null, place: '公共区域' };
  const apart = { premisesId: 'yunshan-3-1-1201.apart' };

  test('goes to who is on duty for the common area', async () => {
    await dispatchRequest(received(commons), service.ports, receivedAt);
    expect(service.asked).toContainEqual(
      expect.objectContaining({ communityId: 'yunshan', buildingId: 'yunshan.commons', department: 'engineering' }),
    );
    expect(state()).toMatchObject({ place: '公共区域', assignment: { staffId: 'li-ming' } });
    expect(workOrderAssigned.data.shape.premisesId.safeParse(commons.premisesId).success).toBe(true);
  });

  test.each([commons, apart])('is shown to staff, and to nobody who lives there: %o', async (place) => {
    await dispatchRequest(received(place), service.ports, receivedAt);
    const seen = (as: typeof owner) => api('GET', '/v1/requests/r1/work-orders', { as });
    expect((await seen(supervisor)).body).toMatchObject({ items: [{ id: 'r1.1' }] });
    for (const as of [owner, neighbour]) expect(JSON.stringify((await seen(as)).body)).not.toContain('r1.1');
  });
});
