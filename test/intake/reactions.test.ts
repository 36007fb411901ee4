import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  requestWorkDone,
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCancelled,
  workOrderCompleted,
  workOrderCreated,
  workOrderQuoteAgreed,
  workOrderQuoteDeclined,
  workOrderQuoted,
  workOrderResumed,
  workOrderVisitAgreed,
  workOrderWaiting,
} from '../../services/dispatch/contract/events.ts';
import { progress } from '../../services/intake/domain/progress.ts';
import { intakeReactions } from '../../services/intake/reactions.ts';
import {
  calendarPublished,
  clockBreached,
  clockBreachRetracted,
  clockBreachRetractedByRule,
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

function envelope({ name, schema }: EventDefinition, n: number, data: unknown): Envelope {
  return {
    id: `${name}.${n}`,
    schema,
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
  const reaction = intakeReactions(store).find(
    ({ name, schema }) => name === definition.name && schema === event.schema,
  );
  await reaction?.run(event, now, now);
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

const given = (n: number) =>
  envelope(workOrderAssigned, n, { ...job, assigneeStaffId: 'li-ming', assignedAt: second(n), arriveBy: second(5) });

const life: readonly [EventDefinition, Envelope][] = [
  [workOrderCreated, envelope(workOrderCreated, 1, job)],
  [
    workOrderAssigned,
    envelope(workOrderAssigned, 1, { ...job, assigneeStaffId: 'li-ming', assignedAt: second(1), arriveBy: second(5) }),
  ],
  [workOrderAccepted, envelope(workOrderAccepted, 2, act(2))],
  [workOrderArrived, envelope(workOrderArrived, 3, act(3))],
  [workOrderCompleted, envelope(workOrderCompleted, 4, act(4))],
  [requestWorkDone, envelope(requestWorkDone, 5, { ...job, staffId: 'li-ming', at: second(4) })],
  [clockBreached, envelope(clockBreached, 6, { ...clock, judgedBy: 'timer' })],
  [escalationRaised, envelope(escalationRaised, 7, raised)],
  [
    clockBreachRetracted,
    envelope(clockBreachRetracted, 8, { ...clock, ...raised, stoppedAt: second(3), stoppedByStaffId: 'li-ming' }),
  ],
];

describe('the life of a request as others tell it', () => {
  test('R071: a visit agreed and a price told stand on the timeline, and change no status', async () => {
    const quote = { ...job, quoteId: 'r1.1.quote-1', staffId: 'li-ming', totalFen: 12_000 };
    const answer = { ...quote, by: 'household', how: null };
    await take(workOrderArrived, envelope(workOrderArrived, 1, act(1)));
    for (const [definition, n, data] of [
      [workOrderVisitAgreed, 2, { ...job, from: second(8), until: second(9), staffId: 'li-ming' }],
      [workOrderQuoted, 3, { ...quote, validUntil: second(9) }],
      [workOrderQuoteDeclined, 4, answer],
      [workOrderQuoteAgreed, 5, answer],
    ] as const)
      await take(definition, envelope(definition, n, { ...data, at: second(n) }));
    const { items } = await store.timeline('r1', { limit: 100 });
    expect(items.map(({ kind }) => kind)).toEqual([
      'arrived',
      'visit-agreed',
      'quoted',
      'quote-declined',
      'quote-agreed',
    ]);
    expect(progress(await store.news('r1'))).toEqual({ stage: 'in-progress', since: second(1) });
  });

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
          'work-done',
          'completed',
          'breached',
          'escalated',
          'breach-retracted',
        ]);
        expect(progress(await store.news('r1'))).toEqual({ stage: 'done', since: second(4) });
      }),
      { numRuns: 30 },
    );
  });

  test('a late acceptance does not take an arrival back', async () => {
    await take(workOrderArrived, envelope(workOrderArrived, 3, act(3)));
    await take(workOrderAccepted, envelope(workOrderAccepted, 2, act(2)));
    expect(progress(await store.news('r1')).stage).toBe('in-progress');
  });

  test('R073: one work order of several is not the end of the work', async () => {
    await take(workOrderAssigned, given(1));
    await take(workOrderArrived, envelope(workOrderArrived, 2, act(2)));
    await take(workOrderCompleted, envelope(workOrderCompleted, 4, act(4)));
    expect(progress(await store.news('r1')).stage).toBe('in-progress');
  });

  test('R062: a wait tells its timetable in the words the owner gets, and ends', async () => {
    const wait = { ...job, waitId: 'w1', staffId: 'li-ming' };
    const told = { reason: 'parts', appointment: null, maximum: null, textToOwner: '配件周五到货' };
    await take(workOrderArrived, envelope(workOrderArrived, 2, act(2)));
    await take(workOrderWaiting, envelope(workOrderWaiting, 3, { ...wait, ...told, at: second(3) }));
    expect(progress(await store.news('r1'))).toEqual({ stage: 'waiting', since: second(3) });
    const { items } = await store.timeline('r1', { limit: 100 });
    expect(items.at(-1)).toMatchObject({ kind: 'waiting', text: '配件周五到货' });
    await take(workOrderResumed, envelope(workOrderResumed, 4, { ...wait, at: second(4) }));
    expect(progress(await store.news('r1')).stage).toBe('in-progress');
  });

  test('work that was withdrawn no longer counts', async () => {
    await take(
      workOrderCancelled,
      envelope(workOrderCancelled, 3, { ...job, assigneeStaffId: 'li-ming', at: second(3) }),
    );
    await take(workOrderAssigned, given(1));
    expect(progress(await store.news('r1')).stage).toBeNull();
  });

  test('a breach that a rule takes back is corrected, too', async () => {
    const { clockId, requestId, kind, due, generation } = clock;
    const { number, place: at, categoryLabel, keyword } = raised;
    const changed = { because: 'moved', newDue: second(9), stoppedAt: null, stoppedByStaffId: null };
    await take(
      clockBreachRetractedByRule,
      envelope(clockBreachRetractedByRule, 8, {
        ...{ clockId, requestId, kind, due, generation, number, place: at, categoryLabel, keyword },
        ...changed,
      }),
    );
    const { items } = await store.timeline('r1', { limit: 100 });
    expect(items.map((item) => item.kind)).toEqual(['breach-corrected']);
  });

  test('the rows of the first days are understood', async () => {
    const row = { pk: 'request#r1', sk: 'progress', 'in-progress': second(3), done: second(4) };
    rows.set(`${row.pk}\n${row.sk}`, row);
    expect(progress(await store.news('r1'))).toEqual({ stage: 'done', since: second(4) });
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
