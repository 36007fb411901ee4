import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { concerns, type Principal } from '../../../shared/identity/principal.ts';
import { staffRoles } from '../../../shared/identity/roles.ts';
import { clockViewSchema, explainedClockSchema } from '../contract/api.ts';
import { explain } from '../contract/explanation.ts';
import { clockKindSchema } from '../contract/ids.ts';
import { breachOf, clockView, extensionOf } from '../domain/clock-view.ts';
import { holderAt, receivedIn } from '../domain/facts.ts';
import type { SlaPorts } from '../ports.ts';
import { requestIdOf } from '../store.ts';

const everybody = {
  roles: ['owner', ...staffRoles],
  ownership: 'owners: requests of their own premises; staff: requests of their communities',
} satisfies Pick<Operation, 'roles' | 'ownership'>;

/** The deadlines of a request, for everybody whom the request concerns. */
export function clockOperations({ store }: Pick<SlaPorts, 'store'>): Operation[] {
  return [
    operation({
      ...everybody,
      method: 'GET',
      path: '/v1/requests/{id}/clocks',
      params: z.object({ id: z.string().max(100) }),
      answer: z.object({ items: z.array(clockViewSchema) }),
      handle: async ({ params, principal }) => {
        const { clocks, facts } = await visiblePartition(params.id, principal);
        const order = clockKindSchema.options;
        const views = clocks.map((row) => clockView(row, facts));
        return {
          status: 200,
          body: { items: views.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)) },
        };
      },
    }),
    operation({
      ...everybody,
      method: 'GET',
      path: '/v1/clocks/{id}',
      params: z.object({ id: z.string().max(140) }),
      answer: explainedClockSchema,
      handle: async ({ params, principal, locale }) => {
        const { clocks, facts } = await visiblePartition(requestIdOf(params.id), principal);
        const row = clocks.find(({ state }) => state.clockId === params.id);
        if (!row) throw new Problem('not-found');
        const { calendarId, calendarVersion: version } = row.state.promised;
        const book = await store.calendars([{ calendarId, version }]);
        const explanation = explain(row.state, book({ calendarId, version }), locale);
        const breach = breachOf(row.state);
        const told = breach && { ...breach, holderStaffId: holderAt(facts, row.state.due) };
        return {
          status: 200,
          body: {
            ...clockView(row, facts),
            explanation,
            ...(principal.staffId !== null && { breach: told, extension: extensionOf(row.state, facts) }),
          },
          headers: { ETag: `"${row.version}"` },
        };
      },
    }),
  ];

  /** @throws Problem not-found, alike for a foreign request and one that does not exist */
  async function visiblePartition(requestId: string, principal: Principal) {
    const partition = await store.partition(requestId);
    const received = receivedIn(partition.facts);
    if (!received || !concerns(principal, received)) throw new Problem('not-found');
    return partition;
  }
}
