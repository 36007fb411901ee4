import type { Text } from '../../../shared/i18n/text.ts';
import { weekdays } from '../../../shared/time/intervals.ts';
import type { Gap } from '../contract/api.ts';
import type { Post, Roster } from '../contract/post.ts';
import type { StaffMember } from '../contract/records.ts';
import { MINUTES_A_DAY, MINUTES_A_WEEK, minutesOfWeek } from './week.ts';

/** Why a roster is refused, with a JSON pointer into it. */
export interface RosterFault {
  readonly path: string;
  readonly reason: Text;
}

/** Shifts in which a person would stand twice at the same time. Pointed at is the later one of the list. */
export function doubleBookings({ shifts }: Roster): RosterFault[] {
  const taken = new Map<string, Set<number>>();
  return shifts.flatMap((shift, n) => {
    const minutes = taken.get(shift.staffId) ?? new Set();
    taken.set(shift.staffId, minutes);
    let twice = false;
    for (const minute of minutesOfWeek(shift)) {
      twice ||= minutes.has(minute);
      minutes.add(minute);
    }
    const reason = { zh: '同一人在同一时段被重复排班', en: 'this person is on duty twice at the same time' };
    return twice ? [{ path: `/shifts/${n}`, reason }] : [];
  });
}

/**
 * Shifts of people who cannot stand at this post: unknown, of another community, or without the post's role. They
 * would silently be missing when somebody is looked for.
 */
export function unfitStaff(
  { communityId, role }: Pick<Post, 'communityId' | 'role'>,
  { shifts }: Roster,
  staff: readonly StaffMember[],
): RosterFault[] {
  return shifts.flatMap(({ staffId }, n) => {
    const member = staff.find(({ id, communityIds }) => id === staffId && communityIds.includes(communityId));
    const path = `/shifts/${n}/staffId`;
    if (!member) return [{ path, reason: { zh: '本小区没有该员工', en: 'no such member of staff in this community' } }];
    if (!member.roles.includes(role))
      return [{ path, reason: { zh: '该员工没有此岗位所需的角色', en: 'does not have the role of this post' } }];
    return [];
  });
}

/** The parts of the week in which nobody is on duty (R142). One that lasts over the week's end is one gap. */
export function rosterGaps({ shifts }: Roster): Gap[] {
  const covered = new Set(shifts.flatMap((shift) => [...minutesOfWeek(shift)]));
  const minutes = Array.from({ length: MINUTES_A_WEEK }, (_, minute) => minute);
  const isOpen = (minute: number): boolean => !covered.has((minute + MINUTES_A_WEEK) % MINUTES_A_WEEK);
  return minutes
    .filter((minute) => isOpen(minute) && !isOpen(minute - 1))
    .map((from) => {
      let to = from;
      while (isOpen(to)) to++;
      return { from: weekTime(from), to: weekTime(to) };
    });
}

function weekTime(minuteOfWeek: number): Gap['from'] {
  const minute = minuteOfWeek % MINUTES_A_WEEK;
  const day = weekdays[Math.floor(minute / MINUTES_A_DAY)] ?? 'mon';
  const two = (part: number): string => String(part).padStart(2, '0');
  return { day, time: `${two(Math.floor((minute % MINUTES_A_DAY) / 60))}:${two(minute % 60)}` };
}
