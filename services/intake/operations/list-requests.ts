import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type PageQuery, pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { communityIdSchema, premisesIdSchema } from '../../directory/contract/ids.ts';
import { endedList, openList } from '../domain/listing.ts';
import type { IntakePorts } from '../ports.ts';
import type { ListedPage } from '../request-lists.ts';
import { refuse } from './perform-act.ts';
import { requestRowSchema, shownRow } from './shown-row.ts';

/** Each of the premises in one list is a page more to read. */
const MAX_PREMISES = 10;

const querySchema = pageQuerySchema.extend({
  premisesId: premisesIdSchema.optional(),
  communityId: communityIdSchema.optional(),
  status: z.enum(['open', 'ended']).optional(),
  /** Of receipt, in UTC; the present one unless told. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'not a month like 2026-11')
    .optional(),
});
type Query = z.infer<typeof querySchema>;

/** `2026-11` */
const MONTH_LENGTH = 7;

const nothing: ListedPage = { listed: [], next: null };

/**
 * `GET /v1/requests`: of premises, newest first; for the desk also of a community, the open ones oldest first, those
 * received in a month and ended since newest first. What is not the caller's looks empty, like what does not exist.
 */
export function listRequests({ lists, directory }: Pick<IntakePorts, 'lists' | 'directory'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/requests',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: requests of their own premises; staff: requests of their communities',
    query: querySchema,
    answer: pageAnswerOf(requestRowSchema),
    handle: async ({ principal, query, now, locale }) => {
      const ofCommunity = query.premisesId === undefined && hasRole(principal, ...deskRoles);
      const { listed, next } = ofCommunity
        ? await community(principal, query, now)
        : await premises(principal, query, query);
      return { status: 200, body: { items: listed.map((one) => shownRow(one, locale)), next } };
    },
  });

  async function community(principal: Principal, query: Query, now: string): Promise<ListedPage> {
    const { status = 'open', month } = query;
    if (month && status === 'open') refuse('/month', 'only for status=ended');
    const communityId = query.communityId ?? onlyOne(principal.communityIds, '/communityId');
    if (communityId === undefined || !principal.communityIds.includes(communityId)) return nothing;
    return status === 'open'
      ? await lists.atPlace({ listKey: openList(communityId) }, query)
      : await lists.atPlace(
          { listKey: endedList(communityId, month ?? now.slice(0, MONTH_LENGTH)), newestFirst: true },
          query,
        );
  }

  async function premises(principal: Principal, query: Query, page: PageQuery): Promise<ListedPage> {
    for (const name of ['communityId', 'status', 'month'] as const)
      if (query[name] !== undefined) refuse(`/${name}`, 'not for the requests of premises');
    const { premisesId } = query;
    if (premisesId === undefined) {
      const own = principal.premisesIds;
      if (own.length > MAX_PREMISES) refuse('/premisesId', `name one: there are more than ${MAX_PREMISES}`);
      return await lists.ofPremises(own, page);
    }
    const mine = principal.premisesIds.includes(premisesId);
    return mine || (await atWork(principal, premisesId)) ? await lists.ofPremises([premisesId], page) : nothing;
  }

  async function atWork(principal: Principal, premisesId: string): Promise<boolean> {
    if (!hasRole(principal, ...deskRoles)) return false;
    const found = await directory.premises(premisesId);
    return found !== undefined && principal.communityIds.includes(found.communityId);
  }
}

function onlyOne(ids: readonly string[], path: string): string | undefined {
  if (ids.length > 1) refuse(path, 'name one: you work for several');
  return ids[0];
}
