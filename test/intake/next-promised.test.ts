import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categories } from '../../services/intake/domain/categories.ts';
import { newLife } from '../../services/intake/domain/life.ts';
import { nextPromised } from '../../services/intake/domain/next-promised.ts';
import type { News } from '../../services/intake/domain/progress.ts';
import { promise } from '../../services/sla/contract/promise.ts';
import { publishedCalendars, publishedPolicies } from './samples.ts';

const receivedAt = '2026-11-25T02:00:00.000Z';
const later = '2026-11-25T02:05:00.000Z';
const standard = { policies: publishedPolicies, calendars: publishedCalendars };

function requestOf(policyKey: string, life: Partial<typeof newLife> = {}) {
  const clocks = promise({ ...standard, policyKey, communityId: 'yunshan', receivedAt });
  return { clocks, receivedAt, life: { ...newLife, ...life } };
}

const news = (kind: News['kind'], at = later): News => ({ kind, at, workOrderId: 'w', staffId: null, waitId: null });

describe('the next promise of a request', () => {
  const urgent = requestOf('repair.urgent');

  test('R042: of an emergency first the arrival, then the end', () => {
    expect(nextPromised(urgent, [])).toEqual({ kind: 'arrival', due: '2026-11-25T02:10:00.000Z' });
    expect(nextPromised(urgent, [news('accepted')])).toMatchObject({ kind: 'arrival' });
    expect(nextPromised(urgent, [news('in-progress')])).toMatchObject({ kind: 'resolve' });
    expect(nextPromised(urgent, [news('done')])).toBeNull();
  });

  test('R043: of a simple repair the end', () => {
    expect(nextPromised(requestOf('repair.simple'), [news('in-progress')])).toMatchObject({ kind: 'resolve' });
  });

  test('R044: a time agreed with the owner stands for the first one', () => {
    const until = '2026-11-27T01:00:00.000Z';
    const agreed = requestOf('repair.other', { agreed: [{ clock: 'resolve', until }] });
    expect(nextPromised(agreed, [])).toEqual({ kind: 'resolve', due: until });
  });

  test.each([
    ['R049: of a question the answer', 'inquiry.general', 'answer', { answeredAt: later }, null],
    [
      'R056: of a complaint its solution, then to be told of it',
      'complaint.attitude.ordinary',
      'resolve',
      { resolvedAt: later },
      'feedback',
    ],
  ])('%s', (_, policyKey, first, life, then) => {
    expect(nextPromised(requestOf(policyKey), [])?.kind).toBe(first);
    expect(nextPromised(requestOf(policyKey, life), [])?.kind ?? null).toBe(then);
  });

  test('R017: what was done before a reopening keeps nothing of what is promised now', () => {
    const reopened = requestOf('repair.urgent', { reopenedAt: '2026-11-26T02:00:00.000Z', reopened: 1 });
    const before = [news('in-progress'), news('done')];
    expect(nextPromised(reopened, before)).toMatchObject({ kind: 'arrival' });
    expect(nextPromised(reopened, [...before, news('in-progress', '2026-11-26T02:05:00.000Z')])).toMatchObject({
      kind: 'resolve',
    });
  });

  test('one that has passed unkept is still the next', () => {
    const clocks = urgent.clocks.map((clock) => ({ ...clock, due: clock.due.replace('2026', '2025') }));
    expect(nextPromised({ ...urgent, clocks }, [])).toEqual({ kind: 'arrival', due: '2025-11-25T02:10:00.000Z' });
  });

  test('nothing is promised where only the company’s own clocks run', () => {
    const own = urgent.clocks.filter(({ kind }) => kind === 'ack' || kind === 'accept');
    expect(own).toHaveLength(2);
    expect(nextPromised({ ...urgent, clocks: own }, [])).toBeNull();
  });

  test('the order of the clocks does not matter, and every repair promises something', () => {
    fc.assert(
      fc.property(fc.constantFrom(...categories.filter(({ type }) => type === 'repair')), fc.nat(), (category, by) => {
        const request = requestOf(category.policyKey);
        const at = by % request.clocks.length;
        const turned = [...request.clocks.slice(at), ...request.clocks.slice(0, at)];
        expect(nextPromised({ ...request, clocks: turned }, [])).toEqual(nextPromised(request, []));
        expect(nextPromised(request, [])).not.toBeNull();
      }),
    );
  });
});
