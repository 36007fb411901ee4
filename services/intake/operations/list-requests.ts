import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type PageQuery, pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { hasRole, type Principal, worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { communityIdSchema, placeIdSchema } from '../../directory/contract/ids.ts';
import { withoutHousehold } from '../../directory/contract/places.ts';
import { endedList, monthOf, openList } from '../domain/listing.ts';
import { contactDueAt } from '../domain/silence.ts';
import type { IntakePorts } from '../ports.ts';
import type { ListedPage } from '../request-lists.ts';
import { monthSchema, onlyCommunity } from './community-query.ts';
import { refuse } from './perform-act.ts';
import { requestRowSchema, shownRow } from './shown-row.ts';

/** Each of the premises in one list is a page more to read. */
const MAX_PREMISES = 10;

const querySchema = pageQuerySchema.extend({
  premisesId: placeIdSchema.optional(),
  communityId: communityIdSchema.optional(),
  /** `contact-due`: of the open ones those whose households are to be contacted (R072). */
  status: z.enum(['open', 'ended', 'contact-due']).optional(),
  /** Of a community, what staff reported of their own accord in a month, open or over (R034). */
  origin: z.literal('proactive').optional(),
  /** Of receipt, in UTC; the present one unless told. */
  month: monthSchema.optional(),
});
type Query = z.infer<typeof querySchema>;

const nothing: ListedPage = { listed: [], next: null };

/** In the list of a community also when its household is due to hear from us. */
const rowSchema = requestRowSchema.extend({ contactDueAt: instantSchema.nullable().optional() });

/**
 * `GET /v1/requests`: of premises, newest first; for the desk also of a community, the open ones oldest first, those
 * received in a month and ended since newest first. What is not the caller's looks empty, like what does not exist.
 */
export function listRequests({
  lists,
  silences,
  directory,
}: Pick<IntakePorts, 'lists' | 'silences' | 'directory'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/requests',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: requests of their own premises; staff: requests of their communities',
    query: querySchema,
    answer: pageAnswerOf(rowSchema),
    handle: async ({ principal, query, now, locale }) => {
      const ofCommunity = query.premisesId === undefined && hasRole(principal, ...deskRoles);
      const { listed, next, atWork } = ofCommunity
        ? { ...(await community(principal, query, now)), atWork: true }
        : await premises(principal, query, query);
      const items = listed.map((one) => ({
        ...shownRow(one, locale, atWork),
        ...(ofCommunity && { contactDueAt: contactDueAt(one, silences.everyMs) }),
      }));
      return { status: 200, body: { items, next } };
    },
  });

  async function community(principal: Principal, query: Query, now: string): Promise<ListedPage> {
    const { status = 'open', month = monthOf(now), origin } = query;
    if (origin && query.status) refuse('/status', 'not beside an origin');
    if (query.month && status !== 'ended' && !origin) refuse('/month', 'only for status=ended, or an origin');
    const communityId = query.communityId ?? onlyCommunity(principal.communityIds);
    if (communityId === undefined || !principal.communityIds.includes(communityId)) return nothing;
    if (origin) return await lists.proactive(communityId, month, query);
    if (status === 'contact-due') return await lists.contactDue(communityId, query, { everyMs: silences.everyMs, now });
    return status === 'open'
      ? await lists.atPlace({ listKey: openList(communityId) }, query)
      : await lists.atPlace({ listKey: endedList(communityId, month), newestFirst: true }, query);
  }

  async function premises(
    principal: Principal,
    query: Query,
    page: PageQuery,
  ): Promise<ListedPage & { readonly atWork: boolean }> {
    for (const name of ['communityId', 'status', 'month', 'origin'] as const)
      if (query[name] !== undefined) refuse(`/${name}`, 'not for the requests of premises');
    const { premisesId } = query;
    if (premisesId === undefined) {
      const own = principal.premisesIds;
      if (own.length > MAX_PREMISES) refuse('/premisesId', `name one: there are more than ${MAX_PREMISES}`);
      return { ...(await lists.ofPremises(own, page)), atWork: false };
    }
    if (await worksAt(principal, premisesId))
      return { ...(await lists.ofPremises([premisesId, ...withoutHousehold(premisesId)], page)), atWork: true };
    const mine = principal.premisesIds.includes(premisesId);
    return { ...(mine ? await lists.ofPremises([premisesId], page) : nothing), atWork: false };
  }

  async function worksAt(principal: Principal, premisesId: string): Promise<boolean> {
    if (!hasRole(principal, ...deskRoles)) return false;
    const found = await directory.premises(premisesId);
    return found !== undefined && worksIn(principal, found.communityId, found.buildingId);
  }
}
