import type { Actor } from '../events/envelope.ts';
import type { Role } from './roles.ts';

/**
 * Who calls, as the directory knows the token's subject now: rights end when somebody moves out or leaves,
 * whatever an old token says.
 */
export interface Principal {
  readonly sub: string;
  /** Held in the directory and in the token. */
  readonly roles: readonly Role[];
  readonly staffId: string | null;
  readonly personId: string | null;
  /** Premises of the caller's households; empty for staff. */
  readonly premisesIds: readonly string[];
  /** Communities a member of staff works for; empty for owners. */
  readonly communityIds: readonly string[];
  /** By community, where a member of staff is there for some buildings alone (R268). */
  readonly buildings?: Readonly<Record<string, readonly string[]>> | undefined;
}

export const hasRole = (principal: Principal, ...roles: readonly Role[]): boolean =>
  roles.some((role) => principal.roles.includes(role));

/**
 * May this caller see what concerns these premises? Owners their own, staff those of their communities; staff of some
 * buildings alone only what is said to be in one of these.
 */
export const concerns = (
  principal: Principal,
  at: { premisesId: string; communityId: string; buildingId?: string | null | undefined },
): boolean => principal.premisesIds.includes(at.premisesId) || worksIn(principal, at.communityId, at.buildingId);

/** Is this a member of staff of the community and, where rights end at some buildings, of the building (R268)? */
export function worksIn(
  { communityIds, buildings }: Pick<Principal, 'communityIds' | 'buildings'>,
  communityId: string,
  buildingId: string | null | undefined,
): boolean {
  if (!communityIds.includes(communityId)) return false;
  const limits = buildings?.[communityId];
  return limits === undefined || (buildingId != null && limits.includes(buildingId));
}

/** The author of the events that this caller's acts cause. Staff act as staff even when they live here too. */
export function actorOf({ staffId, personId, sub }: Principal): Actor {
  return staffId ? { type: 'staff', id: staffId } : { type: 'person', id: personId ?? sub };
}
