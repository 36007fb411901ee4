import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Post } from '../../services/directory/contract/post.ts';
import { bookedTwice, coverageGaps } from '../../services/directory/domain/coverage.ts';
import { staffOnDuty } from '../../services/directory/domain/on-duty.ts';
import { randomRoster } from './random-rosters.ts';
import { member, morning, technicians } from './samples.ts';

const HOUR = 3_600_000;
const from = Date.parse(morning);
const within = { from, to: from + 48 * HOUR };
const staff = ['li-ming', 'liu-yang', 'zhang-qiang'].map((id) => member(id));
const lobby: Post = { ...technicians, id: 'yunshan.lobby', roundTheClock: true };

/** Every quarter of an hour, and the last minute before each. */
const instants = Array.from({ length: 48 * 4 }, (_, n) => from + n * (HOUR / 4)).flatMap((at) => [
  at,
  at + HOUR / 4 - 60_000,
]);
const holds = (spans: readonly { from: number; to: number }[], at: number): boolean =>
  spans.some((span) => span.from <= at && at < span.to);

describe.each(['Asia/Shanghai', 'America/New_York'])('in %s', (timeZone) => {
  test('R142: a gap is where nobody is on duty, at every instant', () => {
    void fc.assert(
      fc.property(randomRoster(timeZone), (roster) => {
        const gaps = coverageGaps([{ ...lobby, roster }], staff, within);
        for (const at of instants) expect(holds(gaps, at)).toBe(staffOnDuty(roster, at).length === 0);
      }),
      { numRuns: 15 },
    );
  });

  test('R142: somebody is booked twice where two posts name them at once', () => {
    void fc.assert(
      fc.property(randomRoster(timeZone), randomRoster(timeZone), (one, other) => {
        const posts = [
          { ...technicians, roster: one },
          { ...lobby, roster: other },
        ];
        const found = bookedTwice(posts, within);
        for (const at of instants)
          for (const { id } of staff) {
            const twice = posts.every(({ roster }) => staffOnDuty(roster, at).includes(id));
            expect(
              holds(
                found.filter(({ staffId }) => staffId === id),
                at,
              ),
            ).toBe(twice);
          }
      }),
      { numRuns: 15 },
    );
  });
});

test('a post that need not be held day and night has no gaps', () => {
  const roster = { ...lobby.roster, shifts: lobby.roster.shifts.slice(0, 1) };
  expect(coverageGaps([{ ...technicians, roster }], staff, within)).toEqual([]);
});

test('who has lost the role of the post, or left, holds it no more', () => {
  const [day, night] = [member('li-ming'), member('zhang-qiang')];
  expect(coverageGaps([lobby], [day, night], within)).toEqual([]);
  for (const gone of [
    { ...night, roles: [] },
    { ...night, communityIds: ['trial'] },
  ])
    expect(coverageGaps([lobby], [day, gone], within)).toHaveLength(2);
});

test('what lasts without a break is one line', () => {
  expect(bookedTwice([technicians, { ...lobby, roster: technicians.roster }], within)).toHaveLength(5);
  const shifts = technicians.roster.shifts.map((shift) => ({ ...shift, staffId: 'li-ming' }));
  const roster = { ...technicians.roster, shifts };
  expect(
    bookedTwice(
      [
        { ...technicians, roster },
        { ...lobby, roster },
      ],
      within,
    ),
  ).toEqual([{ staffId: 'li-ming', postIds: ['yunshan.lobby', 'yunshan.technicians'], ...within }]);
});
