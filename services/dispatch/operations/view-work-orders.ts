import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { concerns } from '../../../shared/identity/principal.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import { historyOf, stepSchema } from '../domain/history.ts';
import { workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { worksAt } from './perform.ts';
import { forHouseholdSchema, forStaffSchema, shownToHousehold, shownToStaff } from './shown.ts';

const paramsSchema = z.object({ id: z.string().max(100) });

/** `GET /v1/work-orders/{id}` */
export function viewWorkOrder({ journal }: Pick<DispatchPorts, 'journal'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/work-orders/{id}',
    roles: staffRoles,
    ownership: 'work orders of the caller’s communities',
    params: paramsSchema,
    answer: forStaffSchema,
    handle: async ({ principal, params, locale, now }) => {
      const stored = await journal.read(workOrderAddress(params.id), workOrderSchema);
      if (!stored || !worksAt(stored.state, principal)) throw new Problem('not-found');
      return { status: 200, body: shownToStaff(stored.state, locale, now) };
    },
  });
}

/** `GET /v1/work-orders/{id}/history`: the hand-over log: who had it, from whom, why (R073, R078). */
export function workOrderHistory({ journal }: Pick<DispatchPorts, 'journal'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/work-orders/{id}/history',
    roles: staffRoles,
    ownership: 'work orders of the caller’s communities',
    params: paramsSchema,
    answer: z.object({ items: z.array(stepSchema.extend({ because: z.string().nullable() })) }),
    handle: async ({ principal, params, locale }) => {
      const address = workOrderAddress(params.id);
      const stored = await journal.read(address, workOrderSchema);
      if (!stored || !worksAt(stored.state, principal)) throw new Problem('not-found');
      const items = historyOf(await journal.events(address)).map(({ because, ...step }) => ({
        ...step,
        because: because && pick(because, locale),
      }));
      return { status: 200, body: { items } };
    },
  });
}

/** `GET /v1/requests/{id}/work-orders`: not found until the news of the request is here, a moment after the report. */
export function workOrdersOfRequest({ journal, store }: Pick<DispatchPorts, 'journal' | 'store'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/requests/{id}/work-orders',
    roles: roleSchema.options,
    ownership: 'owners: requests of their own premises; staff: requests of their communities',
    params: paramsSchema,
    answer: z.object({ items: z.array(z.union([forStaffSchema, forHouseholdSchema])) }),
    handle: async ({ principal, params, locale, now }) => {
      const needed = (await store.requestWork(params.id))?.needed;
      if (!needed || !concerns(principal, needed)) throw new Problem('not-found');
      const ids = await store.ofRequest(params.id);
      const stored = await Promise.all(ids.map((id) => journal.read(workOrderAddress(id), workOrderSchema)));
      const orders = stored.flatMap((one) => (one ? [one.state] : []));
      const items = orders.map((order) =>
        worksAt(order, principal) ? shownToStaff(order, locale, now) : shownToHousehold(order, locale, now),
      );
      return { status: 200, body: { items } };
    },
  });
}
