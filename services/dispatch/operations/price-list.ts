import * as z from 'zod';
import type { Operation } from '../../../shared/http/operation.ts';
import { operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { draft, EventTooLarge } from '../../../shared/journal/event-item.ts';
import { priceListPublished } from '../contract/events.ts';
import { priceListCommandSchema } from '../contract/price-list.ts';
import type { DispatchPorts } from '../ports.ts';
import { priceListAddress } from '../store.ts';

const ownership = 'the company’s price list; no personal data';

/** `/v1/price-list`: what work costs a household. Everybody may read it; the manager changes it, and every version stays. */
export function priceListOperations({ journal, store }: Pick<DispatchPorts, 'journal' | 'store'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/v1/price-list',
      roles: roleSchema.options,
      ownership,
      handle: async () => {
        const { version, state } = await store.priceList();
        return { status: 200, body: { version, items: state.items }, headers: { ETag: `"${version}"` } };
      },
    }),
    operation({
      method: 'PUT',
      path: '/v1/price-list',
      roles: ['manager'],
      ownership,
      body: z.strictObject({ items: priceListCommandSchema }),
      handle: async ({ body: { items }, ifMatch, cause }) => {
        const version = ifMatch + 1;
        try {
          const event = draft(priceListPublished, { version, items });
          const change = {
            address: priceListAddress,
            expectedVersion: ifMatch,
            state: { items },
            events: [event],
          } as const;
          await journal.write({ cause, changes: [change] });
        } catch (error) {
          if (error instanceof ConcurrentChange) throw new Problem('version-conflict', { cause: error });
          if (error instanceof EventTooLarge)
            throw new Problem('invalid', { errors: [{ path: '/items', reason: 'is too long' }], cause: error });
          throw error;
        }
        return { status: 200, body: { version }, headers: { ETag: `"${version}"` } };
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/price-list/versions',
      roles: staffRoles,
      ownership,
      query: pageQuerySchema,
      handle: async ({ query }) => {
        const { rows, next } = await store.priceListVersions(query);
        return {
          status: 200,
          body: { items: rows.map(({ at, detail: { actor, data } }) => ({ ...data, at, by: actor })), next },
        };
      },
    }),
  ];
}
