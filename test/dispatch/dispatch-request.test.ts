import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { evolve } from '../../services/dispatch/domain/evolve.ts';
import { type WorkOrder, workOrderSchema } from '../../services/dispatch/domain/work-order.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { settle } from '../../services/dispatch/use-cases/settle.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { cancelled } from '../shared/journal/cancelled.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { arriveBy, dispatch, electrician, plumber, received } from './samples.ts';

const { dynamo, rows, reset, failNextWrites } = memoryTable();
const lines = capturedLines();
const now = '2026-11-25T02:00:01.000Z';
const later = '2026-11-25T02:01:00.000Z';
const address = workOrderAddress('r1.1');

beforeEach(reset);

const state = () => rows.get(`${address.pk}\nstate`);
const sent = () => dynamo.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems ?? []);

describe('request.received', () => {
  test('R061: becomes a work order that somebody on duty has at once, in one transaction', async () => {
    const { ports, asked } = dispatch([electrician, plumber]);
    await dispatchRequest(received(), ports, now);
    expect(asked).toEqual([
      { communityId: 'yunshan', buildingId: 'yunshan-3', department: 'engineering', role: 'technician', at: now },
    ]);
    expect(sent()).toHaveLength(1);
    const events = await ports.journal.events(address);
    expect(events.map(({ id, name }) => [id, name])).toEqual([
      ['work-order.r1.1.000000000001', 'work-order.created'],
      ['work-order.r1.1.000000000002', 'work-order.assigned'],
    ]);
    expect(events[1]).toMatchObject({
      at: now,
      detail: {
        actor: { type: 'system', id: 'dispatch' },
        correlationId: 'c1',
        causationId: 'request.r1.000000000001',
        data: { workOrderId: 'r1.1', requestId: 'r1', assigneeStaffId: 'li-ming', assignedAt: now, arriveBy },
      },
      private: { because: 'skill' },
    });
    expect(state()).toMatchObject({ version: 2, status: 'assigned' });
    expect(state()).not.toHaveProperty('todoAt');
  });

  test('R061: how long it took until somebody had it is measured, once for each work order', async () => {
    const { ports, duty } = dispatch();
    await dispatchRequest(received(), ports, now);
    duty.splice(0);
    await dispatchRequest(received({}, 'r2'), ports, now);
    duty.push(plumber);
    await settle('r2.1', ports, later);
    await settle('r2.1', ports, later);
    const delays = lines().flatMap(({ DispatchDelaySeconds }) => DispatchDelaySeconds ?? []);
    expect(delays).toEqual([1, 59]);
  });

  test('R066: it names who goes, the skill demanded, the place and what the desk wants', async () => {
    const { ports } = dispatch();
    await dispatchRequest(received(), ports, now);
    expect(state()).toMatchObject({
      ...{ assignment: { staffId: 'li-ming' }, skill: 'plumbing', place: '3栋1单元1201', category: 'flooding' },
      ...{ premisesId: 'yunshan-3-1-1201', arriveBy },
    });
  });

  test('told three times, also at the same moment, it is one work order', async () => {
    const { ports } = dispatch();
    await Promise.all([1, 2, 3].map(() => retrying(() => dispatchRequest(received(), ports, now))));
    await dispatchRequest(received(), ports, later);
    expect(await ports.journal.events(address)).toHaveLength(2);
    expect((await ports.store.inHandOf('li-ming', { limit: 10 })).ids).toEqual(['r1.1']);
    expect(await ports.store.ofRequest('r1')).toEqual(['r1.1']);
  });

  test('with nobody on duty who can do it, it waits and is owed from now on', async () => {
    const { ports } = dispatch([{ ...electrician, skills: ['electrical'] }]);
    await dispatchRequest(received(), ports, now);
    expect(state()).toMatchObject({ version: 1, status: 'unassigned', assignment: null, todoAt: now });
    expect(state()).toHaveProperty('todoShard');
    expect(await ports.store.ofRequest('r1')).toEqual(['r1.1']);
    expect(lines()).toContainEqual(expect.objectContaining({ message: 'work order unassigned', requestId: 'r1' }));
  });

  test('a write that fails fails the event, so that the queue brings it again', async () => {
    const { ports } = dispatch();
    failNextWrites(cancelled('TransactionConflict', 'None'));
    await expect(dispatchRequest(received(), ports, now)).rejects.toThrow(ConcurrentChange);
    expect(rows.size).toBe(0);
  });

  test('a directory that fails writes nothing', async () => {
    const { ports } = dispatch();
    const directory = { ...ports.directory, onDuty: () => Promise.reject(new Error('throttled')) };
    await expect(dispatchRequest(received(), { ...ports, directory }, now)).rejects.toThrow('throttled');
    expect(rows.size).toBe(0);
  });
});

describe('a work order that waits', () => {
  test('is given to whoever has come on duty, and owes nothing then', async () => {
    const { ports, duty } = dispatch([]);
    await dispatchRequest(received(), ports, now);
    await settle('r1.1', ports, later);
    expect(state()).toMatchObject({ version: 1, todoAt: now });
    duty.push(plumber);
    await settle('r1.1', ports, later);
    expect(state()).toMatchObject({ version: 2, status: 'assigned', assignment: { staffId: 'li-ming', at: later } });
    expect(state()).not.toHaveProperty('todoAt');
    const [, assigned] = await ports.journal.events(address);
    expect(assigned?.detail).toMatchObject({ correlationId: 'c1', causationId: 'work-order.r1.1.000000000001' });
    expect((await ports.store.inHandOf('li-ming', { limit: 10 })).ids).toEqual(['r1.1']);
  });

  test('is assigned once, by however many sweeps at the same time', async () => {
    const { ports, duty } = dispatch([]);
    await dispatchRequest(received(), ports, now);
    duty.push(plumber, electrician);
    await Promise.all([1, 2, 3].map(() => settle('r1.1', ports, later)));
    expect(await ports.journal.events(address)).toHaveLength(2);
  });

  test('a stale row of the index changes nothing', async () => {
    const { ports } = dispatch();
    await dispatchRequest(received(), ports, now);
    await settle('r1.1', ports, later);
    await settle('r2.1', ports, later);
    expect(await ports.journal.events(address)).toHaveLength(2);
  });

  test('its journal, replayed, gives the state', async () => {
    const { ports, duty } = dispatch([]);
    await dispatchRequest(received(), ports, now);
    duty.push(plumber);
    await settle('r1.1', ports, later);
    const events = await ports.journal.events(address);
    const replayed = events.reduce<WorkOrder | undefined>(
      (order, event) => evolve(order, { ...event, data: event.detail.data }),
      undefined,
    );
    expect(await ports.journal.read(address, workOrderSchema)).toEqual({ version: events.length, state: replayed });
  });
});
