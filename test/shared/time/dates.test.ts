import { expect, test } from 'vitest';
import { boundsOf } from '../../../shared/time/dates.ts';

const HOUR = 3_600_000;

test('a date begins and ends on the wall of its zone', () => {
  expect(boundsOf('2026-11-25', 'Asia/Shanghai')).toEqual({
    from: '2026-11-24T16:00:00.000Z',
    until: '2026-11-25T16:00:00.000Z',
  });
});

test.each([
  ['2026-03-29', 23],
  ['2026-03-30', 24],
  ['2026-10-25', 25],
])('%s has %i hours in Berlin, and the next date begins where it ends', (date, hours) => {
  const { from, until } = boundsOf(date, 'Europe/Berlin');
  expect((Date.parse(until) - Date.parse(from)) / HOUR).toBe(hours);
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);
  expect(boundsOf(next, 'Europe/Berlin').from).toBe(until);
});
