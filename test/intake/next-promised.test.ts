import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categories } from '../../services/intake/domain/categories.ts';
import { nextPromised } from '../../services/intake/domain/next-promised.ts';
import { promise } from '../../services/sla/contract/promise.ts';
import { publishedCalendars, publishedPolicies } from './samples.ts';

const at = '2026-11-25T02:00:00.000Z';
const later = '2026-11-25T02:05:00.000Z';
const standard = { policies: publishedPolicies, calendars: publishedCalendars };
const clocksOf = (policyKey: string) => promise({ ...standard, policyKey, communityId: 'yunshan', receivedAt: at });

describe('the next promise of a request', () => {
  const urgent = clocksOf('repair.urgent');

  test('R042: of an emergency first the arrival, then the end', () => {
    expect(nextPromised(urgent, {})).toEqual({ kind: 'arrival', due: '2026-11-25T02:10:00.000Z' });
    expect(nextPromised(urgent, { accepted: later })).toMatchObject({ kind: 'arrival' });
    expect(nextPromised(urgent, { 'in-progress': later })).toMatchObject({ kind: 'resolve' });
    expect(nextPromised(urgent, { done: later })).toBeNull();
  });

  test('R043: of a simple repair the end', () => {
    expect(nextPromised(clocksOf('repair.simple'), { 'in-progress': later })).toMatchObject({ kind: 'resolve' });
  });

  test('one that has passed unkept is still the next', () => {
    const passed = urgent.map((clock) => ({ ...clock, due: clock.due.replace('2026', '2025') }));
    expect(nextPromised(passed, {})).toMatchObject({ kind: 'arrival', due: '2025-11-25T02:10:00.000Z' });
  });

  test('nothing is promised where no clock says so', () => {
    expect(nextPromised([], {})).toBeNull();
    expect(
      nextPromised(
        urgent.filter(({ kind }) => kind === 'ack' || kind === 'accept'),
        {},
      ),
    ).toBeNull();
  });

  test('the order of the clocks does not matter, and every category promises something', () => {
    fc.assert(
      fc.property(fc.constantFrom(...categories), fc.nat(), ({ policyKey }, by) => {
        const clocks = clocksOf(policyKey);
        const turned = [...clocks.slice(by % clocks.length), ...clocks.slice(0, by % clocks.length)];
        expect(nextPromised(turned, {})).toEqual(nextPromised(clocks, {}));
        expect(nextPromised(clocks, {})).not.toBeNull();
      }),
    );
  });
});
