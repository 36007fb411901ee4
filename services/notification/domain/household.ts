import type { Member } from '../../directory/contract/household.ts';

/** Who may agree to a price: all but tenants; everybody where only tenants are known, who pass it on. */
export function decidersOf<One extends Pick<Member, 'kind'>>(members: readonly One[]): readonly One[] {
  const deciders = members.filter(({ kind }) => kind !== 'tenant');
  return deciders.length > 0 ? deciders : members;
}

/**
 * Who of a household hears of a request: whoever reported it, as long as they belong to it; else everybody, each once.
 * A tenant's trouble is not everybody's news.
 */
export function listenersOf(members: readonly Pick<Member, 'personId'>[], reporterId: string | null): string[] {
  const personIds = [...new Set(members.map(({ personId }) => personId))];
  return reporterId !== null && personIds.includes(reporterId) ? [reporterId] : personIds;
}
