import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { deskRoles, leadRoles, type Role } from '../../../shared/identity/roles.ts';
import { boundsOf } from '../../../shared/time/dates.ts';
import {
  consentAnswerSchema,
  consentCommandSchema,
  consentsAnswerSchema,
  withdrawAnswerSchema,
  withdrawCommandSchema,
} from '../contract/consent-api.ts';
import { personParamsSchema } from '../contract/people-api.ts';
import { type ConsentChannel, sensitiveFieldSchema } from '../contract/person.ts';
import { consentAt, fieldsRunning } from '../domain/person.ts';
import { isOneself, ownPerson, unerased } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

const ownership = 'oneself; for staff people of their communities';
/** Who is told that somebody agrees, and writes it down. */
const takers: readonly Role[] = ['agent', 'concierge', 'profile-keeper'];
const MOST_MS = 366 * 86_400_000;

/** Consents to keep the sensitive class: who gave which, when, by which channel, for what, until when (R272). */
export function consentOperations(ports: DirectoryPorts): Operation[] {
  const { persons, sensitive, timeZone } = ports;
  return [
    operation({
      method: 'GET',
      path: '/v1/people/{id}/consents',
      roles: ['owner', 'concierge', 'profile-keeper', ...leadRoles],
      ownership,
      params: personParamsSchema,
      answer: consentsAnswerSchema,
      handle: async ({ principal, params, now }) => {
        await reached(ports, params.id, principal);
        const { version, state } = await persons.read(params.id);
        const items = sensitiveFieldSchema.options.flatMap((field) => {
          const consent = state.consents[field];
          return consent ? [{ ...consent, field, holds: consentAt(state, field, now) !== undefined }] : [];
        });
        const body: z.input<typeof consentsAnswerSchema> = { id: params.id, version, items };
        return { status: 200, body, headers: { ETag: `"${version}"` } };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/people/{id}/consents',
      success: 201,
      roles: ['owner', ...takers],
      ownership,
      params: personParamsSchema,
      body: consentCommandSchema,
      answer: consentAnswerSchema,
      handle: async ({
        principal,
        params,
        body: { field, purposes, channel, until: lastDay },
        now,
        cause,
        remember,
      }) => {
        await reached(ports, params.id, principal);
        checkChannel(params.id, principal, channel);
        const { until } = boundsOf(lastDay, timeZone);
        if (until <= now || Date.parse(until) > Date.parse(now) + MOST_MS)
          throw new Problem('invalid', { errors: [{ path: '/until', reason: 'from today to a year ahead' }] });
        const before = await persons.read(params.id);
        await unerased(ports, params.id);
        const body: z.input<typeof consentAnswerSchema> = { id: params.id, field, until };
        const answer = { status: 201, body };
        const fact = { type: 'consented' as const, field, purposes: [...new Set(purposes)], channel, until };
        // What lay there under a consent whose time is over must not come back under the new one.
        const over = fieldsRunning(before.state).includes(field) && !consentAt(before.state, field, now);
        const expired = { type: 'consent-ended' as const, field, why: 'expired' as const, channel: null };
        await persons.write(before, over ? [expired, fact] : [fact], cause, {
          also: over ? sensitive.deleting(params.id, [field]) : [],
          once: remember(answer),
        });
        return answer;
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/people/{id}/consents/withdraw',
      roles: ['owner', ...new Set([...takers, ...deskRoles])],
      ownership,
      params: personParamsSchema,
      body: withdrawCommandSchema,
      answer: withdrawAnswerSchema,
      handle: async ({ principal, params, body: { field, channel }, now, cause, remember }) => {
        await reached(ports, params.id, principal);
        checkChannel(params.id, principal, channel);
        const before = await persons.read(params.id);
        if (!fieldsRunning(before.state).includes(field))
          throw new Problem('state-conflict', {
            detail: { zh: '没有可撤回的同意', en: 'There is no consent that could be withdrawn' },
          });
        const body: z.input<typeof withdrawAnswerSchema> = { id: params.id, field, deletedAt: now };
        const answer = { status: 200, body };
        await persons.write(before, [{ type: 'consent-ended', field, why: 'withdrawn', channel }], cause, {
          also: sensitive.deleting(params.id, [field]),
          once: remember(answer),
        });
        return answer;
      },
    }),
  ];
}

/** @throws Problem not-found */
async function reached(ports: DirectoryPorts, personId: string, principal: Principal): Promise<void> {
  if (isOneself(personId, principal)) return;
  if (!principal.staffId) throw new Problem('not-found');
  await ownPerson(ports, personId, principal);
}

/** Nobody gives or takes back somebody else's consent online. @throws Problem invalid */
function checkChannel(personId: string, principal: Principal, channel: ConsentChannel): void {
  const online = isOneself(personId, principal) && hasRole(principal, 'owner');
  if (online !== (channel === 'online'))
    throw new Problem('invalid', {
      errors: [{ path: '/channel', reason: online ? 'must be online' : 'must say how the person was asked' }],
    });
}
