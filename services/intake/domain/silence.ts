import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { requestContactDue } from '../contract/events.ts';
import { about } from './act-events.ts';
import { isOver, typeOf } from './acts.ts';
import { assignees, type News } from './progress.ts';
import type { Request } from './request.ts';
import { beginningOf } from './status.ts';

/** What a household has heard of its request: all acts on it and all news of its work, which its timeline shows. */
export interface Heard {
  readonly request: Pick<Request, 'receivedAt' | 'life' | 'category' | 'canCallBack'>;
  readonly news: readonly News[];
  /** When staff last wrote or showed it something; null when they never did. */
  readonly writtenAt: string | null;
}

/** When the household last heard of its request, ISO instant. What it writes itself is no word from us. */
export const lastHeardAt = ({ request, news, writtenAt }: Heard): string =>
  [beginningOf(request), request.life.heardAt ?? '', writtenAt ?? '', ...news.map(({ at }) => at)].toSorted().at(-1) ??
  request.receivedAt;

/** Whether the household has been told what came of it: an answer tells itself, all else is reported by feedback. */
const isResultTold = (request: Heard['request']): boolean =>
  request.life.feedbackAt !== null || (request.life.answeredAt !== null && typeOf(request) !== 'service');

/**
 * From when on a household that hears nothing more is to be contacted (R072), ISO instant; null when its request is
 * over, its result told, or nobody there to be called. Nights count: a day without a word is a day.
 * @param everyMs the company's setting
 */
export const contactDueAt = (heard: Heard, everyMs: number): string | null =>
  isOver(heard.request) || isResultTold(heard.request) || heard.request.canCallBack === false
    ? null
    : new Date(Date.parse(lastHeardAt(heard)) + everyMs).toISOString();

/** Whether somebody was promised that the result is told; then nothing is closed before (R056, R072). */
export const promisesFeedback = ({ clocks, canCallBack }: Pick<Request, 'clocks' | 'canCallBack'>): boolean =>
  canCallBack !== false && clocks.some(({ kind }) => kind === 'feedback');

/** The news that contact is due. No act on the request: it changes nothing of its state. */
export function contactDue(heard: Heard & { readonly request: Request }, at: string, dueAt: string): EventDraft {
  const { request, news } = heard;
  const { department, urgent } = request;
  return draft(requestContactDue, {
    ...about(request, { at, staffId: null }),
    ...{ department, urgent, dueAt },
    heardAt: lastHeardAt(heard),
    holderStaffIds: [...new Set(assignees(news))],
  });
}
