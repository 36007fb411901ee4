/** Somebody who may be told what concerns these premises. */
export interface HouseholdMember {
  readonly personId: string;
  readonly kind: 'owner' | 'family' | 'tenant';
}

/**
 * Who of a household hears of a request: whoever reported it, as long as they belong to it; else everybody, each once.
 * A tenant's trouble is not everybody's news.
 */
export function listenersOf(members: readonly HouseholdMember[], reporterId: string | null): string[] {
  const personIds = [...new Set(members.map(({ personId }) => personId))];
  return reporterId !== null && personIds.includes(reporterId) ? [reporterId] : personIds;
}
