import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, daysBetween, joined, without } from '../../../shared/time/days.ts';
import { calendarAndInstant } from './random-calendars.ts';
import { SlowCalendar } from './slow-calendar.ts';

const DAY = 86_400_000;
const length = (spans: readonly { start: number; end: number }[]): number =>
  spans.reduce((sum, { start, end }) => sum + end - start, 0);

describe('daysBetween', () => {
  it('lists every date once, one after another, with all of its open time (600 stretches)', () => {
    fc.assert(
      fc.property(
        calendarAndInstant,
        fc.integer({ min: -2 * DAY, max: 2 * DAY }),
        fc.integer({ min: 0, max: 4 * DAY }),
        ({ calendar, around }, offset, distance) => {
          const [from, to] = [around + offset, around + offset + distance];
          const days = daysBetween(from, to, calendar);
          const slow = new SlowCalendar(calendar, around, 12);
          const [first, last] = [days[0], days.at(-1)];
          expect(first && first.start <= from && from < first.end).toBe(true);
          expect(last && last.start <= to && to < last.end).toBe(true);
          for (const [n, { date, start, end, open }] of days.entries()) {
            expect([start, date > (days[n - 1]?.date ?? '')]).toEqual([days[n - 1]?.end ?? start, true]);
            expect(length(open)).toBe(slow.between(start, end));
            expect(joined(open)).toEqual(open);
            expect(clipped(open, start, end)).toEqual(open);
          }
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('spans', () => {
  const span = (start: number, end: number) => ({ start, end });

  it('are clipped, joined and taken out of each other', () => {
    expect(clipped([span(0, 4), span(6, 8)], 2, 6)).toEqual([span(2, 4)]);
    expect(joined([span(6, 8), span(0, 4), span(4, 5), span(1, 2)])).toEqual([span(0, 5), span(6, 8)]);
    expect(without([span(0, 10), span(12, 14)], [span(2, 3), span(9, 13)])).toEqual([
      span(0, 2),
      span(3, 9),
      span(13, 14),
    ]);
  });
});
