import { isDeepStrictEqual } from 'node:util';
import { addressOf } from '../../shared/journal/address.ts';
import type { ListPlace } from '../../shared/journal/journal.ts';
import { isFree } from './domain/giving.ts';
import { isOpen } from './domain/life.ts';
import { queueAt } from './domain/queue.ts';
import type { WorkOrder } from './domain/work-order.ts';

/** Links of people and requests begin so. */
export const LINK = 'work-order#';

export const staffPk = (staffId: string): string => `staff#${staffId}`;
export const requestPk = (requestId: string): string => `request#${requestId}`;

/** The lists of a community: all that is open, and of that what nobody has accepted. */
export type CommunityList = 'open' | 'unassigned';
export const communityListKey = (list: CommunityList, communityId: string): string => `work-${list}#${communityId}`;
/** What is in somebody's hands, as theirs or to help. */
export const ownListKey = (staffId: string): string => `work-of#${staffId}`;

/** Where the list of open work orders shows one. */
export const openPlace = (order: WorkOrder): ListPlace | undefined =>
  isOpen(order) ? { listKey: communityListKey('open', order.communityId), listAt: queueAt(order) } : undefined;

type Row = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>;

/**
 * The links from people that belong to a state, oldest assignment first in each partition. The same link is the same
 * key, so that one that is no more can be told from one that is.
 */
function linksOf(order: WorkOrder): Row[] {
  if (!isOpen(order)) return [];
  const { workOrderId, assignment, helpers } = order;
  const link = (staffId: string, at: string, as = ''): Row => ({
    ...{ pk: staffPk(staffId), sk: `${LINK}${at}#${workOrderId}${as}`, workOrderId },
    ...{ listKey: ownListKey(staffId), listAt: queueAt(order) },
  });
  return [
    ...(assignment ? [link(assignment.staffId, assignment.at)] : []),
    ...helpers.map(({ staffId, at }) => link(staffId, at, '#helps')),
  ];
}

/** Its place among what nobody has accepted; without a place once somebody has. */
function freeRow(order: WorkOrder): Row {
  const { workOrderId, communityId } = order;
  const place = { listKey: communityListKey('unassigned', communityId), listAt: queueAt(order) };
  return { pk: addressOf('work-order', workOrderId).pk, sk: 'unassigned', workOrderId, ...(isFree(order) && place) };
}

/** Where somebody was last seen at work: the building of their newest arrival (R067). */
function placeRow(order: WorkOrder): Row | undefined {
  const { status, assignment, since: at, communityId, buildingId } = order;
  if (status !== 'arrived' || !assignment) return undefined;
  return { pk: staffPk(assignment.staffId), sk: 'last-arrival', at, communityId, buildingId };
}

/**
 * The rows that go with a change of a work order, in its transaction. A link that is no more expires: from `now` on
 * DynamoDB may remove it, and no list shows it.
 */
export function rowsBeside(before: WorkOrder | undefined, order: WorkOrder, now: string): Row[] {
  const { workOrderId, requestId } = order;
  const expiresAt = Math.floor(Date.parse(now) / 1000);
  const had = before ? linksOf(before) : [];
  const has = linksOf(order);
  const sameKey = (one: Row) => (other: Row) => one.pk === other.pk && one.sk === other.sk;
  const place = before?.status === order.status ? undefined : placeRow(order);
  const free = freeRow(order);
  const wasFree = before && freeRow(before);
  return [
    ...(before ? [] : [{ pk: requestPk(requestId), sk: LINK + workOrderId, workOrderId }]),
    ...had.filter((link) => !has.some(sameKey(link))).map(({ pk, sk }) => ({ pk, sk, workOrderId, expiresAt })),
    ...has.filter((link) => !had.some((other) => isDeepStrictEqual(link, other))),
    ...((wasFree ? isDeepStrictEqual(free, wasFree) : !('listKey' in free)) ? [] : [free]),
    ...(place ? [place] : []),
  ];
}
