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
  acceptClock,
  burst,
  colleague,
  dispatch,
  electrician,
  plumber,
  received,
  receivedAt,
  reclassified,
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

  test('R066: of forty different people at once one has it and 39 are told who, a hundred times', async () => {
    const people = Array.from({ length: 40 }, (_, n) => ({ ...technician, sub: `sub-${n}`, staffId: `staff-${n}` }));
    for (let round = 0; round < 100; round++) {
      reset();
      await dispatchRequest(received(), service.ports, receivedAt);
      // Another one is the first each time.
      const inTurn = people.map((_, n) => people[(n + round) % people.length] ?? technician);
      const answers = await Promise.all(inTurn.map((as) => act('accept', as)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(39).fill(409)]);
      const winner = inTurn[answers.findIndex(({ status }) => status === 200)]?.staffId;
      for (const { status, body } of answers)
        if (status === 409) expect(body).toMatchObject({ assigneeStaffId: winner });
      expect(state()).toMatchObject({ assignment: { staffId: winner } });
      expect(await events(workOrderAssigned.name)).toHaveLength(1);
    }
  });

  test('a message in the right language says who was faster', async () => {
    await act('accept', colleague);
    expect((await act('accept', technician)).body).toMatchObject({
      detail: '该工单已由他人（liu-yang）接单；工单当前状态为“已接单”（11月25日 10:00:00 起）',
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

describe('R061: everybody who is asked has the same time to accept', () => {
  const at = (minutes: number, seconds = 0) => toIso(Date.parse(receivedAt) + (minutes * 60 + seconds) * 1000);
  const people = ['chen-jie', 'gu-an', 'he-ping'].map((staffId) => ({ ...plumber, staffId }));
  /** Whose it is, one after another. */
  const holders = async () =>
    (await events(workOrderAssigned.name)).map(({ detail }) => Object(detail.data).assigneeStaffId);
  const told = async () => (await events(workOrderNotAccepted.name)).map(({ detail }) => detail.data);
  const withLimit = () =>
    dispatchRequest(received({ clocks: [...burst.clocks, acceptClock] }), service.ports, receivedAt);

  beforeEach(() => service.duty.push(...people));

  test('the next one too: three are asked, then it stays with the last, open to all', async () => {
    await withLimit();
    expect(state()).toMatchObject({ todoAt: at(3) });
    await askNext(unaccepted(at(3)), service.ports, at(3, 2));
    expect(state()).toMatchObject({ todoAt: at(6, 2) });
    await settle('r1.1', service.ports, at(6, 1));
    expect(await told()).toHaveLength(1);
    await settle('r1.1', service.ports, at(7));
    expect(state()).toMatchObject({ todoAt: at(10) });
    await settle('r1.1', service.ports, at(10));
    expect(await told()).toMatchObject([
      { times: 1, nextStaffId: expect.any(String) },
      { times: 2, nextStaffId: expect.any(String) },
      { times: 3, nextStaffId: null },
    ]);
    expect(new Set(await holders()).size).toBe(3);
    expect(state()).not.toHaveProperty('todoAt');
    for (const late of [at(20), at(40)]) await settle('r1.1', service.ports, late);
    expect(await told()).toHaveLength(3);
  });

  test('R065: what is open to all stands in the supervisor’s queue, and whoever is sent may take it from the last', async () => {
    await withLimit();
    for (const minute of [3, 6, 9]) await settle('r1.1', service.ports, at(minute));
    expect(idsOf((await unassigned()).body)).toEqual(['r1.1']);
    const last = (await holders()).at(-1);
    const as = { ...technician, sub: 'sub-zhu', staffId: 'zhu-lin' };
    expect(await act('accept', as)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect(state()).toMatchObject({ assignment: { staffId: 'zhu-lin', because: 'taken' } });
    expect((await events(workOrderAssigned.name)).at(-1)?.detail.data).toMatchObject({ previousStaffId: last });
    expect(idsOf((await unassigned()).body)).toEqual([]);
  });

  test('the last one may still go: at the door nobody else can take it', async () => {
    await withLimit();
    for (const minute of [3, 6, 9]) await settle('r1.1', service.ports, at(minute));
    const last = { ...technician, sub: 'sub-last', staffId: String((await holders()).at(-1)) };
    expect((await act('arrive', last)).status).toBe(200);
    expect((await act('accept', { ...technician, sub: 'sub-zhu', staffId: 'zhu-lin' })).status).toBe(409);
    expect(idsOf((await unassigned()).body)).toEqual([]);
  });

  test('an acceptance ends it', async () => {
    await withLimit();
    await askNext(unaccepted(at(3)), service.ports, at(3, 2));
    const second = { ...technician, sub: 'sub-second', staffId: String((await holders()).at(-1)) };
    await act('accept', second);
    expect(state()).not.toHaveProperty('todoAt');
    const before = state();
    await settle('r1.1', service.ports, at(30));
    expect(state()).toEqual(before);
  });

  test('whoever tells first, the clock or the sweep: nobody loses their own time', async () => {
    await withLimit();
    await settle('r1.1', service.ports, at(3));
    await askNext(unaccepted(at(3)), service.ports, at(3, 2));
    expect(await told()).toHaveLength(1);
    expect(state()).toMatchObject({ todoAt: at(6) });
  });

  test('who got it just before the request’s own deadline has the whole time', async () => {
    await withLimit();
    vi.setSystemTime(new Date(at(2, 50)));
    await act('refuse', { ...technician, staffId: String((await holders()).at(-1)) }, { reason: 'busy' });
    await askNext(unaccepted(at(3)), service.ports, at(3, 2));
    expect(await told()).toEqual([]);
    expect(state()).toMatchObject({ status: 'assigned', todoAt: at(5, 50) });
  });

  test('also when three sweeps come at the same moment', async () => {
    await withLimit();
    await Promise.all([1, 2, 3].map(() => settle('r1.1', service.ports, at(3))));
    expect(await told()).toHaveLength(1);
  });

  test('given by hand after that, the time runs again', async () => {
    await withLimit();
    for (const minute of [3, 6, 9]) await settle('r1.1', service.ports, at(minute));
    vi.setSystemTime(new Date(at(12)));
    await act('reassign', supervisor, { staffId: 'li-ming', reason: '请务必前往' });
    await act('reassign', supervisor, { staffId: 'chen-jie', reason: '请务必前往' });
    expect(state()).toMatchObject({ status: 'assigned', todoAt: at(15) });
    expect(idsOf((await unassigned()).body)).toEqual([]);
    await settle('r1.1', service.ports, at(15));
    expect((await told()).at(-1)).toMatchObject({ staffId: 'chen-jie', nextStaffId: null });
  });

  test('where nothing is promised about accepting, nobody is hurried', async () => {
    await dispatchRequest(received(), service.ports, receivedAt);
    expect(state()).not.toHaveProperty('todoAt');
  });
});

describe('R023: the one complained about', () => {
  const about = { aboutStaffId: 'li-ming' };
  // The field comes with the event as soon as intake says it.
  const complaint = () =>
    dispatchRequest({ ...received(), data: { ...received().data, ...about } }, service.ports, receivedAt);

  test('is not sent by the rule, does not take it, and is not given it by hand', async () => {
    service.duty.splice(0, 2, plumber);
    await complaint();
    expect(state()).toMatchObject({ status: 'unassigned', aboutStaffId: 'li-ming' });
    expect((await act('accept', technician)).status).toBe(409);
    expect((await act('reassign', supervisor, { staffId: 'li-ming', reason: '最近' })).status).toBe(409);
    const seen = await api('GET', '/v1/work-orders/r1.1/candidates', { as: supervisor });
    expect(seen.body).toEqual({ items: [] });
    service.duty.push(electrician);
    await settle('r1.1', service.ports, muchLater);
    expect(state()).toMatchObject({ assignment: { staffId: 'liu-yang' } });
    expect((await act('add-helper', supervisor, { staffId: 'li-ming' })).status).toBe(422);
  });

  test('nor after another category, whose news does not say it again', async () => {
    service.duty.splice(0, 2, plumber);
    await complaint();
    await dispatchRequest(reclassified(2, { skill: 'electrical' }), service.ports, receivedAt);
    expect(rows.get(`${workOrderAddress('r1.2').pk}\nstate`)).toMatchObject({
      ...{ status: 'unassigned', aboutStaffId: 'li-ming' },
    });
  });
});

test('R065: work of a department that sends nobody, or that nobody is on duty for, waits for the supervisor', async () => {
  for (const [id, department] of [
    ['r2', 'greening'],
    ['r3', 'finance'],
    ['r4', 'management'],
    ['r5', 'cleaning'],
  ] as const) {
    if (department === 'cleaning') service.duty.splice(0);
    await dispatchRequest(received({ department, skill: null }, id), service.ports, receivedAt);
  }
  expect(idsOf((await unassigned()).body).toSorted()).toEqual(['r2.1', 'r3.1', 'r4.1', 'r5.1']);
  const given = { staffId: 'chen-jie', reason: '绿化员请假' };
  expect((await api('POST', '/v1/work-orders/r2.1/reassign', { as: supervisor, body: given })).status).toBe(200);
  expect(idsOf((await unassigned()).body).toSorted()).toEqual(['r3.1', 'r4.1', 'r5.1']);
});
