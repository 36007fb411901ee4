import type { Clock } from './clock.ts';

/** Clocks of a community that live, in the order in which they fall due. */
export const runningList = (communityId: string): string => `running#${communityId}`;

/** Clocks of a community that are breached, in the order of their deadlines; a day is a part of it. */
export const breachedList = (communityId: string): string => `breached#${communityId}`;

/** Where a clock is listed; nowhere once it is met or cancelled. */
export function listPlace({ status, due }: Pick<Clock, 'status' | 'due'>, communityId: string) {
  if (status === 'met' || status === 'cancelled') return undefined;
  return { listKey: (status === 'breached' ? breachedList : runningList)(communityId), listAt: due };
}
