import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type PageQuery, pageQuerySchema } from '../../../shared/http/page.ts';
import { type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { shownToStaff } from './shown.ts';

/** `GET /v1/work-orders?status=open`: what the technician still has to do, oldest first. */
export function openWorkOrders({ journal, store }: Pick<DispatchPorts, 'journal' | 'store'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/work-orders',
    roles: ['technician'],
    ownership: 'the caller’s own work orders',
    query: pageQuerySchema.extend({ status: z.literal('open') }),
    handle: async ({ principal, query, locale }) => {
      const { orders, next } = await openOf(principal.staffId ?? '', query);
      return { status: 200, body: { items: orders.map((order) => shownToStaff(order, locale)), next } };
    },
  });

  /** Links to ended work are passed over, so that a page is full as long as there is open work. */
  async function openOf(staffId: string, { limit, cursor }: PageQuery) {
    const orders: WorkOrder[] = [];
    let next: string | null = cursor ?? null;
    do {
      const links = await store.assignedTo(staffId, { limit: limit - orders.length, cursor: next ?? undefined });
      const stored = await Promise.all(links.ids.map((id) => journal.read(workOrderAddress(id), workOrderSchema)));
      const mine = stored.flatMap((one) => (one?.state.assignment?.staffId === staffId ? [one.state] : []));
      orders.push(...mine.filter(({ status }) => status !== 'completed'));
      next = links.next;
    } while (next !== null && orders.length < limit);
    return { orders, next };
  }
}
