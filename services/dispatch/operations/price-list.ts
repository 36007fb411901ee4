import * as z from 'zod';
import { actorSchema } from '../../../shared/events/envelope.ts';
import type { Operation } from '../../../shared/http/operation.ts';
import { operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { draft, EventTooLarge } from '../../../shared/journal/event-item.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { priceListPublished } from '../contract/events.ts';
import { priceListCommandSchema, priceListItemsSchema } from '../contract/price-list.ts';
import type { DispatchPorts } from '../ports.ts';
import { priceListAddress } from '../store.ts';

const version = z.int().min(0).describe('0: none yet; for `If-Match`, the same stands in `ETag`');

const ownership = 'the company’s price list; no personal data';

/** `/v1/price-list`: what work costs a household. Everybody may read it; the manager changes it, and every version stays. */
export function priceListOperations({ journal, store }: Pick<DispatchPorts, 'journal' | 'store'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/v1/price-list',
      roles: roleSchema.options,
      ownership,
      answer: z.object({ version, items: priceListItemsSchema }),
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
      answer: z.object({ version }),
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
      answer: pageAnswerOf(priceListPublished.data.extend({ at: instantSchema, by: actorSchema })),
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
