import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lateBy, type ProgressFacts, progress, stages } from '../../services/intake/domain/progress.ts';
import { toIso } from '../../shared/time/instants.ts';

const receivedAt = '2026-11-25T02:00:00.000Z';
const later = stages.slice(1);
const instants = fc.integer({ min: Date.parse(receivedAt), max: Date.parse(receivedAt) + 3_600_000 }).map(toIso);
const news = fc
  .shuffledSubarray([...later])
  .chain((order) => fc.tuple(...order.map((stage) => instants.map((at): ProgressFacts => ({ [stage]: at })))));

describe('progress', () => {
  test('never goes backwards, in whatever order the news comes', () => {
    fc.assert(
      fc.property(news, (all) => {
        let facts: ProgressFacts = {};
        let before = 0;
        for (const fact of all) {
          facts = { ...facts, ...fact };
          const now = stages.indexOf(progress(facts, receivedAt).stage);
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
        }
      }),
    );
  });

  test('is the same for every order of the same news', () => {
    fc.assert(
      fc.property(news, (all) => {
        const forwards = Object.assign({}, ...all);
        const backwards = Object.assign({}, ...all.toReversed());
        expect(progress(backwards, receivedAt)).toEqual(progress(forwards, receivedAt));
      }),
    );
  });

  test('begins with the receipt, and tells since when the present stage holds', () => {
    expect(progress({}, receivedAt)).toEqual({ stage: 'received', since: receivedAt });
    expect(progress({ 'in-progress': '2026-11-25T02:09:00.000Z' }, receivedAt)).toEqual({
      stage: 'in-progress',
      since: '2026-11-25T02:09:00.000Z',
    });
  });
});

describe('R042: how late', () => {
  const due = '2026-11-25T02:10:00.000Z';

  test('on the very instant of the deadline is in time, a millisecond later is late', () => {
    expect(lateBy(due, { 'in-progress': due }, '2026-11-25T03:00:00.000Z')).toBe(0);
    expect(lateBy(due, { 'in-progress': '2026-11-25T02:10:00.001Z' }, '2026-11-25T03:00:00.000Z')).toBe(1);
  });

  test('grows until somebody is there, and stays from then on', () => {
    expect(lateBy(due, {}, '2026-11-25T02:09:59.999Z')).toBe(0);
    expect(lateBy(due, { dispatched: receivedAt }, '2026-11-25T02:12:00.000Z')).toBe(120_000);
    const there: ProgressFacts = { 'in-progress': '2026-11-25T02:11:00.000Z' };
    expect(lateBy(due, there, '2026-11-26T02:00:00.000Z')).toBe(60_000);
  });
});
