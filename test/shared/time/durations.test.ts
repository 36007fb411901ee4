import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDuration, parseDuration } from '../../../shared/time/durations.ts';

describe('parseDuration', () => {
  it.each([
    ['PT3S', 3_000],
    ['PT10M', 600_000],
    ['PT1H30M', 5_400_000],
    ['P2D', 172_800_000],
    ['P1DT1H1M1S', 90_061_000],
    ['PT0S', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '10M',
    'PT10',
    'P1W',
    'P1M',
    'P1Y',
    'PT1.5S',
    '-PT1M',
    'PT-1M',
    'pt1m',
    ' PT1M',
    'PT1M\n',
    'PT1M1H',
    'PT9999999S',
  ])('refuses %j', (text) => {
    expect(isDuration(text)).toBe(false);
    expect(() => parseDuration(text)).toThrow(RangeError);
  });

  it('adds up its parts, each of which may be left out', () => {
    const part = fc.option(fc.integer({ min: 0, max: 999_999 }), { nil: undefined });
    fc.assert(
      fc.property(part, part, part, part, (days, hours, minutes, seconds) => {
        const time = [hours, minutes, seconds].some((n) => n !== undefined) ? 'T' : '';
        const shown = (n: number | undefined, unit: string) => (n === undefined ? '' : `${n}${unit}`);
        const text = `P${shown(days, 'D')}${time}${shown(hours, 'H')}${shown(minutes, 'M')}${shown(seconds, 'S')}`;
        fc.pre(text !== 'P');
        const expected =
          BigInt(days ?? 0) * 86_400n + BigInt(hours ?? 0) * 3_600n + BigInt(minutes ?? 0) * 60n + BigInt(seconds ?? 0);
        expect(BigInt(parseDuration(text))).toBe(expected * 1000n);
      }),
      { numRuns: 1000 },
    );
  });
});
