import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { premisesIdSchema } from '../../directory/contract/ids.ts';
import { withoutHousehold } from '../../directory/contract/places.ts';
import { premisesSchema } from '../../directory/contract/records.ts';
import type { IntakePorts } from '../ports.ts';
import { isOpen, requestRowSchema, shownRow } from './shown-row.ts';

/** Enough for what somebody calls about; the older ones are a page of `GET /v1/requests?premisesId=` away. */
const NEWEST = 20;

const answerSchema = z.object({
  premises: premisesSchema,
  openRequests: z.array(requestRowSchema),
  endedRequests: z.array(requestRowSchema),
  next: z.string().nullable().describe('Leads to what is older, as `cursor` of `GET /v1/requests?premisesId=`'),
});

/** `GET /v1/callers?premisesId=`: what the desk sees while somebody calls or stands there (R003, R009). */
export function callerCard({ lists, directory }: Pick<IntakePorts, 'lists' | 'directory'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/callers',
    roles: deskRoles,
    ownership: 'premises of the caller’s communities',
    query: z.strictObject({ premisesId: premisesIdSchema }),
    answer: answerSchema,
    handle: async ({ principal, query, locale }) => {
      const premises = await directory.premises(query.premisesId);
      if (!premises || !worksIn(principal, premises.communityId, premises.buildingId)) throw new Problem('not-found');
      const { listed, next } = await lists.ofPremises([premises.id, ...withoutHousehold(premises.id)], {
        limit: NEWEST,
      });
      const rows = (open: boolean) =>
        listed.filter(({ request }) => isOpen(request) === open).map((one) => shownRow(one, locale, true));
      return {
        status: 200,
        body: {
          premises,
          openRequests: rows(true),
          endedRequests: rows(false),
          next,
        },
      };
    },
  });
}
