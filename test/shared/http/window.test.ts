import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { secondsLeft, windowAt } from '../../../shared/http/window.ts';

const instants = fc.date({
  min: new Date('2020-01-01T00:00:00.000Z'),
  max: new Date('2080-01-01T00:00:00.000Z'),
  noInvalidDate: true,
});
const lengths = fc.integer({ min: 1, max: 100_000 });

test('a minute of calls ends with the minute, and is another one from then on', () => {
  const minute = { seconds: 60 };
  const window = windowAt('2026-11-25T02:00:59.999Z', minute);
  expect(window).toEqual(windowAt('2026-11-25T02:00:00.000Z', minute));
  expect(secondsLeft('2026-11-25T02:00:00.000Z', window)).toBe(60);
  expect(secondsLeft('2026-11-25T02:00:30.001Z', window)).toBe(30);
  expect(secondsLeft('2026-11-25T02:00:59.999Z', window)).toBe(1);
  expect(windowAt('2026-11-25T02:01:00.000Z', minute).from).toBe(window.until);
});

test('every instant lies in just one window, and whoever waits as long as told is in the next', async () => {
  await fc.assert(
    fc.property(instants, lengths, (at, seconds) => {
      const now = at.toISOString();
      const window = windowAt(now, { seconds });
      expect(window.until - window.from).toBe(seconds);
      expect(window.from * 1000).toBeLessThanOrEqual(at.getTime());
      expect(window.until * 1000).toBeGreaterThan(at.getTime());
      const left = secondsLeft(now, window);
      expect(left).toBeGreaterThanOrEqual(1);
      expect(left).toBeLessThanOrEqual(seconds);
      const later = new Date(at.getTime() + left * 1000).toISOString();
      expect(windowAt(later, { seconds }).from).toBe(window.until);
    }),
  );
});
