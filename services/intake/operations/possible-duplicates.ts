import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { placeIdSchema } from '../../directory/contract/ids.ts';
import { withoutHousehold } from '../../directory/contract/places.ts';
import { categories } from '../domain/categories.ts';
import { isPublic, similarSince } from '../domain/similar.ts';
import type { IntakePorts } from '../ports.ts';
import { premisesWithinReach } from './premises-within-reach.ts';
import { isOpen, requestRowSchema, shownRow } from './shown-row.ts';

/** Of either kind this many of the newest are looked at. */
const NEWEST = 20;

const querySchema = z.strictObject({
  premisesId: placeIdSchema,
  category: z.enum(categories.map(({ code }) => code)).optional(),
});

const answerSchema = z.object({
  items: z.array(requestRowSchema.extend({ because: z.enum(['same-premises', 'same-building']) })),
});

/**
 * `GET /v1/requests/duplicates`: what may have been reported before: open requests of the same premises, and for a
 * fault that concerns a whole building those of its last day. A hint for whoever takes it down; nothing is merged.
 */
export function possibleDuplicates({ lists, directory }: Pick<IntakePorts, 'lists' | 'directory'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/requests/duplicates',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: among requests of the premises named, their own; staff: also of the same building',
    query: querySchema,
    answer: answerSchema,
    handle: async ({ principal, query: { premisesId, category }, now, locale }) => {
      const { premises, atWork } = await premisesWithinReach(directory, principal, premisesId);
      const here = [premises.id, ...(atWork ? withoutHousehold(premises.id) : [])];
      const [same, near] = await Promise.all([
        lists.ofPremises(here, { limit: NEWEST }),
        atWork && category !== undefined && isPublic(category)
          ? lists.similar({ buildingId: premises.buildingId, category }, similarSince(now), NEWEST)
          : [],
      ]);
      const found = [
        ...same.listed.map((one) => ({ because: 'same-premises' as const, one })),
        ...near
          .filter(({ request }) => !here.includes(request.premisesId))
          .map((one) => ({ because: 'same-building' as const, one })),
      ];
      const items = found
        .filter(({ one }) => isOpen(one.request))
        .map(({ because, one }) => ({ because, ...shownRow(one, locale, atWork) }));
      return { status: 200, body: { items } };
    },
  });
}
