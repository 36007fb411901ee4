import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { placeIdSchema } from '../../directory/contract/ids.ts';
import { categories, categoryOf } from '../domain/categories.ts';
import type { IntakePorts } from '../ports.ts';
import { premisesWithinReach } from './premises-within-reach.ts';
import { promisedClocks, promiseSchema, shownPromise } from './promised.ts';

const answerSchema = promiseSchema.extend({
  category: z.string(),
  categoryLabel: z.string(),
  policyKey: z.string(),
});

/** `GET /v1/promises`: what a report of this category would be promised if it came now. */
export function previewPromise({ store, directory, company }: IntakePorts): Operation {
  return operation({
    method: 'GET',
    path: '/v1/promises',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: for premises of their own households; staff: for premises of their communities',
    query: z.strictObject({ premisesId: placeIdSchema, category: z.enum(categories.map(({ code }) => code)) }),
    answer: answerSchema,
    handle: async ({ principal, query, now, locale }) => {
      const [{ premises }, standard] = await Promise.all([
        premisesWithinReach(directory, principal, query.premisesId),
        store.standard(),
      ]);
      const { code, label, policyKey } = categoryOf(query.category);
      const clocks = promisedClocks(standard, {
        policyKey,
        communityId: premises.communityId,
        receivedAt: now,
      });
      return {
        status: 200,
        body: {
          category: code,
          categoryLabel: pick(label, locale),
          policyKey,
          ...shownPromise(clocks, { locale, timeZone: company.timeZone, receivedAt: now }),
        },
      };
    },
  });
}
