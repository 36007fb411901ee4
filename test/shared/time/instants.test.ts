import { describe, expect, it } from 'vitest';
import { instantSchema, parseInstant, toIso } from '../../../shared/time/instants.ts';

describe('instants', () => {
  it('are written with milliseconds and Z, and read back', () => {
    expect(toIso(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(parseInstant('2026-11-25T02:10:00.001Z')).toBe(Date.UTC(2026, 10, 25, 2, 10, 0, 1));
    expect(instantSchema.parse(toIso(1_795_000_000_123))).toBe(toIso(1_795_000_000_123));
  });

  it.each([
    '2026-11-25T02:10:00Z',
    '2026-11-25T10:10:00.000+08:00',
    '2026-02-30T00:00:00.000Z',
    '2026-11-25',
    'now',
    '',
  ])('do not read %j, which would compare wrongly as a text', (text) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
    expect(instantSchema.safeParse(text).success).toBe(false);
  });

  it('have four-digit years, so that all texts are of one length', () => {
    expect(() => toIso(Date.UTC(10_000, 0, 1))).toThrow(RangeError);
    expect(() => toIso(Number.NaN)).toThrow(RangeError);
  });
});
