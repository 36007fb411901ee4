import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import { exemptionAnswerSchema, exemptionCommandSchema } from '../contract/exemptions.ts';
import { exempted } from '../domain/exemptions.ts';
import type { SlaStore } from '../store.ts';
import { writtenClock } from '../use-cases/written-clock.ts';
import { clockParams, notTheirOwn } from './managers-clock.ts';

/** A breach that nobody here could have prevented leaves the figures; the record keeps it (R055). */
export function exemptOperation({
  journal,
  store,
}: {
  readonly journal: Journal;
  readonly store: SlaStore;
}): Operation {
  return operation({
    method: 'POST',
    path: '/v1/clocks/{id}/exempt',
    roles: ['manager'],
    ownership: 'breached clocks of the communities that the caller works for, none of their own',
    params: clockParams,
    body: exemptionCommandSchema,
    answer: exemptionAnswerSchema,
    alsoRefuses: ['state-conflict'],
    handle: async ({ params, body, principal, cause, now, remember }) => {
      const { row, staffId } = await notTheirOwn(store, params.id, principal, ({ state }) => state.due);
      if (row.state.status !== 'breached')
        throw new Problem('state-conflict', {
          detail: { zh: '该时限未超时，无需豁免', en: 'This deadline was not missed, so there is nothing to exempt' },
        });
      const given = { reason: body.reason, staffId, at: now };
      const { change } = writtenClock(exempted(row, { ...given, note: body.note ?? null }), row, now);
      const answer = { status: 200, body: { id: params.id, version: row.version + 1, ...given } };
      await journal.write({ cause, changes: [change], once: remember(answer) });
      return answer;
    },
  });
}
