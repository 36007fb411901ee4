import { weekdays } from '../../../shared/time/intervals.ts';
import { dateAt, instantOf } from '../../../shared/time/wall-time.ts';
import type { Post, Roster } from '../contract/post.ts';
import type { StaffMember } from '../contract/records.ts';
import { shiftMinutes } from './week.ts';

/** Epoch milliseconds; the end itself is no longer part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Duty extends Span {
  readonly staffId: string;
  readonly postId: string;
}

/** A part of the time in which a post that must always be held is not (R142). */
interface CoverageGap extends Span {
  readonly postId: string;
}

/** Somebody on a roster who will not come. */
interface Missing {
  readonly staffId: string;
  readonly postId: string;
  /** Epoch milliseconds. */
  readonly from: number;
}

/** Somebody who would have to stand at two posts at once. */
interface DoubleBooking extends Span {
  readonly staffId: string;
  readonly postIds: readonly [string, string];
}

/** Every shift that lies in a time, cut at its ends, in the order of their beginnings. */
function dutiesWithin({ id: postId, roster }: Pick<Post, 'id' | 'roster'>, within: Span): Duty[] {
  return spansOf(roster, within)
    .map(({ staffId, from, to }) => ({
      staffId,
      postId,
      from: Math.max(from, within.from),
      to: Math.min(to, within.to),
    }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

function* datesOf({ from, to }: Span, timeZone: string) {
  // A night shift belongs to the day on which it begins.
  const last = dateAt(to, timeZone);
  for (let date = dateAt(from, timeZone).subtract({ days: 1 }); !isAfter(date, last); date = date.add({ days: 1 }))
    yield date;
}

type DateOfWall = ReturnType<typeof dateAt>;
const isAfter = (a: DateOfWall, b: DateOfWall): boolean => a.toString() > b.toString();

function spansOf({ timeZone, shifts }: Roster, within: Span): { staffId: string; from: number; to: number }[] {
  return [...datesOf(within, timeZone)].flatMap((date) =>
    shifts.flatMap((shift) => {
      const day = weekdays[date.dayOfWeek - 1];
      if (day === undefined || !shift.days.includes(day)) return [];
      const { start, end } = shiftMinutes(shift);
      const { staffId } = shift;
      return [{ staffId, from: instantOf(date, start, timeZone), to: instantOf(date, end, timeZone) }];
    }),
  );
}

/**
 * Until when each of the staff can stand at a post: for ever, until they leave, or (not named) not at all, whatever its
 * roster says. Who has left the community or lost the post's role can stand there no more.
 */
function ableUntil({ role, communityId }: Post, staff: readonly StaffMember[]): Map<string, number> {
  return new Map(
    staff
      .filter(({ roles, communityIds }) => roles.includes(role) && communityIds.includes(communityId))
      .map(({ id, worksUntil }) => [id, worksUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(worksUntil)]),
  );
}

/** When nobody stands at the posts that must be held day and night. */
export function coverageGaps(posts: readonly Post[], staff: readonly StaffMember[], within: Span): CoverageGap[] {
  return posts
    .filter(({ roundTheClock }) => roundTheClock)
    .flatMap((post) => {
      const able = ableUntil(post, staff);
      const gaps: CoverageGap[] = [];
      let held = within.from;
      for (const duty of dutiesWithin(post, within)) {
        const to = Math.min(duty.to, able.get(duty.staffId) ?? Number.NEGATIVE_INFINITY);
        if (to <= duty.from) continue;
        if (held < duty.from) gaps.push({ postId: post.id, from: held, to: duty.from });
        held = Math.max(held, to);
      }
      return held < within.to ? [...gaps, { postId: post.id, from: held, to: within.to }] : gaps;
    });
}

/** Whom rosters name although they will not stand there, with the first instant of which that is true. */
export function missing(posts: readonly Post[], staff: readonly StaffMember[], within: Span): Missing[] {
  return posts
    .flatMap((post) => {
      const able = ableUntil(post, staff);
      const missed = dutiesWithin(post, within).flatMap(({ staffId, from, to }) => {
        const until = able.get(staffId) ?? Number.NEGATIVE_INFINITY;
        return until < to ? [{ staffId, postId: post.id, from: Math.max(from, until) }] : [];
      });
      return [...Map.groupBy(missed, ({ staffId }) => staffId).values()].flatMap(([first]) => first ?? []);
    })
    .sort((a, b) => a.from - b.from);
}

/** Who is booked at two of the posts at once, in the order of time; what lasts without a break is one line. */
export function bookedTwice(posts: readonly Post[], within: Span): DoubleBooking[] {
  const duties = Map.groupBy(
    posts.flatMap((post) => dutiesWithin(post, within)),
    ({ staffId }) => staffId,
  );
  return [...duties.values()].flatMap(clashes).sort((a, b) => a.from - b.from);
}

function clashes(duties: readonly Duty[]): DoubleBooking[] {
  const inOrder = duties.toSorted((a, b) => a.from - b.from);
  const found = inOrder.flatMap((first, n) =>
    inOrder
      .slice(n + 1)
      .filter(({ postId, from }) => postId !== first.postId && from < first.to)
      .map((second): DoubleBooking => {
        const [a, b] = first.postId < second.postId ? [first.postId, second.postId] : [second.postId, first.postId];
        return { staffId: first.staffId, postIds: [a, b], from: second.from, to: Math.min(first.to, second.to) };
      }),
  );
  const pairs = Map.groupBy(found, ({ postIds }) => postIds.join(' '));
  return [...pairs.values()].flatMap((pair) => pair.sort((a, b) => a.from - b.from).reduce(joined, []));
}

function joined(before: DoubleBooking[], next: DoubleBooking): DoubleBooking[] {
  const last = before.at(-1);
  if (!last || last.to < next.from) return [...before, next];
  return [...before.slice(0, -1), { ...last, to: Math.max(last.to, next.to) }];
}
