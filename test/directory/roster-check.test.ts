import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rosterSchema, type Shift } from '../../services/directory/contract/post.ts';
import { staffOnDuty } from '../../services/directory/domain/on-duty.ts';
import { doubleBookings, rosterGaps, unfitStaff } from '../../services/directory/domain/roster-check.ts';
import { randomRoster } from './random-rosters.ts';
import { everyDay, member, roundTheClock, technicians } from './samples.ts';

const shift = (more: Partial<Shift> = {}): Shift => ({
  staffId: 'li-ming',
  days: [...everyDay],
  from: '08:00',
  to: '20:00',
  ...more,
});
const roster = (...shifts: Shift[]) => ({ timeZone: 'Asia/Shanghai', shifts });
const paths = (faults: { path: string }[]) => faults.map(({ path }) => path);

describe('the shape of a roster', () => {
  test.each([
    ['no shift', { shifts: [] }, 'shifts'],
    ['an unknown day', { shifts: [{ ...shift(), days: ['monday'] }] }, 'shifts.0.days.0'],
    ['no day', { shifts: [shift({ days: [] })] }, 'shifts.0.days'],
    ['a time that no clock shows', { shifts: [shift({ from: '24:00' })] }, 'shifts.0.from'],
    ['a minute too many', { shifts: [shift({ to: '24:01' })] }, 'shifts.0.to'],
    ['a field nobody knows', { shifts: [{ ...shift(), note: 'x' }] }, 'shifts.0'],
    ['an unknown time zone', { timeZone: 'Asia/Nowhere' }, 'timeZone'],
  ])('%s is refused at its place', (_, change, path) => {
    const { error } = rosterSchema.safeParse({ ...roundTheClock, ...change });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('somebody twice at the same time', () => {
  test('is refused, and the later shift named', () => {
    expect(paths(doubleBookings(roster(shift(), shift({ from: '19:59', to: '23:00' }))))).toEqual(['/shifts/1']);
  });

  test('shifts that only touch, and different people, are fine', () => {
    const other = shift({ staffId: 'liu-yang' });
    expect(doubleBookings(roster(shift(), shift({ from: '20:00', to: '08:00' }), other))).toEqual([]);
  });

  test('a night shift meets the next morning, also over the end of the week', () => {
    const night = shift({ days: ['sun'], from: '22:00', to: '07:00' });
    expect(paths(doubleBookings(roster(night, shift({ days: ['mon'], from: '06:59' }))))).toEqual(['/shifts/1']);
    expect(doubleBookings(roster(night, shift({ days: ['sun'], from: '06:59', to: '07:01' })))).toEqual([]);
  });

  test('the same day named twice is twice', () => {
    expect(paths(doubleBookings(roster(shift({ days: ['mon', 'mon'] }))))).toEqual(['/shifts/0']);
  });

  test('as comparing every pair of shifts by arithmetic finds', () => {
    return fc.assert(
      fc.property(randomRoster('Asia/Shanghai'), (random) => {
        const spans = random.shifts.flatMap((one, n) =>
          one.days.map((day) => {
            const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
            const start = everyDay.indexOf(day) * 1440 + minutes(one.from);
            return {
              n,
              staffId: one.staffId,
              start,
              length: (minutes(one.to) - minutes(one.from) + 1440) % 1440 || 1440,
            };
          }),
        );
        const week = (minute: number): number => (minute + 10_080) % 10_080;
        const clash = spans.some((a, i) =>
          spans.some((b, j) => i !== j && a.staffId === b.staffId && week(b.start - a.start) < a.length),
        );
        expect(doubleBookings(random).length > 0).toBe(clash);
      }),
    );
  });
});

describe('who may stand at a post', () => {
  const faultsWith = (...staff: Parameters<typeof unfitStaff>[2]) =>
    unfitStaff(technicians, roundTheClock, staff).map(({ path, reason }) => [path, reason.en]);

  test('people of this community with the role of the post', () => {
    expect(faultsWith(member('li-ming'), member('zhang-qiang', { roles: ['supervisor', 'technician'] }))).toEqual([]);
  });

  test('nobody unknown, of elsewhere, or without the role', () => {
    expect(faultsWith(member('li-ming', { communityIds: ['trial'] }))).toEqual([
      ['/shifts/0/staffId', 'no such member of staff in this community'],
      ['/shifts/1/staffId', 'no such member of staff in this community'],
    ]);
    expect(faultsWith(member('li-ming', { roles: ['supervisor'] }), member('zhang-qiang'))).toEqual([
      ['/shifts/0/staffId', 'does not have the role of this post'],
    ]);
  });
});

describe('R142: hours that nobody covers', () => {
  test('are none when day and night meet', () => {
    expect(rosterGaps(roundTheClock)).toEqual([]);
  });

  test('are named from end to beginning', () => {
    expect(rosterGaps(roster(shift({ days: ['mon'] }), shift({ days: ['tue'], from: '06:00', to: '24:00' })))).toEqual([
      { from: { day: 'mon', time: '20:00' }, to: { day: 'tue', time: '06:00' } },
      { from: { day: 'wed', time: '00:00' }, to: { day: 'mon', time: '08:00' } },
    ]);
  });

  test('are just the minutes at which nobody is on duty', () => {
    const monday = Date.parse('2026-11-23T00:00:00+08:00');
    const minutes = ({ day, time }: { day: (typeof everyDay)[number]; time: string }): number =>
      everyDay.indexOf(day) * 1440 + Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    return fc.assert(
      fc.property(randomRoster('Asia/Shanghai'), fc.integer({ min: 0, max: 10_079 }), (random, minute) => {
        const open = rosterGaps(random).some(({ from, to }) => {
          const length = (minutes(to) - minutes(from) + 10_080) % 10_080;
          return (minute - minutes(from) + 10_080) % 10_080 < length;
        });
        expect(open).toBe(staffOnDuty(random, monday + minute * 60_000).length === 0);
      }),
    );
  });
});
