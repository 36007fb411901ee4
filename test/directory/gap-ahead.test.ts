import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rosterGapAhead } from '../../services/directory/contract/events.ts';
import { coverageGaps } from '../../services/directory/domain/coverage.ts';
import { isNews, LOOK_AHEAD_MS, nextLook } from '../../services/directory/domain/gap-news.ts';
import { lookAhead } from '../../services/directory/look-ahead.ts';
import { watchOf } from '../../services/directory/roster-watch.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { aggregates } from '../replay/aggregates.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { furnished, head, manager } from './furnished.ts';
import { randomRoster } from './random-rosters.ts';
import { cause, member, morning, roundTheClock, technicians } from './samples.ts';

capturedLines();
const { rows, reset } = memoryTable();
const ports = {
  doc: documentClient(),
  table: 'directory',
  journal: new Journal(documentClient(), 'directory', 'demo'),
};
const lobby = { ...technicians, id: 'yunshan.lobby', roundTheClock: true };
const byDay = { ...roundTheClock, shifts: roundTheClock.shifts.slice(0, 1) };
const KEY = 'roster-watch#yunshan.lobby\nwatch';
const HOUR = 3_600_000;
const hoursOn = (hours: number): string => new Date(Date.parse(morning) + hours * HOUR).toISOString();

let house: Awaited<ReturnType<typeof furnished>>;
beforeEach(async () => {
  reset();
  vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
  house = await furnished();
});
afterEach(() => {
  vi.useRealTimers();
});

const watched = () => {
  const row = rows.get(KEY);
  const watch = row && watchOf({ sk: 'watch', ...row });
  if (!watch) throw new Error('nobody watches the lobby');
  return watch;
};
/** What the sweep does at an instant: looks, when it is time to. */
async function sweep(at = new Date().toISOString()) {
  const row = rows.get(KEY);
  if (typeof row?.todoAt === 'string' && row.todoAt <= at) await lookAhead(watched(), ports, at);
}
const said = () =>
  [...rows.values()]
    .filter(({ name }) => name === 'roster.gap-ahead')
    .map(({ detail }) => rosterGapAhead.data.parse(JSON.parse(String(detail)).data));
const publish = (roster: object, version: number) =>
  house.call('PUT', '/v1/posts/yunshan.lobby/roster', {
    as: manager,
    body: roster,
    headers: { 'if-match': `"${version}"` },
  });

describe('a post that must be held day and night', () => {
  test('R142: is looked at as soon as it is opened, and says nothing where somebody always stands there', async () => {
    await house.store.openPost(lobby, cause);
    expect(watched()).toMatchObject({ postId: 'yunshan.lobby', todoAt: morning });
    await sweep();
    expect(said()).toEqual([]);
    // Nine in the morning of the next day.
    expect(watched().todoAt).toBe('2026-11-26T01:00:00.000Z');
  });

  test('R142: says the first gap of seven days and how many there are, once', async () => {
    await house.store.openPost({ ...lobby, roster: byDay }, cause);
    await sweep();
    const { postId, communityId, department } = { ...lobby, postId: lobby.id };
    const first = { from: '2026-11-25T12:00:00.000Z', until: '2026-11-26T00:00:00.000Z' };
    expect(said()).toEqual([{ postId, communityId, department, ...first, count: 7 }]);
    await publish(byDay, 1);
    expect(watched().todoAt).toBe(morning);
    await sweep(hoursOn(0.1));
    expect(said()).toHaveLength(1);
  });

  test('R142: says anew what comes into sight, what grows, and what was mended and is open again', async () => {
    await house.store.openPost({ ...lobby, roster: byDay }, cause);
    await sweep();
    await publish(roundTheClock, 1);
    await sweep();
    expect(said()).toHaveLength(1);
    await publish(byDay, 2);
    await sweep();
    expect(said()).toHaveLength(2);
    await publish({ ...byDay, shifts: byDay.shifts.map((shift) => ({ ...shift, from: '12:00' })) }, 3);
    await sweep();
    expect(said()).toHaveLength(3);
    await sweep(hoursOn(24));
    expect(said().map(({ from }) => from)).toEqual([
      '2026-11-25T12:00:00.000Z',
      '2026-11-25T12:00:00.000Z',
      morning,
      '2026-11-26T02:00:00.000Z',
    ]);
  });

  test('R142: says it once that nobody stands there at all, however long', async () => {
    await house.store.openPost({ ...lobby, roster: byDay }, cause);
    await house.call('POST', '/v1/staff/li-ming/leave', { as: head, body: {} });
    for (let day = 0; day < 10; day++) await sweep(hoursOn(24 * day));
    expect(said()).toMatchObject([{ from: morning, until: hoursOn(7 * 24), count: 1 }]);
  });

  test('R142: is looked at at once when somebody on its roster leaves', async () => {
    await house.store.openPost(lobby, cause);
    await sweep();
    vi.setSystemTime(Date.parse(hoursOn(1)));
    await house.call('POST', '/v1/staff/li-ming/leave', { as: head, body: { lastDay: '2026-11-26' } });
    expect(watched().todoAt).toBe(hoursOn(1));
    await sweep();
    expect(said()).toMatchObject([{ from: '2026-11-27T00:00:00.000Z', until: '2026-11-27T12:00:00.000Z', count: 6 }]);
    await house.call('POST', '/v1/staff/li-ming/stay', { as: head, body: {} });
    await sweep();
    expect(watched()).toMatchObject({ seen: { gaps: [] }, todoAt: '2026-11-26T01:00:00.000Z' });
  });

  test('R142: what was said, replayed, gives what stands', async () => {
    await house.store.openPost({ ...lobby, roster: byDay }, cause);
    for (const day of [0, 1, 2]) await sweep(hoursOn(24 * day));
    const address = { type: 'roster-watch', id: lobby.id, pk: `roster-watch#${lobby.id}` } as const;
    const events = await ports.journal.events({ ...address, state: 'state', events: 'event#' });
    expect(events).toHaveLength(3);
    const kind = aggregates.find(({ type }) => type === 'roster-watch');
    expect(kind?.replay(events)).toEqual(kind?.stands(rows.get(`${address.pk}\nstate`) ?? {}));
  });

  test('a look that a new roster overtakes changes and says nothing, and is made anew', async () => {
    await house.store.openPost({ ...lobby, roster: byDay }, cause);
    const before = watched();
    vi.setSystemTime(Date.parse(hoursOn(0.1)));
    await publish(roundTheClock, 1);
    await lookAhead(before, ports, hoursOn(0.1));
    expect(watched().todoAt).toBe(hoursOn(0.1));
    await sweep();
    expect(said()).toEqual([]);
  });
});

describe('the watch over a post', () => {
  test('comes with the next seed to a post that was there before', async () => {
    await house.store.openPost(lobby, cause);
    rows.delete(KEY);
    expect(await house.store.openPost(lobby, cause)).toBe(false);
    expect(watched().todoAt).toBe(morning);
    await sweep();
    const looked = watched();
    await house.store.openPost(lobby, cause);
    expect(watched()).toEqual(looked);
  });

  test('is not kept over a post that need not be held, and ends where there is none', async () => {
    expect([...rows.keys()].filter((key) => key.startsWith('roster-watch#'))).toEqual([]);
    await house.store.openPost(lobby, cause);
    rows.delete('community#yunshan\npost#yunshan.lobby');
    await sweep();
    expect(rows.get(KEY)).not.toHaveProperty('todoAt');
  });
});

describe.each(['Asia/Shanghai', 'America/New_York'])('looks in %s', (timeZone) => {
  const from = Date.parse(morning);
  const look = (roster: (typeof lobby)['roster'], at: number) => {
    const within = { from: at, to: at + LOOK_AHEAD_MS };
    return {
      gaps: coverageGaps(
        [{ ...lobby, roster }],
        ['li-ming', 'liu-yang'].map((id) => member(id)),
        within,
      ),
      until: within.to,
    };
  };

  test('R142: a later look at the same roster finds news only where a gap begins that was out of sight', () => {
    void fc.assert(
      fc.property(randomRoster(timeZone), fc.integer({ min: 0, max: 9 * 24 }), (roster, hours) => {
        const before = look(roster, from);
        const after = look(roster, from + hours * HOUR);
        expect(isNews(after, before)).toBe(after.gaps.some((gap) => gap.from >= before.until));
        expect(isNews(after, undefined)).toBe(after.gaps.length > 0);
      }),
      { numRuns: 20 },
    );
  });

  test('are a day apart, at nine on the walls', () => {
    void fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        (date) => {
          const next = nextLook(date.getTime(), timeZone);
          const walls = new Date(next).toLocaleTimeString('en-GB', { timeZone });
          expect(walls).toBe('09:00:00');
          expect(next).toBeGreaterThan(date.getTime());
          expect(next - date.getTime()).toBeLessThanOrEqual(25 * HOUR);
        },
      ),
      { numRuns: 50 },
    );
  });
});
