import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workOrderAssigned } from '../../services/dispatch/contract/events.ts';
import { type Act, life, statusSchema } from '../../services/dispatch/domain/life.ts';
import {
  act,
  assign,
  create,
  evolve,
  statusSince,
  type WorkOrder,
  type WorkOrderEvent,
  workOrderSchema,
} from '../../services/dispatch/domain/work-order.ts';
import { toIso } from '../../shared/time/instants.ts';
import { arriveBy, burst, receivedAt } from './samples.ts';

type Command = Act | 'assign';
const commands = fc.array(fc.constantFrom<Command>('assign', 'accept', 'arrive', 'complete'), { maxLength: 12 });

const decide = (order: WorkOrder, command: Command, at: string) =>
  command === 'assign'
    ? assign(order, { staffId: 'li-ming', because: 'skill' }, at)
    : act(order, command, at, command === 'complete' ? '已更换阀门' : undefined);

/** A life as its commands make it: the journal, and the state after each event. */
function lived(given: readonly Command[]) {
  const journal: WorkOrderEvent[] = [{ ...create('r1', burst, 'c1'), at: receivedAt }];
  const states = [evolve(undefined, journal[0] ?? { name: '', at: '', data: {} })];
  for (const [n, command] of given.entries()) {
    const order = states.at(-1);
    const at = toIso(Date.parse(receivedAt) + (n + 1) * 1000);
    const event = order && decide(order, command, at);
    if (!order || !event) continue;
    journal.push({ ...event, at });
    states.push(evolve(order, { ...event, at }));
  }
  return { journal, states };
}

describe('the life of a work order', () => {
  test('its journal, read again, gives its state, after every sequence of commands', () => {
    fc.assert(
      fc.property(commands, (given) => {
        const { journal, states } = lived(given);
        const stored: WorkOrderEvent[] = JSON.parse(JSON.stringify(journal));
        const replayed = stored.reduce<WorkOrder | undefined>(evolve, undefined);
        expect(replayed).toEqual(states.at(-1));
        expect(workOrderSchema.parse(JSON.parse(JSON.stringify(replayed)))).toEqual(replayed);
      }),
    );
  });

  test('goes only where the table lets it, each step once, and knows since when', () => {
    fc.assert(
      fc.property(commands, (given) => {
        const { journal, states } = lived(given);
        for (const [n, state] of states.entries()) {
          expect(statusSince(state)).toBe(journal[n]?.at);
          const before = states[n - 1];
          if (before) expect(Object.values(life[before.status])).toContain(state.status);
        }
        const seen = states.map(({ status }) => status);
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });

  test('every state can be reached, and only the last one leads nowhere', () => {
    const reached = new Set(['unassigned', ...Object.values(life).flatMap((acts) => Object.values(acts))]);
    expect([...reached].toSorted()).toEqual(statusSchema.options.toSorted());
    const ends = statusSchema.options.filter((status) => Object.keys(life[status]).length === 0);
    expect(ends).toEqual(['completed']);
  });

  test('R042: arriving needs no acceptance before it; completing needs an arrival', () => {
    const arrived = lived(['assign', 'arrive']).states.at(-1);
    expect(arrived).toMatchObject({ status: 'arrived', acceptedAt: null, arrivedAt: '2026-11-25T02:00:02.000Z' });
    expect(lived(['assign', 'accept', 'complete']).states.at(-1)).toMatchObject({ status: 'accepted' });
  });

  test('R042: what is assigned carries the promised deadline of the arrival, where there is one', () => {
    const { journal } = lived(['assign']);
    expect(workOrderAssigned.data.parse(journal[1]?.data)).toMatchObject({
      arriveBy,
      assigneeStaffId: 'li-ming',
      urgent: true,
      place: '3栋1单元1201',
    });
    const unhurried = evolve(undefined, { ...create('r1', { ...burst, clocks: [] }, 'c1'), at: receivedAt });
    expect(unhurried.arriveBy).toBeNull();
  });

  test('the technician’s words on a completion are not published', () => {
    const { journal } = lived(['assign', 'arrive', 'complete']);
    expect(JSON.stringify(journal.at(-1)?.data)).not.toContain('阀门');
    expect(journal.at(-1)?.private).toEqual({ summary: '已更换阀门' });
  });

  test('an event that is none of its own is an error, not a state', () => {
    const [order] = lived([]).states;
    expect(() => evolve(order, { name: 'request.received', at: receivedAt, data: {} })).toThrow();
    expect(() => evolve(undefined, { name: 'work-order.accepted', at: receivedAt, data: {} })).toThrow();
  });
});
