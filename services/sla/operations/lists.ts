import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type Page, pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { boundsOf, dateSchema } from '../../../shared/time/dates.ts';
import type { ClockRow } from '../clock-row.ts';
import { listedClockSchema } from '../contract/api.ts';
import { listedClock } from '../domain/clock-view.ts';
import { breachedList, runningList } from '../domain/lists.ts';
import type { SlaStore } from '../store.ts';

const listQuerySchema = pageQuerySchema.extend({ communityId: z.string().min(1).max(100) });

const daySchema = dateSchema.refine((day) => day >= '2000' && day < '3000', 'not a day of this company');

/**
 * What runs and what was missed, community by community, for those who take requests in hand and who answer for them.
 * @param timeZone the company's, by which a deadline belongs to a day
 */
export function listOperations({ store }: { readonly store: SlaStore }, timeZone: string): Operation[] {
  const whose = {
    roles: deskRoles,
    ownership: 'clocks of the communities that the caller works for',
    answer: pageAnswerOf(listedClockSchema),
  };
  return [
    operation({
      ...whose,
      method: 'GET',
      path: '/v1/clocks',
      query: listQuerySchema.extend({ status: z.literal('running').default('running') }),
      handle: async ({ query, principal }) => {
        requireOwn(principal, query.communityId);
        return shown(await store.listed({ listKey: runningList(query.communityId) }, query));
      },
    }),
    operation({
      ...whose,
      method: 'GET',
      path: '/v1/breaches',
      query: listQuerySchema.extend({
        day: daySchema.optional(),
        order: z.enum(['newest', 'oldest']).default('newest'),
      }),
      handle: async ({ query, principal }) => {
        requireOwn(principal, query.communityId);
        const day = query.day === undefined ? {} : boundsOf(query.day, timeZone);
        const list = { listKey: breachedList(query.communityId), ...day, newestFirst: query.order === 'newest' };
        return shown(await store.listed(list, query));
      },
    }),
  ];
}

const shown = ({ rows, next }: Page<ClockRow>) => ({ status: 200, body: { items: rows.map(listedClock), next } });

/** @throws Problem not-found, alike for a community of others and one that does not exist */
function requireOwn({ communityIds }: Principal, communityId: string): void {
  if (!communityIds.includes(communityId)) throw new Problem('not-found');
}
