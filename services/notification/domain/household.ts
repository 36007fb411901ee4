import type { Member } from '../../directory/contract/household.ts';

/**
 * Who of a household hears of a request: whoever reported it, as long as they belong to it; else everybody, each once.
 * A tenant's trouble is not everybody's news.
 */
export function listenersOf(members: readonly Pick<Member, 'personId'>[], reporterId: string | null): string[] {
  const personIds = [...new Set(members.map(({ personId }) => personId))];
  return reporterId !== null && personIds.includes(reporterId) ? [reporterId] : personIds;
}
