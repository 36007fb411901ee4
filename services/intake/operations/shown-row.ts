import * as z from 'zod';
import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockKindSchema } from '../../sla/contract/ids.ts';
import { requesterKindSchema, requestOriginSchema } from '../contract/requester.ts';
import { typeOf } from '../domain/acts.ts';
import { assessedSchema } from '../domain/assessment.ts';
import { requestTypes, typeLabels } from '../domain/categories/category.ts';
import { listOf, openList } from '../domain/listing.ts';
import { nextPromised } from '../domain/next-promised.ts';
import type { Request } from '../domain/request.ts';
import { statusLabels, statusOf, statusSchema } from '../domain/status.ts';
import type { Listed } from '../request-lists.ts';
import { linksOf, linksSchema } from './links.ts';

/** Whether something is left to do. */
export const isOpen = (request: Request): boolean => listOf(request).listKey === openList(request.communityId);

/** A request as lists show it: without a word of the reporter's. */
export const requestRowSchema = z.object({
  id: z.string(),
  number: z.string(),
  type: z.enum(requestTypes),
  typeLabel: z.string(),
  category: z.string(),
  categoryLabel: z.string(),
  urgent: z.boolean(),
  premisesId: z.string(),
  place: z.string(),
  receivedAt: instantSchema,
  /** Whether something is left to do. */
  open: z.boolean(),
  status: statusSchema,
  statusLabel: z.string(),
  statusSince: instantSchema,
  /** The next four: for staff. */
  priority: assessedSchema.shape.priority.nullable().optional(),
  requesterKind: requesterKindSchema.nullable().optional(),
  origin: requestOriginSchema.optional(),
  canCallBack: z.boolean().optional(),
  /** The earliest promise that is not known to be kept. */
  nextPromised: z.object({ kind: clockKindSchema, due: instantSchema }).nullable(),
  links: linksSchema.pick({ self: true }),
});

/** @param atWork whether to staff, who see more */
export function shownRow({ request, news }: Listed, locale: Locale, atWork: boolean): z.infer<typeof requestRowSchema> {
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
