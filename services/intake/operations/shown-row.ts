import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { typeOf } from '../domain/acts.ts';
import { typeLabels } from '../domain/categories/category.ts';
import { listOf, openList } from '../domain/listing.ts';
import { nextPromised } from '../domain/next-promised.ts';
import type { Request } from '../domain/request.ts';
import { statusLabels, statusOf } from '../domain/status.ts';
import type { Listed } from '../request-lists.ts';
import { linksOf } from './links.ts';

/** Whether something is left to do. */
export const isOpen = (request: Request): boolean => listOf(request).listKey === openList(request.communityId);

/** A request as lists show it: without a word of the reporter's. @param atWork whether to staff, who see more */
export function shownRow({ request, news }: Listed, locale: Locale, atWork: boolean) {
  const { status, since } = statusOf(request, news);
  const type = typeOf(request);
  const open = isOpen(request);
  return {
    id: request.id,
    number: request.number,
    type,
    typeLabel: pick(typeLabels[type], locale),
    category: request.category,
    categoryLabel: pick(request.categoryLabel, locale),
    urgent: request.urgent,
    premisesId: request.premisesId,
    place: request.place,
    receivedAt: request.receivedAt,
    open,
    status,
    statusLabel: pick(statusLabels[status], locale),
    statusSince: since,
    ...(atWork && {
      priority: request.assessment?.priority ?? null,
      requesterKind: request.requesterKind ?? null,
      origin: request.origin ?? 'asked',
      canCallBack: request.canCallBack ?? true,
    }),
    nextPromised: open ? nextPromised(request, news) : null,
    links: { self: linksOf(request.id).self },
  };
}
