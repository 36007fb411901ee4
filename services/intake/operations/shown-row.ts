import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { listOf, openList } from '../domain/listing.ts';
import { nextPromised } from '../domain/next-promised.ts';
import { progress, stageLabels } from '../domain/progress.ts';
import type { Request } from '../domain/request.ts';
import type { Listed } from '../request-lists.ts';
import { linksOf } from './links.ts';

/** Whether something is left to do. */
export const isOpen = (request: Request): boolean => listOf(request).listKey === openList(request.communityId);

/** A request as lists show it: without a word of the reporter's. */
export function shownRow({ request, facts }: Listed, locale: Locale) {
  const { stage, since } = progress(facts, request.receivedAt);
  const open = isOpen(request);
  return {
    id: request.id,
    number: request.number,
    category: request.category,
    categoryLabel: pick(request.categoryLabel, locale),
    urgent: request.urgent,
    premisesId: request.premisesId,
    place: request.place,
    receivedAt: request.receivedAt,
    open,
    status: stage,
    statusLabel: pick(stageLabels[stage], locale),
    statusSince: since,
    nextPromised: open ? nextPromised(request, facts) : null,
    links: { self: linksOf(request.id).self },
  };
}
