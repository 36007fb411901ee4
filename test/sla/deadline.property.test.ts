import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deadlineFrom } from '../../services/sla/contract/deadline.ts';
import { parseInstant, toIso } from '../../shared/time/instants.ts';
import { calendarAndInstant } from '../shared/time/random-calendars.ts';
import { SlowCalendar } from '../shared/time/slow-calendar.ts';

const HOUR = 3_600_000;

/** A limit and what it means, said once more. */
const limits: fc.Arbitrary<{ limit: string; ms?: number; days?: number }> = fc.oneof(
  fc.integer({ min: 1, max: 8 * 3600 }).map((seconds) => ({ limit: `PT${seconds}S`, ms: seconds * 1000 })),
  fc.constantFrom({ limit: 'halfDay', ms: 4 * HOUR }, { limit: 'agreed(halfDay)', ms: 4 * HOUR }),
  fc
    .integer({ min: 1, max: 5 })
    .chain((days) => fc.constantFrom({ limit: `workday(${days})`, days }, { limit: `agreed(workday(${days}))`, days })),
);

it('F-3, F-4: every unit of a limit means what it says, on random calendars (3,000 deadlines)', () => {
  let judged = 0;
  fc.assert(
    fc.property(
      calendarAndInstant,
      fc.array(fc.tuple(limits, fc.integer({ min: 1, max: 99 })), { minLength: 3, maxLength: 3 }),
      ({ calendar, around }, asked) => {
        const slow = new SlowCalendar(calendar, around, 30);
        const start = slow.nextOpening(around);
        for (const [{ limit, ms, days }, percent] of asked) {
          const reachable = ms === undefined || slow.between(start, around + 28 * 24 * HOUR) >= ms;
          const due = days === undefined ? undefined : slow.closingAfter(around, days);
          // What the oracle cannot reach within its days is not looked at.
          if (!reachable || (days !== undefined && (due === undefined || due > around + 28 * 24 * HOUR))) continue;
          const expected = ms === undefined ? due : slow.add(start, ms);
          const found = deadlineFrom({ limit, marks: [percent / 100] }, toIso(around), calendar);
          expect(found).toMatchObject({ since: toIso(around), start: toIso(start), due: toIso(expected ?? 0) });
          const open = slow.between(start, expected ?? 0);
          const mark = parseInstant(found.markAt[0] ?? '');
          expect(slow.between(start, mark)).toBe(Math.ceil((open * percent) / 100));
          expect(slow.isOpen(mark - 1)).toBe(true);
          judged++;
        }
      },
    ),
    { numRuns: 1100 },
  );
  expect(judged).toBeGreaterThan(2000);
});
