import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workOrderAssigned } from '../../services/dispatch/contract/events.ts';
import { accept, arrive, cancel, complete, refuse, take } from '../../services/dispatch/domain/acts.ts';
import { create } from '../../services/dispatch/domain/create.ts';
import { after, type Events, evolve, type WorkOrderEvent } from '../../services/dispatch/domain/evolve.ts';
import { assign, handOn } from '../../services/dispatch/domain/giving.ts';
import { addHelper, removeHelper } from '../../services/dispatch/domain/helping.ts';
import { type Act, isOpen, life, statusSchema } from '../../services/dispatch/domain/life.ts';
import { freeLine } from '../../services/dispatch/domain/price-list.ts';
import { answerQuote, quote } from '../../services/dispatch/domain/quoting.ts';
import { neededBy } from '../../services/dispatch/domain/request-work.ts';
import { agreeVisit } from '../../services/dispatch/domain/visit.ts';
import { approveWait, resume, wait } from '../../services/dispatch/domain/waiting.ts';
import { type WorkOrder, workOrderSchema } from '../../services/dispatch/domain/work-order.ts';
import { toIso } from '../../shared/time/instants.ts';
import { arriveBy, burst, receivedAt } from './samples.ts';

type Command = Act | 'take' | 'assign-other' | 'wait-for-owner' | 'decline-quote' | 'no-help';
const acts = [...new Set(Object.values(life).flat())];
const commandNames: readonly Command[] = [
  ...acts,
  'take',
  'assign-other',
  'wait-for-owner',
  'decline-quote',
  'no-help',
];
const commands = fc.array(fc.constantFrom(...commandNames), { maxLength: 25 });

const report = { summary: '已更换阀门', cost: { kind: 'free' }, materials: [{ name: '阀门', quantity: 1 }] } as const;
const ours = {
  reason: 'parts',
  appointment: null,
  textToOwner: '配件明日到货',
  note: null,
  attachmentIds: [],
} as const;
const owners = {
  reason: 'owner-absent',
  appointment: null,
  textToOwner: null,
  note: '敲门无人应答',
  attachmentIds: [],
} as const;
const one = (event: ReturnType<typeof assign>): Events | undefined => event && [event];

const decide: Readonly<Record<Command, (order: WorkOrder, at: string) => Events | undefined>> = {
  assign: (order, at) => one(assign(order, { staffId: 'li-ming', because: 'skill' }, at)),
  'assign-other': (order, at) => one(assign(order, { staffId: 'liu-yang', because: 'by-hand' }, at, '更近')),
  take: (order, at) => take(order, 'chen-jie', at),
  accept,
  'not-accepted': (order, at) => handOn(order, at, { staffId: 'liu-yang', because: 'general' }, at),
  refuse: (order, at) => refuse(order, at, 'busy', null),
  arrive,
  wait: (order, at) => wait(order, ours, at),
  'wait-for-owner': (order, at) => wait(order, owners, at),
  quote: (order, at) =>
    quote(
      order,
      { lines: [freeLine('疏通', 1, 8000)], validUntil: '2027-01-01T00:00:00.000Z', staffId: 'li-ming' },
      at,
    ),
  'answer-quote': (order, at) => answerQuote(order, { agreed: true, staffId: null, how: null, attachmentIds: [] }, at),
  'decline-quote': (order, at) =>
    answerQuote(order, { agreed: false, staffId: 'sun-li', how: 'phone', attachmentIds: [] }, at),
  'agree-visit': (order, at) =>
    agreeVisit(order, { from: at, until: '2027-01-01T00:00:00.000Z', accessNote: '钥匙在前台' }, 'li-ming', at),
  help: (order, at) => addHelper(order, 'gu-an', 'li-ming', at),
  'no-help': (order, at) => removeHelper(order, 'gu-an', 'li-ming', at),
  'approve-wait': (order, at) => approveWait(order, 'zhou-min', '2026-12-01T00:00:00.000Z', at),
  resume,
  complete: (order, at) => complete(order, at, { ...report, materials: [...report.materials] }),
  cancel: (order, at) => one(cancel(order, at)),
};

const making = { workOrderId: 'r1.1', requestId: 'r1', correlationId: 'c1', priority: null };

/** A life as its commands make it: the journal, and the state after each command that was possible. */
function lived(given: readonly Command[], request = burst) {
  const created = create(neededBy(request), making);
  let order = after(undefined, [created], receivedAt);
  const journal: WorkOrderEvent[] = [{ ...created, at: receivedAt }];
  const states = [order];
  const done: Command[] = [];
  for (const [n, command] of given.entries()) {
    const at = toIso(Date.parse(receivedAt) + (n + 1) * 1000);
    const events = decide[command](order, at);
    if (!events) continue;
    journal.push(...events.map((event) => ({ ...event, at })));
    order = after(order, events, at);
    states.push(order);
    done.push(command);
  }
  return { journal, states, done, order };
}

describe('the life of a work order', () => {
  test('its journal, read again, gives its state, after every sequence of commands', () => {
    fc.assert(
      fc.property(commands, (given) => {
        const { journal, order } = lived(given);
        const stored: WorkOrderEvent[] = JSON.parse(JSON.stringify(journal));
        const replayed = stored.reduce<WorkOrder | undefined>(evolve, undefined);
        expect(replayed).toEqual(order);
        expect(workOrderSchema.parse(JSON.parse(JSON.stringify(replayed)))).toEqual(replayed);
      }),
      { numRuns: 300 },
    );
  });

  test('no event can come after its end, and it has somebody wherever somebody is needed', () => {
    fc.assert(
      fc.property(commands, (given) => {
        const { states } = lived(given);
        for (const [n, state] of states.entries()) {
          if (n < states.length - 1) expect(isOpen(state)).toBe(true);
          if (state.status === 'unassigned') expect(state.assignment).toBeNull();
          else if (state.status !== 'cancelled') expect(state.assignment).not.toBeNull();
          expect(state.waiting !== null).toBe(state.status === 'waiting');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('every command does what the table of its life says', () => {
    fc.assert(
      fc.property(commands, fc.constantFrom(...commandNames), (given, command) => {
        const { order } = lived(given);
        const events = decide[command](order, '2026-11-25T03:00:00.000Z');
        const act: Record<string, Act> = {
          ...{ take: 'assign', 'assign-other': 'assign', 'wait-for-owner': 'wait' },
          ...{ 'decline-quote': 'answer-quote', 'no-help': 'cancel' },
        };
        const named = act[command] ?? acts.find((known) => known === command);
        if (events) expect(life[order.status]).toContain(named);
      }),
      { numRuns: 300 },
    );
  });

  test('every state can be reached, and only two lead nowhere', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(commands, (given) => {
        for (const { status } of lived(given).states) seen.add(status);
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect([...seen].toSorted()).toEqual(statusSchema.options.toSorted());
    expect(statusSchema.options.filter((status) => !isOpen({ status }))).toEqual(['completed', 'cancelled']);
  });

  test('R042: arriving needs no acceptance before it; completing needs an arrival', () => {
    expect(lived(['assign', 'arrive']).order).toMatchObject({
      status: 'arrived',
      acceptedAt: null,
      arrivedAt: '2026-11-25T02:00:02.000Z',
    });
    expect(lived(['assign', 'accept', 'complete']).order).toMatchObject({ status: 'accepted' });
  });

  test('R042: what is assigned carries the promised deadline of the arrival, where there is one', () => {
    const { journal } = lived(['assign']);
    expect(workOrderAssigned.data.parse(journal[1]?.data)).toMatchObject({
      arriveBy,
      assigneeStaffId: 'li-ming',
      urgent: true,
      place: '3栋1单元1201',
    });
    expect(lived([], { ...burst, clocks: [] }).order.arriveBy).toBeNull();
  });

  test('R042: the first arrival counts, also when the work goes on after a wait', () => {
    const { order } = lived(['assign', 'arrive', 'wait', 'resume', 'wait', 'arrive']);
    expect(order).toMatchObject({ status: 'arrived', arrivedAt: '2026-11-25T02:00:02.000Z', waits: 2, waiting: null });
  });

  test('R062: a work order goes on where it stood', () => {
    expect(lived(['assign', 'accept', 'wait', 'resume']).order.status).toBe('accepted');
    expect(lived(['assign', 'accept', 'wait', 'assign-other', 'resume']).order.status).toBe('assigned');
  });

  test('R078: what is handed on says who had it before', () => {
    const [before, after_] = lived(['assign', 'refuse', 'assign-other'])
      .journal.filter(({ name }) => name === workOrderAssigned.name)
      .map(({ data }) => workOrderAssigned.data.parse(data));
    expect(before?.previousStaffId).toBeUndefined();
    expect(after_?.previousStaffId).toBe('li-ming');
  });

  test('the words on a completion, a refusal and a wait are not published', () => {
    const { journal } = lived(['assign', 'arrive', 'wait-for-owner', 'resume', 'complete']);
    expect(JSON.stringify(journal.map(({ data }) => data))).not.toMatch(/阀门|敲门/);
    expect(journal.at(-1)?.private).toMatchObject({ summary: '已更换阀门' });
  });

  test('an event that is none of its own is an error, not a state', () => {
    const { order } = lived([]);
    expect(() => evolve(order, { name: 'request.received', at: receivedAt, data: {} })).toThrow();
    expect(() => evolve(undefined, { name: 'work-order.accepted', at: receivedAt, data: {} })).toThrow();
  });
});
