import type { Post } from '../contract/post.ts';
import type { StaffMember } from '../contract/records.ts';

const MONTHS_A_QUARTER = 3;

/** The quarter of an ISO instant, in UTC. */
export const quarterOf = (at: string): string =>
  `${at.slice(0, 4)}-Q${Math.ceil(Number(at.slice(5, 7)) / MONTHS_A_QUARTER)}`;

/** The months of a quarter, like `2026-10`. */
export function monthsOf(quarter: string): string[] {
  const last = Number(quarter.slice(-1)) * MONTHS_A_QUARTER;
  return [last - 2, last - 1, last].map((month) => `${quarter.slice(0, 4)}-${String(month).padStart(2, '0')}`);
}

/** Somebody's rights, as they are looked through. */
export interface Rights {
  readonly staffId: string;
  readonly department: StaffMember['department'];
  readonly roles: StaffMember['roles'];
  readonly communityIds: string[];
  readonly buildings: Record<string, string[]> | null;
  readonly worksUntil: string | null;
  readonly postIds: string[];
}

/** The rights of staff, in the order of their ids, every list in one order: the same rights always read the same. */
export function rightsOf(staff: readonly StaffMember[], posts: readonly Post[]): Rights[] {
  return staff
    .map(({ id: staffId, department, roles, communityIds, buildings = null, worksUntil = null }) => ({
      staffId,
      department,
      roles: roles.toSorted(),
      communityIds: communityIds.toSorted(),
      buildings: buildings && sorted(buildings),
      worksUntil,
      postIds: posts
        .filter(({ roster }) => roster.shifts.some((shift) => shift.staffId === staffId))
        .map(({ id }) => id)
        .toSorted(),
    }))
    .toSorted((a, b) => (a.staffId < b.staffId ? -1 : 1));
}

const sorted = (buildings: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(buildings)
      .map(([communityId, ids]): [string, string[]] => [communityId, ids.toSorted()])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
