import { isAgreed } from '../../sla/contract/limit.ts';
import type { RequestType } from './categories/category.ts';
import { categories } from './categories.ts';
import { arrivedAt, type News, newsSince } from './progress.ts';
import type { Request } from './request.ts';
import { beginningOf, statusOf } from './status.ts';

/** What can be done with a request as a whole. */
export type Act =
  | 'assess'
  | 'confirm'
  | 'answer'
  | 'resolve'
  | 'give-feedback'
  | 'consent'
  | 'agree-time'
  | 'reclassify'
  | 'review-lowering'
  | 'close'
  | 'reopen'
  | 'cancel';

/** The types that end with an answer, and those that end with a solution (R040, R049, R029). */
const answered: readonly RequestType[] = ['inquiry', 'suggestion', 'service', 'billing-question'];
const resolved: readonly RequestType[] = ['complaint', 'service'];

/** The type of a request; a category that has left the list counts as a repair, as the first ones all were. */
export const typeOf = ({ category }: Pick<Request, 'category'>): RequestType =>
  categories.find(({ code }) => code === category)?.type ?? 'repair';

export const isAnswerable = (type: RequestType): boolean => answered.includes(type);

/** Whether nothing more is to be expected of it. */
export const isOver = ({ life }: Pick<Request, 'life'>): boolean => life.closedAt !== null || life.cancelledAt !== null;

/** Whether what was asked for has been done: the solution where one is owed, else the answer or the work. */
function isSettled(request: Request, news: readonly News[]): boolean {
  const { status } = statusOf(request, news);
  if (resolved.includes(typeOf(request))) return status === 'resolved';
  return status === 'done' || status === 'answered';
}

/** Whether an act fits the state that a request is in (R018: no step is skipped silently). */
export function isPossible(act: Act, request: Request, news: readonly News[]): boolean {
  const { life } = request;
  // What was lowered may be looked at whatever has become of the request; of the lowering, its operation asks.
  if (isOver(request)) return act === 'review-lowering' || (act === 'reopen' && life.closedAt !== null);
  const type = typeOf(request);
  switch (act) {
    case 'confirm':
      return life.confirmedAt === null && !isSettled(request, news);
    case 'answer':
      return isAnswerable(type) && life.answeredAt === null && life.resolvedAt === null;
    case 'resolve':
      return resolved.includes(type) && life.resolvedAt === null;
    case 'give-feedback':
      return life.feedbackAt === null && isSettled(request, news);
    case 'consent':
      return life.consentedAt === null;
    case 'agree-time':
    case 'reclassify':
      return !isSettled(request, news);
    case 'close':
      return isSettled(request, news);
    case 'assess':
    case 'review-lowering':
    case 'cancel':
      return true;
    case 'reopen':
      return false;
  }
}

/** Whether somebody has been there already: then a household cannot simply withdraw. */
export const isAttended = (request: Request, news: readonly News[]): boolean =>
  arrivedAt(newsSince(news, beginningOf(request))) !== null;

/** Whether somebody is the one whom a complaint is about: their hands stay off it (R023). */
export const isComplainedAbout = ({ aboutStaffId }: Pick<Request, 'aboutStaffId'>, staffId: string | null): boolean =>
  aboutStaffId !== undefined && aboutStaffId === staffId;

/** The clocks of a request whose limit is a time to be agreed with the owner (R044, R054). */
export const agreeable = ({ clocks }: Pick<Request, 'clocks'>) => clocks.filter(({ limit }) => isAgreed(limit));

const REOPEN_WITHIN_MS = 30 * 24 * 3_600_000;

/** A household may say for 30 days that it was not solved after all (R017). */
export const mayStillReopen = ({ life }: Pick<Request, 'life'>, now: string): boolean =>
  life.closedAt !== null && Date.parse(now) - Date.parse(life.closedAt) <= REOPEN_WITHIN_MS;
