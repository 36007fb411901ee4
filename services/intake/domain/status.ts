import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { type News, newsSince, progress, type WorkStage } from './progress.ts';
import type { Request } from './request.ts';

/** How a request stands, for people: its own acts and the work on it, taken together. */
export type Status = 'received' | 'confirmed' | WorkStage | 'answered' | 'resolved' | 'closed' | 'cancelled';

export const statusLabels: Readonly<Record<Status, Text>> = {
  received: { zh: '已受理', en: 'Received' },
  confirmed: { zh: '处理中', en: 'In hand' },
  dispatched: { zh: '已安排人员', en: 'Somebody assigned' },
  accepted: { zh: '已接单', en: 'Accepted' },
  'in-progress': { zh: '已到场处理', en: 'On site' },
  waiting: { zh: '暂缓处理', en: 'Waiting' },
  done: { zh: '已完成', en: 'Done' },
  answered: { zh: '已答复', en: 'Answered' },
  resolved: { zh: '已解决', en: 'Solved' },
  closed: { zh: '已办结', en: 'Closed' },
  cancelled: { zh: '已撤销', en: 'Withdrawn' },
};

export const statusSchema = z.enum(Object.keys(statusLabels).filter((key): key is Status => key in statusLabels));

/** From when the present stretch of a request's life counts: its receipt, or its last reopening. */
export const beginningOf = ({ receivedAt, life }: Pick<Request, 'receivedAt' | 'life'>): string =>
  life.reopenedAt ?? receivedAt;

/** @param news all that is known of the work on this request, in any order */
export function statusOf(
  request: Pick<Request, 'receivedAt' | 'life'>,
  news: readonly News[],
): { readonly status: Status; readonly since: string } {
  const { life } = request;
  const beginning = beginningOf(request);
  const work = progress(newsSince(news, beginning));
  const reached: readonly (readonly [Status | null, string | null])[] = [
    ['cancelled', life.cancelledAt],
    ['closed', life.closedAt],
    ['resolved', life.resolvedAt],
    ['answered', life.answeredAt],
    [work.stage, work.since],
    ['confirmed', life.confirmedAt],
  ];
  for (const [status, since] of reached) if (status && since) return { status, since };
  return { status: 'received', since: beginning };
}
