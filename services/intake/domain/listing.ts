import type { Request } from './request.ts';

/** The list of a community's requests that somebody still has to do something about. */
export const openList = (communityId: string): string => `open#${communityId}`;

/** The list of a community's requests that are over, of one month of receipt in UTC (`2026-11`): bounded by itself. */
export const endedList = (communityId: string, month: string): string => `ended#${communityId}#${month}`;

/** Where the index `list` shows a request; every write of a request's state says so anew. */
export function listOf(request: Pick<Request, 'communityId' | 'receivedAt'>) {
  const { communityId, receivedAt } = request;
  return { listKey: openList(communityId), listAt: receivedAt };
}
