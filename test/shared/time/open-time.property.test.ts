import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCalendars } from '../../../services/sla/domain/default-calendars.ts';
import { addOpenTime, isOpen, nextOpening, openTimeBetween } from '../../../shared/time/open-time.ts';
import { calendarAndInstant, timeZones } from './random-calendars.ts';
import { SlowCalendar } from './slow-calendar.ts';

const HOUR = 3_600_000;
const KNOWN_DAYS = 18;

/** Instants to ask about: anywhere, and one millisecond around openings and closings. */
const places = fc.array(
  fc.record({
    offset: fc.integer({ min: -48 * HOUR, max: 48 * HOUR }),
    edge: fc.nat(),
    by: fc.constantFrom(-1, 0, 1),
    atEdge: fc.boolean(),
  }),
  { minLength: 5, maxLength: 5 },
);

function instants(
  slow: SlowCalendar,
  around: number,
  wanted: readonly { offset: number; edge: number; by: number; atEdge: boolean }[],
): number[] {
  const edges = slow.edges().filter((edge) => Math.abs(edge - around) < 96 * HOUR);
  return wanted.map(({ offset, edge, by, atEdge }) => {
    const found = edges[edge % Math.max(1, edges.length)];
    return atEdge && found !== undefined ? found + by : around + offset;
  });
}

describe('open time, against an oracle that counts minutes', () => {
  it('knows what is open, what opens next and how much is open between, on random calendars (6,000 instants)', () => {
    fc.assert(
      fc.property(calendarAndInstant, places, ({ calendar, around }, wanted) => {
        const slow = new SlowCalendar(calendar, around, KNOWN_DAYS);
        const asked = instants(slow, around, wanted);
        for (const at of asked) {
          expect(isOpen(at, calendar)).toBe(slow.isOpen(at));
          expect(nextOpening(at, calendar)).toBe(slow.nextOpening(at));
        }
        const [from = 0, to = 0] = [Math.min(...asked), Math.max(...asked)];
        expect(openTimeBetween(from, to, calendar)).toBe(slow.between(from, to));
      }),
      { numRuns: 1200 },
    );
  });

  it('adds open time to the millisecond, on random calendars (6,000 additions)', () => {
    fc.assert(
      fc.property(
        calendarAndInstant,
        places,
        fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        ({ calendar, around }, wanted, amounts) => {
          const slow = new SlowCalendar(calendar, around, KNOWN_DAYS);
          for (const [n, start] of instants(slow, around, wanted).entries()) {
            const amount = amounts[n] ?? 0;
            const toNextEdge = slow.between(start, slow.edges().find((edge) => edge > start) ?? start);
            const reachable = Math.max(1, slow.between(start, start + 4 * 24 * HOUR));
            const ms = n % 2 === 0 && toNextEdge > 0 ? toNextEdge : (amount % reachable) + 1;
            const due = addOpenTime(start, ms, calendar);
            expect(due).toBe(slow.add(start, ms));
            expect(openTimeBetween(start, due, calendar)).toBe(ms);
            expect(openTimeBetween(start, due - 1, calendar)).toBe(ms - 1);
          }
        },
      ),
      { numRuns: 1200 },
    );
  });

  it('counts 24x7 as elapsed time in every zone and through every change of its clocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...timeZones),
        fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2035, 0, 1) }),
        fc.integer({ min: 1, max: 20 * 24 * HOUR }),
        (timeZone, start, ms) => {
          const [always] = defaultCalendars(timeZone);
          expect(always && addOpenTime(start, ms, always)).toBe(start + ms);
          expect(always && openTimeBetween(start, start + ms, always)).toBe(ms);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('adds in parts what it adds at once', () => {
    fc.assert(
      fc.property(
        calendarAndInstant,
        fc.integer({ min: 1, max: 4 * HOUR }),
        fc.integer({ min: 1, max: 4 * HOUR }),
        ({ calendar, around }, first, second) => {
          const parts = addOpenTime(addOpenTime(around, first, calendar), second, calendar);
          expect(parts).toBe(addOpenTime(around, first + second, calendar));
        },
      ),
      { numRuns: 500 },
    );
  });
});
