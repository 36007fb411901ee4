import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCalendars } from '../../../services/sla/domain/default-calendars.ts';
import { calendarSchema } from '../../../shared/time/calendar.ts';
import {
  addOpenTime,
  closingOfWorkingDay,
  isOpen,
  nextOpening,
  openTimeBetween,
  subtractOpenTime,
} from '../../../shared/time/open-time.ts';
import { anyDay, anyWeek, calendarAndInstant, timeZones, withDates } from './random-calendars.ts';
import { SlowCalendar } from './slow-calendar.ts';
import { SpanList } from './span-list.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Beyond the last date with hours of its own, and a week more. */
const KNOWN_DAYS = 30;
const REACH = 4 * DAY;

interface Question {
  readonly offset: number;
  readonly edge: number;
  readonly by: number;
  readonly atEdge: boolean;
  readonly amount: number;
  readonly days: number;
}

/** Where to ask: anywhere, and one millisecond around openings and closings; and how much to add or to take away. */
const questions = (count: number): fc.Arbitrary<Question[]> =>
  fc.array(
    fc.record({
      offset: fc.integer({ min: -2 * DAY, max: 2 * DAY }),
      edge: fc.nat(),
      by: fc.constantFrom(-1, 0, 1),
      atEdge: fc.boolean(),
      amount: fc.nat(),
      days: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: count, maxLength: count },
  );

/** An amount of open time within reach; every other one fills a stretch exactly to one of its edges. */
function amountTo(slow: SlowCalendar, from: number, to: number, edge: number | undefined, { amount }: Question) {
  const toEdge = edge === undefined ? 0 : slow.between(Math.min(from, edge), Math.max(from, edge));
  return amount % 2 === 0 && toEdge > 0 ? toEdge : (amount % Math.max(1, slow.between(from, to))) + 1;
}

describe('open time, against an oracle that counts minutes', () => {
  it('agrees in all that it answers, on 1,200 random calendars (over 100,000 answers)', () => {
    let answers = 0;
    const same = (found: unknown, expected: unknown) => {
      answers++;
      // Much quicker than `expect`, which tells more.
      if (found !== expected) expect(found).toBe(expected);
    };
    fc.assert(
      fc.property(calendarAndInstant, questions(14), ({ calendar, around }, asked) => {
        const slow = new SlowCalendar(calendar, around, KNOWN_DAYS);
        const edges = slow.edges().filter((edge) => Math.abs(edge - around) < REACH);
        for (const question of asked) {
          const edge = edges[question.edge % Math.max(1, edges.length)];
          const at = question.atEdge && edge !== undefined ? edge + question.by : around + question.offset;
          const other = around + (question.amount % REACH) - REACH / 2;
          same(isOpen(at, calendar), slow.isOpen(at));
          same(nextOpening(at, calendar), slow.nextOpening(at));
          const [from, to] = [Math.min(at, other), Math.max(at, other)];
          same(openTimeBetween(from, to, calendar), slow.between(from, to));
          const closing = slow.closingAfter(at, question.days);
          if (closing !== undefined) same(closingOfWorkingDay(at, question.days, calendar), closing);

          const nextEdge = edges.find((one) => one > at);
          const ms = amountTo(slow, at, at + REACH, nextEdge, question);
          const due = addOpenTime(at, ms, calendar);
          same(due, slow.add(at, ms));
          same(openTimeBetween(at, due, calendar), ms);
          same(openTimeBetween(at, due - 1, calendar), ms - 1);
          same(subtractOpenTime(due, ms, calendar), nextOpening(at, calendar));

          const edgeBefore = edges.findLast((one) => one < at);
          const back = amountTo(slow, at - REACH, at, edgeBefore, question);
          const start = slow.subtract(at, back);
          if (start !== undefined) same(subtractOpenTime(at, back, calendar), start);
        }
      }),
      { numRuns: 1200 },
    );
    expect(answers).toBeGreaterThan(100_000);
  });
});

describe('open time over years', () => {
  const start = Date.UTC(2024, 5, 1);
  const years = 9;

  it('agrees with an oracle that lists every span, on 40 calendars with 60 dates of their own each (over 5,000 answers)', () => {
    const override = fc.tuple(fc.integer({ min: 0, max: years * 365 }), anyDay);
    const instant = fc.integer({ min: start, max: start + years * 365 * DAY });
    fc.assert(
      fc.property(
        fc.constantFrom(...timeZones),
        anyWeek,
        fc.array(override, { minLength: 60, maxLength: 60 }),
        fc.array(fc.tuple(instant, instant, fc.integer({ min: 1, max: 300 })), { minLength: 40, maxLength: 40 }),
        (timeZone, weekly, overrides, asked) => {
          const week = calendarSchema.parse({ id: 'random', timeZone, weekly, dates: {} });
          const calendar = withDates(week, start, overrides);
          const list = new SpanList(calendar, start - DAY, start + (years + 1) * 365 * DAY);
          for (const [one, other, n] of asked) {
            const [from, to] = [Math.min(one, other), Math.max(one, other)];
            const open = list.between(from, to);
            expect(openTimeBetween(from, to, calendar)).toBe(open);
            if (open > 0) {
              expect(addOpenTime(from, open, calendar)).toBe(list.add(from, open));
              expect(subtractOpenTime(to, open, calendar)).toBe(list.subtract(to, open));
            }
            const closing = list.closingAfter(dayOf(from, timeZone), n);
            if (closing !== undefined && closing < start + years * 365 * DAY)
              expect(closingOfWorkingDay(from, n, calendar)).toBe(closing);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the same whether it is asked near or far first', () => {
    fc.assert(
      fc.property(calendarAndInstant, fc.integer({ min: 1, max: 9 * 365 * DAY }), ({ calendar, around }, distance) => {
        const near = structuredClone(calendar);
        nextOpening(around + distance, near);
        expect(openTimeBetween(around, around + distance, near)).toBe(
          openTimeBetween(around, around + distance, calendar),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** The midnight of an instant's date, as if it were UTC. */
function dayOf(at: number, timeZone: string): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'iso8601', dateStyle: 'short' }).format(at);
  return Date.parse(`${date}T00:00:00.000Z`);
}

describe('open time', () => {
  it('counts 24x7 as elapsed time in every zone and through every change of its clocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...timeZones),
        fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2035, 0, 1) }),
        fc.integer({ min: 1, max: 20 * DAY }),
        (timeZone, start, ms) => {
          const [always] = defaultCalendars(timeZone);
          expect(always && addOpenTime(start, ms, always)).toBe(start + ms);
          expect(always && openTimeBetween(start, start + ms, always)).toBe(ms);
          expect(always && subtractOpenTime(start + ms, ms, always)).toBe(start);
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
