import type { Request } from './request.ts';

/** Where the index `list` shows the state item of a request: `ListPlace` of the journal. */
interface Place {
  readonly listKey: string;
  readonly listAt: string;
}

/** The list of a community's requests that somebody still has to do something about, by their receipt. */
export const openList = (communityId: string): string => `open#${communityId}`;

/** The month of an instant in UTC, like `2026-11`. */
export const monthOf = (at: string): string => at.slice(0, 7);

/** The list of a community's requests that are over, of one month of receipt in UTC (`2026-11`). */
export const endedList = (communityId: string, month: string): string => `ended#${communityId}#${month}`;

/**
 * Where a lowering of a request is listed: by its own instant, apart from the request (F-18). Those that nobody has
 * looked at in one list; the others by the month of the lowering in UTC.
 */
export const loweringsList = (communityId: string, reviewedOf: string | null): string =>
  reviewedOf === null ? `lowered#${communityId}` : `lowered-reviewed#${communityId}#${reviewedOf}`;

/** Where a request is listed; every write of its state says so anew. */
export function listOf({ communityId, receivedAt, life }: Pick<Request, 'communityId' | 'receivedAt' | 'life'>): Place {
  const ended = life.closedAt !== null || life.cancelledAt !== null;
  return {
    listKey: ended ? endedList(communityId, monthOf(receivedAt)) : openList(communityId),
    listAt: receivedAt,
  };
}
