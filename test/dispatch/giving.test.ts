import { beforeEach, describe, expect, test, vi } from 'vitest';
import { workOrderAssigned, workOrderNotAccepted, workOrderRefused } from '../../services/dispatch/contract/events.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { askNext } from '../../services/dispatch/use-cases/ask-next.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { settle } from '../../services/dispatch/use-cases/settle.ts';
import { toIso } from '../../shared/time/instants.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
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
  unaccepted,
} from './samples.ts';

const { rows, reset } = memoryTable();
const lines = capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

const due = '2026-11-25T02:03:00.000Z';
const afterDue = '2026-11-25T02:03:01.000Z';
const muchLater = '2026-11-25T02:30:00.000Z';
const third = { ...technician, sub: 'sub-chen-jie', staffId: 'chen-jie' };
const keeper = { ...technician, sub: 'sub-gu-an', staffId: 'gu-an', roles: ['order-keeper'] } as const;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  reset();
  service = dispatch([plumber, electrician]);
  api = apiOf(service.operations, TABLE);
  return () => vi.useRealTimers();
});

const act = (name: string, as = technician, body: object = {}) =>
  api('POST', `/v1/work-orders/r1.1/${name}`, { as, body });
const state = () => rows.get(`${workOrderAddress('r1.1').pk}\nstate`);
const events = async (name: string) =>
  (await service.ports.journal.events(workOrderAddress('r1.1'))).filter((event) => event.name === name);
const idsOf = (body: unknown) => (body as { items: { id: string }[] }).items.map(({ id }) => id);
const unassigned = async (as = supervisor) =>
  api('GET', '/v1/work-orders', { as, query: { status: 'unassigned', communityId: 'yunshan' } });

describe('R078: giving it back', () => {
  beforeEach(() => dispatchRequest(received(), service.ports, receivedAt));

  test('the first time the next person on duty gets it at once, in the same step', async () => {
    expect(await act('refuse', technician, { reason: 'no-tools' })).toMatchObject({
      status: 200,
      body: { status: 'assigned' },
    });
    expect(state()).toMatchObject({ refusals: 1, assignment: { staffId: 'liu-yang', because: 'general' } });
    const [refused] = await events(workOrderRefused.name);
    expect(refused?.detail.data).toMatchObject({ staffId: 'li-ming', refusals: 1, reason: 'no-tools' });
    const [, given] = await events(workOrderAssigned.name);
    expect(given?.detail.data).toMatchObject({ assigneeStaffId: 'liu-yang', previousStaffId: 'li-ming' });
    expect((await api('GET', '/v1/work-orders', { as: technician, query: { status: 'open' } })).body).toMatchObject({
      items: [],
    });
  });

  test('the second time it is left to the supervisor and open to all; the rule does not give it to anybody', async () => {
    service.duty.push({ ...plumber, staffId: 'chen-jie' });
    await act('refuse', technician, { reason: 'busy' });
    const second = state()?.assignment;
    expect(second).toMatchObject({ staffId: 'chen-jie' });
    await act('refuse', third, { reason: 'other', note: '家中急事' });
    expect(state()).toMatchObject({ status: 'unassigned', refusals: 2, assignment: null });
    expect(state()).not.toHaveProperty('todoAt');
    await settle('r1.1', service.ports, muchLater);
    expect(state()).toMatchObject({ status: 'unassigned' });
    expect(idsOf((await unassigned()).body)).toEqual(['r1.1']);
    expect(await act('accept', colleague)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect(idsOf((await unassigned()).body)).toEqual([]);
  });

  test('with nobody else on duty it waits for the next who comes; who gave it back is not asked again', async () => {
    service.duty.splice(1);
    await act('refuse', technician, { reason: 'busy' });
    expect(state()).toMatchObject({ status: 'unassigned', refusals: 1, todoAt: receivedAt });
    await settle('r1.1', service.ports, afterDue);
    expect(state()).toMatchObject({ status: 'unassigned' });
    service.duty.push(electrician);
    await settle('r1.1', service.ports, muchLater);
    expect(state()).toMatchObject({ status: 'assigned', assignment: { staffId: 'liu-yang' } });
  });

  test('not from the place, and not without a reason', async () => {
    for (const body of [{}, { reason: 'lazy' }, { reason: 'other' }, { reason: 'other', note: ' ' }])
      expect([body, (await act('refuse', technician, body)).status]).toEqual([body, 422]);
    await act('arrive');
    expect((await act('refuse', technician, { reason: 'busy' })).status).toBe(409);
    expect(await events(workOrderRefused.name)).toEqual([]);
  });

  test('the words of a refusal are in no event and no line of the log', async () => {
    await act('refuse', technician, { reason: 'other', note: '家中急事' });
    const published = (await service.ports.journal.events(workOrderAddress('r1.1'))).map(({ detail }) => detail);
    expect(JSON.stringify([published, lines()])).not.toContain('家中急事');
  });
});

describe('R065: what nobody has', () => {
  beforeEach(async () => {
    service.duty.splice(0);
    await dispatchRequest(received(), service.ports, receivedAt);
  });

  test('is taken by one; the others are told by whom', async () => {
    expect(idsOf((await unassigned(technician)).body)).toEqual(['r1.1']);
    const people = [technician, colleague, third];
    const answers = await Promise.all(people.map((as) => act('accept', as)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const winner = people[answers.findIndex(({ status }) => status === 200)]?.staffId;
    for (const { status, body } of answers)
      if (status === 409) expect(body).toMatchObject({ assigneeStaffId: winner, workOrderStatus: 'accepted' });
    expect(state()).toMatchObject({ status: 'accepted', assignment: { staffId: winner, because: 'taken' } });
    expect(await events(workOrderAssigned.name)).toHaveLength(1);
    expect(idsOf((await unassigned()).body)).toEqual([]);
  });

  test('a message in the right language says who was faster', async () => {
    await act('accept', colleague);
    expect((await act('accept', technician)).body).toMatchObject({
      detail: '该工单已由他人(liu-yang)接单;工单当前状态为“已接单”,自 11月25日 10:00:00 起',
    });
  });

  test('may be taken by those only whom the department sends, in the community', async () => {
    expect((await act('accept', { ...keeper, roles: [...keeper.roles] })).status).toBe(404);
    expect((await act('accept', { ...colleague, communityIds: ['trial'] })).status).toBe(404);
    expect((await unassigned(strangerSupervisor)).status).toBe(404);
    expect(state()).toMatchObject({ status: 'unassigned' });
  });
});

describe('R061: nobody accepts in time', () => {
  beforeEach(() => dispatchRequest(received(), service.ports, receivedAt));

  test('the next person gets it, once, however often the news comes', async () => {
    service.duty.push({ ...plumber, staffId: 'chen-jie' });
    // Who has less in hand stands first, whoever that was at the receipt.
    const first = String(Object(state()?.assignment).staffId);
    for (const now of [afterDue, afterDue, muchLater]) await askNext(unaccepted(due), service.ports, now);
    const told = await events(workOrderNotAccepted.name);
    expect(told.map(({ detail }) => detail.data)).toMatchObject([{ staffId: first, nextStaffId: 'chen-jie' }]);
    expect(state()).toMatchObject({ status: 'assigned', assignment: { staffId: 'chen-jie', at: afterDue } });
    expect(await events(workOrderAssigned.name)).toHaveLength(2);
  });

  test('also when it comes twice at the same moment', async () => {
    await Promise.all([1, 2, 3].map(() => askNext(unaccepted(due), service.ports, afterDue)));
    expect(await events(workOrderNotAccepted.name)).toHaveLength(1);
    expect(await events(workOrderAssigned.name)).toHaveLength(2);
  });

  test('with nobody else it stays, and that is said once', async () => {
    service.duty.splice(1);
    for (const now of [afterDue, muchLater]) await askNext(unaccepted(due), service.ports, now);
    const told = await events(workOrderNotAccepted.name);
    expect(told.map(({ detail }) => detail.data)).toMatchObject([{ staffId: 'li-ming', nextStaffId: null }]);
    expect(state()).toMatchObject({ status: 'assigned', assignment: { staffId: 'li-ming', unacceptedAt: afterDue } });
    expect((await act('accept')).status).toBe(200);
  });

  test.each(['accept', 'arrive'])('nothing is taken from who was faster than the news: %s', async (name) => {
    await act(name);
    const before = state();
    await askNext(unaccepted(due), service.ports, afterDue);
    expect(state()).toEqual(before);
  });

  test('the first person’s late acceptance is told who has it now', async () => {
    await askNext(unaccepted(due), service.ports, afterDue);
    expect(await act('accept', technician)).toMatchObject({ status: 409, body: { assigneeStaffId: 'liu-yang' } });
    expect((await act('accept', colleague)).status).toBe(200);
  });

  test('who got it after the deadline has not let it pass', async () => {
    reset();
    service.duty.splice(0);
    await dispatchRequest(received(), service.ports, receivedAt);
    service.duty.push(plumber, electrician);
    await settle('r1.1', service.ports, toIso(Date.parse(due) + 1));
    await askNext(unaccepted(due), service.ports, muchLater);
    expect(state()).toMatchObject({ assignment: { staffId: 'li-ming', unacceptedAt: null } });
  });

  test('news of another clock, and of a request not known yet, change nothing', async () => {
    const before = state();
    const breach = unaccepted(due);
    await askNext({ ...breach, data: { ...breach.data, kind: 'arrival' } }, service.ports, afterDue);
    await askNext(unaccepted(due, 'r9'), service.ports, afterDue);
    expect(state()).toEqual(before);
  });
});
