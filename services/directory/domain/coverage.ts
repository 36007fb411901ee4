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
 * When nobody stands at the posts that must be held day and night. Who has left the community or lost the post's role
 * holds no post, whatever its roster says.
 */
export function coverageGaps(posts: readonly Post[], staff: readonly StaffMember[], within: Span): CoverageGap[] {
  return posts
    .filter(({ roundTheClock }) => roundTheClock)
    .flatMap((post) => {
      const able = new Set(
        staff
          .filter(({ roles, communityIds }) => roles.includes(post.role) && communityIds.includes(post.communityId))
          .map(({ id }) => id),
      );
      const gaps: CoverageGap[] = [];
      let held = within.from;
      for (const { from, to } of dutiesWithin(post, within).filter(({ staffId }) => able.has(staffId))) {
        if (held < from) gaps.push({ postId: post.id, from: held, to: from });
        held = Math.max(held, to);
      }
      return held < within.to ? [...gaps, { postId: post.id, from: held, to: within.to }] : gaps;
    });
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
