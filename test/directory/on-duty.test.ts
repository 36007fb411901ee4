import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Roster, Shift } from '../../services/directory/contract/post.ts';
import { staffOnDuty } from '../../services/directory/domain/on-duty.ts';
import { randomRoster } from './random-rosters.ts';
import { everyDay, roundTheClock } from './samples.ts';

const at = (iso: string): number => Date.parse(iso);
const one = (shift: Partial<Shift>, timeZone = 'Asia/Shanghai'): Roster => ({
  timeZone,
  shifts: [{ staffId: 'li-ming', days: [...everyDay], from: '08:00', to: '20:00', ...shift }],
});

describe('who stands at a post (R154)', () => {
  test.each([
    ['08:00:00.000', 'li-ming'],
    ['19:59:59.999', 'li-ming'],
    ['20:00:00.000', 'zhang-qiang'],
    ['23:59:59.999', 'zhang-qiang'],
    ['00:00:00.000', 'zhang-qiang'],
    ['07:59:59.999', 'zhang-qiang'],
  ])('at %s it is %s: a shift starts with its first instant and ends before its last', (time, staffId) => {
    expect(staffOnDuty(roundTheClock, at(`2026-11-25T${time}+08:00`))).toEqual([staffId]);
  });

  test('a night shift belongs to the day on which it begins', () => {
    const sundayNight = one({ days: ['sun'], from: '22:00', to: '06:00' });
    expect(staffOnDuty(sundayNight, at('2026-11-29T23:00:00+08:00'))).toEqual(['li-ming']);
    expect(staffOnDuty(sundayNight, at('2026-11-30T05:00:00+08:00'))).toEqual(['li-ming']);
    expect(staffOnDuty(sundayNight, at('2026-11-29T05:00:00+08:00'))).toEqual([]);
  });

  test('a shift that ends when it begins lasts a day; 24:00 ends with the day', () => {
    const saturday = one({ days: ['sat'], from: '09:00', to: '09:00' });
    expect(staffOnDuty(saturday, at('2026-11-29T08:59:59+08:00'))).toEqual(['li-ming']);
    expect(staffOnDuty(saturday, at('2026-11-29T09:00:00+08:00'))).toEqual([]);
    const evening = one({ days: ['sat'], from: '18:00', to: '24:00' });
    expect(staffOnDuty(evening, at('2026-11-28T23:59:59+08:00'))).toEqual(['li-ming']);
    expect(staffOnDuty(evening, at('2026-11-29T00:00:00+08:00'))).toEqual([]);
  });

  test('nobody is named twice, and the order is the roster’s', () => {
    const { shifts } = roundTheClock;
    const twice = { ...roundTheClock, shifts: [...shifts.toReversed(), ...shifts, ...one({ staffId: 'a' }).shifts] };
    expect(staffOnDuty(twice, at('2026-11-25T12:00:00+08:00'))).toEqual(['li-ming', 'a']);
  });

  test('a night in which the clock is put forward or back is one hour shorter or longer', () => {
    const nights = one({ from: '22:00', to: '06:00' }, 'Europe/Berlin');
    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    const hoursOn = (from: string, hours: number) =>
      Array.from({ length: hours * 2 }, (_, n) => staffOnDuty(nights, at(from) + n * 1_800_000)).filter(
        (staff) => staff.length > 0,
      ).length / 2;
    expect(hoursOn('2026-03-28T12:00:00Z', 24)).toBe(7);
    expect(hoursOn('2026-10-24T12:00:00Z', 24)).toBe(9);
    expect(hoursOn('2026-11-24T12:00:00Z', 24)).toBe(8);
  });
});

/** Slow and different: walks back minute by minute and asks the wall clock whether a shift begins there. */
function slowlyOnDuty({ timeZone, shifts }: Roster, instant: number): string[] {
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const found = new Set<string>();
  const minute = Math.floor(instant / 60_000);
  for (let back = 0; back < 1440; back++) {
    const [weekday = '', time] = wall.format((minute - back) * 60_000).split(' ');
    for (const { staffId, days, from, to } of shifts) {
      const length = (minutes(to) - minutes(from) + 1440) % 1440 || 1440;
      const begins = from === time && days.some((day) => weekday.toLowerCase().startsWith(day));
      if (begins && back < length) found.add(staffId);
    }
  }
  return [...found].sort();
}

test.each([
  ['Asia/Shanghai', '2026-01-01', '2027-01-01'],
  ['Asia/Kathmandu', '2026-01-01', '2027-01-01'],
  // Between two changes of the clock: at a change the two definitions part, see above.
  ['America/New_York', '2026-03-11', '2026-10-29'],
])('in %s a slow walk over the wall clock finds the same people', (timeZone, min, max) => {
  const instant = fc.integer({ min: at(`${min}T00:00:00Z`), max: at(`${max}T00:00:00Z`) });
  return fc.assert(
    fc.property(randomRoster(timeZone), instant, (roster, moment) => {
      expect(staffOnDuty(roster, moment).sort()).toEqual(slowlyOnDuty(roster, moment));
    }),
  );
});
