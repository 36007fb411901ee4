import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCompleted,
  workOrderCreated,
} from '../../services/dispatch/contract/events.ts';
import { progress } from '../../services/intake/domain/progress.ts';
import { intakeReactions } from '../../services/intake/reactions.ts';
import {
  calendarPublished,
  clockBreached,
  clockBreachRetracted,
  escalationRaised,
  policyPublished,
} from '../../services/sla/contract/events.ts';
import type { EventDefinition } from '../../shared/events/define-event.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { intake, publishedCalendars, publishedPolicies } from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
let store: ReturnType<typeof intake>['store'];

beforeEach(() => {
  reset();
  store = intake().store;
});

const now = '2026-11-25T03:00:00.000Z';
const second = (n: number) => `2026-11-25T02:00:0${n}.000Z`;

function envelope({ name }: EventDefinition, n: number, data: unknown): Envelope {
  return {
    id: `${name}.${n}`,
    schema: 1,
    company: 'demo',
    at: second(n),
    actor: { type: 'system', id: 'test' },
    correlationId: 'c1',
    causationId: 'e1',
    subject: { type: 'any', id: 'any', version: n },
    data,
  };
}

async function take(definition: EventDefinition, event: Envelope): Promise<void> {
  const reaction = intakeReactions(store).find(({ name }) => name === definition.name);
  await reaction?.run(event, now);
}

const label = { zh: '水浸', en: 'Flooding' };
const place = {
  premisesId: 'yunshan-3-1-1201',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  place: '3栋1单元1201',
};
const job = {
  ...place,
  workOrderId: 'r1.1',
  requestId: 'r1',
  number: 'BX000001',
  category: 'flooding',
  categoryLabel: label,
  keyword: '水管爆裂',
  skill: 'plumbing',
  urgent: true,
};
const act = (n: number) => ({ workOrderId: 'r1.1', requestId: 'r1', assigneeStaffId: 'li-ming', at: second(n) });
const clock = { clockId: 'r1.arrival.1', requestId: 'r1', kind: 'arrival', due: second(5), generation: 1 };
const raised = {
  ...place,
  escalationId: 'r1.arrival.1.level-1',
  clockId: 'r1.arrival.1',
  requestId: 'r1',
  level: 1,
  number: 'BX000001',
  categoryLabel: label,
  keyword: '水管爆裂',
  holderStaffId: 'li-ming',
  due: second(5),
  audience: { department: 'engineering', role: 'supervisor', copy: null },
  urgent: true,
};

const life: readonly [EventDefinition, Envelope][] = [
  [workOrderCreated, envelope(workOrderCreated, 1, job)],
  [
    workOrderAssigned,
    envelope(workOrderAssigned, 1, { ...job, assigneeStaffId: 'li-ming', assignedAt: second(1), arriveBy: second(5) }),
  ],
  [workOrderAccepted, envelope(workOrderAccepted, 2, act(2))],
  [workOrderArrived, envelope(workOrderArrived, 3, act(3))],
  [workOrderCompleted, envelope(workOrderCompleted, 4, act(4))],
  [clockBreached, envelope(clockBreached, 6, { ...clock, judgedBy: 'timer' })],
  [escalationRaised, envelope(escalationRaised, 7, raised)],
  [
    clockBreachRetracted,
    envelope(clockBreachRetracted, 8, { ...clock, ...raised, stoppedAt: second(3), stoppedByStaffId: 'li-ming' }),
  ],
];

describe('the life of a request as others tell it', () => {
  test('in every order, and however often each is told, timeline and status come out the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...life, ...life], { minLength: 2 * life.length }), async (told) => {
        reset();
        for (const [definition, event] of told) await take(definition, event);
        const { items } = await store.timeline('r1', { limit: 100 });
        expect(items.map(({ kind }) => kind)).toEqual([
          'assigned',
          'work-order-created',
          'accepted',
          'arrived',
          'completed',
          'breached',
          'escalated',
          'breach-retracted',
        ]);
        expect(progress(await store.progress('r1'), second(0))).toEqual({ stage: 'done', since: second(4) });
      }),
      { numRuns: 30 },
    );
  });

  test('a late acceptance does not take an arrival back', async () => {
    await take(workOrderArrived, envelope(workOrderArrived, 3, act(3)));
    await take(workOrderAccepted, envelope(workOrderAccepted, 2, act(2)));
    expect(progress(await store.progress('r1'), second(0)).stage).toBe('in-progress');
  });

  test('deadlines that were not promised to the household are not on its timeline', async () => {
    for (const kind of ['ack', 'accept'])
      await take(clockBreached, envelope(clockBreached, 6, { ...clock, kind, judgedBy: 'timer' }));
    expect(rows.size).toBe(0);
  });

  test('an event whose data is not what its contract says fails, to be seen in the dead-letter queue', async () => {
    await expect(take(workOrderArrived, envelope(workOrderArrived, 3, { requestId: 'r1' }))).rejects.toThrow();
  });
});

describe('policies and calendars', () => {
  test('the newest version stays, in whatever order versions come', async () => {
    const [policy] = publishedPolicies;
    const [calendar] = publishedCalendars;
    for (const version of [2, 1, 3, 2]) {
      await take(policyPublished, envelope(policyPublished, version, { ...policy, version }));
      await take(calendarPublished, envelope(calendarPublished, version, { ...calendar, version }));
    }
    expect(await store.standard()).toEqual({
      policies: [{ ...policy, version: 3 }],
      calendars: [{ ...calendar, version: 3 }],
    });
  });

  test('all of them are read, over more than one page', async () => {
    for (const one of publishedPolicies) await store.keepPolicy(one);
    for (const one of publishedCalendars) await store.keepCalendar(one);
    expect((await store.standard()).policies).toHaveLength(publishedPolicies.length);
    expect((await store.standard()).calendars).toHaveLength(publishedCalendars.length);
  });
});
