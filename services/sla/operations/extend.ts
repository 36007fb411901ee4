import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { eventId } from '../../../shared/journal/address.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import {
  extendableKinds,
  extensionAnswerSchema,
  extensionCommandSchema,
  MAX_EXTENSION_DAYS,
} from '../contract/extensions.ts';
import { type Clock, lives } from '../domain/clock.ts';
import type { SlaPorts } from '../ports.ts';
import { clockAddress } from '../store.ts';
import { planExtension, writeExtension } from '../use-cases/extend-clock.ts';
import { clockParams, notTheirOwn } from './managers-clock.ts';

const DAY_MS = 86_400_000;

/** Only the manager gives a deadline more time, while there is some left; the first deadline stays on record (R055). */
export function extendOperation(ports: SlaPorts): Operation {
  return operation({
    method: 'POST',
    path: '/v1/clocks/{id}/extend',
    roles: ['manager'],
    ownership: 'clocks that run, of the communities that the caller works for, none of their own',
    params: clockParams,
    body: extensionCommandSchema,
    answer: extensionAnswerSchema,
    alsoRefuses: ['state-conflict'],
    handle: async ({ params, body, principal, cause, now, remember }) => {
      const { row, partition, staffId } = await notTheirOwn(ports.store, params.id, principal, () => now);
      refuseUnlessExtendable(row.state, now);
      refuseUnlessLater(body.until, row.state.due);
      const { requestId, clockId, promised } = row.state;
      // The event that tells it will be the clock's next one.
      const id = eventId(clockAddress(requestId, clockId), row.version + 1);
      const given = { until: body.until, reason: body.reason, staffId, at: now };
      const fact = { id, kind: 'extended', clockId, note: body.note ?? null, ...given } as const;
      const planned = await planExtension(fact, partition, ports, cause);
      const extended = planned.written.find(({ row: { state } }) => state.clockId === clockId)?.row;
      // Acts of servers whose clocks are ahead may already lie behind this one.
      if (extended?.state.extendedUntil !== body.until) throw new Problem('state-conflict');
      const { version, state } = extended;
      const view = { id: clockId, version, due: state.due, firstDue: promised.due };
      const answer = { status: 200, body: { ...view, ...given } };
      await writeExtension(planned, ports, cause, remember(answer));
      return answer;
    },
  });
}

function refuseUnlessExtendable(clock: Clock, now: string): void {
  if (!extendableKinds.includes(clock.kind))
    throw new Problem('state-conflict', {
      detail: {
        zh: '该时限不可延长：受理、响应、接单和到场时限以及回访时限不予延长',
        en: 'This deadline is never extended: nobody reacts, takes the work, comes or calls back any later',
      },
    });
  if (!lives(clock) || now > clock.due)
    throw new Problem('state-conflict', {
      detail: {
        zh: '该时限已结束或已超时，不能再延长',
        en: 'This deadline is over or has been missed, so it cannot be extended any more',
      },
    });
}

function refuseUnlessLater(until: string, due: string): void {
  if (until <= due) throw new Problem('invalid', { errors: [{ path: '/until', reason: 'is not after the deadline' }] });
  if (parseInstant(until) > parseInstant(due) + MAX_EXTENSION_DAYS * DAY_MS)
    throw new Problem('invalid', {
      errors: [{ path: '/until', reason: `is more than ${MAX_EXTENSION_DAYS} days after the deadline` }],
    });
}
