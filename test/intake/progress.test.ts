import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignees, lateBy, type News, progress } from '../../services/intake/domain/progress.ts';
import { toIso } from '../../shared/time/instants.ts';

const receivedAt = '2026-11-25T02:00:00.000Z';
const at = (minutes: number) => toIso(Date.parse(receivedAt) + minutes * 60_000);
const news = (kind: News['kind'], minutes: number, more: Partial<News> = {}): News => ({
  kind,
  at: at(minutes),
  workOrderId: 'r1.1',
  staffId: null,
  waitId: null,
  ...more,
});

const anyNews = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom(
        ...(['dispatched', 'accepted', 'in-progress', 'waiting', 'resumed', 'completed', 'withdrawn', 'done'] as const),
      ),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom('r1.1', 'r1.2'),
    )
    .map(([kind, minutes, workOrderId]) => news(kind, minutes, { workOrderId, waitId: `${minutes % 3}` })),
  { maxLength: 12, selector: ({ at: instant }) => instant },
);

describe('progress', () => {
  test('is the same for every order of the same news', () => {
    fc.assert(
      fc.property(
        anyNews.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([told, retold]) => {
          expect(progress(retold)).toEqual(progress(told));
        },
      ),
    );
  });

  test('without news there is none; else it tells since when the present stage holds', () => {
    expect(progress([])).toEqual({ stage: null, since: null });
    expect(progress([news('in-progress', 9)])).toEqual({ stage: 'in-progress', since: at(9) });
  });

  test('what was handed on begins anew with the next person', () => {
    const handedOn = [news('dispatched', 1), news('accepted', 2), news('dispatched', 5, { staffId: 'zhang-wei' })];
    expect(progress(handedOn)).toEqual({ stage: 'dispatched', since: at(5) });
    expect(assignees(handedOn)).toEqual(['zhang-wei']);
  });

  test('R073: new work after the end of all work opens it again', () => {
    expect(progress([news('done', 5), news('dispatched', 6, { workOrderId: 'r1.2' })]).stage).toBe('dispatched');
  });

  test('a wait ends with the work, also when nobody said that it ended', () => {
    const wait = news('waiting', 3, { waitId: 'w' });
    expect(progress([news('in-progress', 2), wait]).stage).toBe('waiting');
    expect(progress([news('in-progress', 2), wait, news('completed', 4)]).stage).toBe('in-progress');
  });
});

describe('R042: how late', () => {
  const due = at(10);

  test('on the very instant of the deadline is in time, a millisecond later is late', () => {
    expect(lateBy(due, [news('in-progress', 10)], at(60))).toBe(0);
    expect(lateBy(due, [news('in-progress', 10, { at: '2026-11-25T02:10:00.001Z' })], at(60))).toBe(1);
  });

  test('grows until somebody is there, and stays from then on', () => {
    expect(lateBy(due, [], '2026-11-25T02:09:59.999Z')).toBe(0);
    expect(lateBy(due, [news('dispatched', 0)], at(12))).toBe(120_000);
    expect(lateBy(due, [news('in-progress', 11)], at(1440))).toBe(60_000);
  });
});
