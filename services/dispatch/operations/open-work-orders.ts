import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type PageQuery, pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { staffRoles } from '../../../shared/identity/roles.ts';
import { isFree } from '../domain/giving.ts';
import { isOpen } from '../domain/life.ts';
import { type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { CommunityList } from '../links.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { worksAt } from './perform.ts';
import { forStaffSchema, shownToStaff } from './shown.ts';

const querySchema = pageQuerySchema
  .extend({
    status: z.enum(['open', 'unassigned']),
    /** All of this community instead of the caller's own. */
    communityId: z.string().min(1).max(128).optional(),
  })
  .refine(({ status, communityId }) => status === 'open' || communityId !== undefined, {
    path: ['communityId'],
    message: 'what nobody has is asked for by community',
  });

/**
 * `GET /v1/work-orders?status=open`: what the caller still has to do or helps with. With `communityId` all that is open
 * there; with `status=unassigned` of that what nobody has accepted (R065). Always the urgent first, then what is due
 * next (R068).
 */
export function openWorkOrders({ journal, store }: Pick<DispatchPorts, 'journal' | 'store'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/work-orders',
    roles: staffRoles,
    ownership: 'the caller’s own work orders, or those of one of their communities',
    query: querySchema,
    answer: pageAnswerOf(forStaffSchema),
    handle: async ({ principal, query, locale, now }) => {
      const { communityId, status, ...page } = query;
      if (communityId !== undefined && !principal.communityIds.includes(communityId)) throw new Problem('not-found');
      const { orders, next } =
        communityId === undefined
          ? await openOf(principal.staffId ?? '', page)
          : await inCommunity(status, communityId, page);
      const mine = communityId === undefined ? orders : orders.filter((order) => worksAt(order, principal));
      return { status: 200, body: { items: mine.map((order) => shownToStaff(order, locale, now)), next } };
    },
  });

  async function inCommunity(list: CommunityList, communityId: string, page: PageQuery) {
    const { ids, next } = await store.inCommunity(list, communityId, page);
    return { orders: (await read(ids)).filter(list === 'open' ? isOpen : isFree), next };
  }

  /** Links that the index has not forgotten yet are passed over, so that a page is full as long as there is open work. */
  async function openOf(staffId: string, { limit, cursor }: PageQuery) {
    const orders: WorkOrder[] = [];
    let next: string | null = cursor ?? null;
    do {
      const links = await store.inHandOf(staffId, { limit: limit - orders.length, cursor: next ?? undefined });
      orders.push(...(await read(links.ids)).filter((order) => isOpen(order) && worksOn(order, staffId)));
      next = links.next;
    } while (next !== null && orders.length < limit);
    return { orders, next };
  }

  async function read(ids: readonly string[]): Promise<WorkOrder[]> {
    const stored = await Promise.all(ids.map((id) => journal.read(workOrderAddress(id), workOrderSchema)));
    return stored.flatMap((one) => (one ? [one.state] : []));
  }
}

const worksOn = ({ assignment, helpers }: WorkOrder, staffId: string): boolean =>
  assignment?.staffId === staffId || helpers.some((helper) => helper.staffId === staffId);
