import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { worksIn } from '../../../shared/identity/principal.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import { causeAnswerSchema, causeCommandSchema } from '../contract/causes.ts';
import { causeGiven } from '../domain/causes.ts';
import { receivedIn } from '../domain/facts.ts';
import { requestIdOf, type SlaStore } from '../store.ts';
import { writtenClock } from '../use-cases/written-clock.ts';

/** Why a deadline was missed, said by those who answer for it; each one that was said stays on record. */
export function causeOperation({ journal, store }: { readonly journal: Journal; readonly store: SlaStore }): Operation {
  return operation({
    method: 'PUT',
    path: '/v1/clocks/{id}/cause',
    roles: leadRoles,
    ownership: 'breached clocks of the communities that the caller works for',
    params: z.object({ id: z.string().max(140) }),
    body: causeCommandSchema,
    answer: causeAnswerSchema,
    handle: async ({ params, body, principal, ifMatch, cause, now }) => {
      const { clocks, facts } = await store.partition(requestIdOf(params.id));
      const row = clocks.find(({ state }) => state.clockId === params.id);
      const received = receivedIn(facts);
      if (!row || !received || !worksIn(principal, received.communityId, received.buildingId))
        throw new Problem('not-found');
      if (row.version !== ifMatch) throw new Problem('version-conflict');
      if (row.state.status !== 'breached')
        throw new Problem('state-conflict', {
          detail: { zh: '该时限未超时，无需填写原因', en: 'This deadline was not missed, so it needs no cause' },
        });
      const given = { cause: body.cause, note: body.note ?? null, staffId: principal.staffId ?? '', at: now };
      const { change } = writtenClock(causeGiven(row, given), row, now);
      try {
        await journal.write({ cause, changes: [change] });
      } catch (error) {
        if (error instanceof ConcurrentChange) throw new Problem('version-conflict', { cause: error });
        throw error;
      }
      const version = row.version + 1;
      return { status: 200, body: { id: params.id, version, ...given }, headers: { ETag: `"${version}"` } };
    },
  });
}
