import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Text } from '../../../shared/i18n/text.ts';
import {
  filledAnswerSchema,
  sensitiveAnswerSchema,
  sensitiveCommandSchema,
  sensitiveParamsSchema,
  sensitiveReadSchema,
} from '../contract/consent-api.ts';
import type { Consent, PersonState, SensitiveField } from '../contract/person.ts';
import { consentAt } from '../domain/person.ts';
import { ownPerson, readerOf, unerased } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

const ownership = 'people with a home in the caller’s communities and buildings';

/** The sensitive class itself: only under a consent that holds, only for who keeps profiles, each look for a purpose (R272). */
export function sensitiveOperations(ports: DirectoryPorts): Operation[] {
  const { people, persons, sensitive } = ports;
  return [
    operation({
      method: 'PUT',
      path: '/v1/people/{id}/sensitive/{field}',
      roles: ['profile-keeper'],
      ownership,
      params: sensitiveParamsSchema,
      body: sensitiveCommandSchema,
      answer: filledAnswerSchema,
      handle: async ({ principal, params: { id, field }, body: { text }, ifMatch, now, cause }) => {
        await ownPerson(ports, id, principal);
        const before = await persons.read(id);
        if (before.version !== ifMatch) throw new Problem('version-conflict');
        await unerased(ports, id);
        holding(before.state, field, now);
        const filling = await sensitive.filling(id, field, text);
        const { version } = await persons.write(before, [{ type: 'filled', field }], cause, { also: [filling] });
        const body: z.input<typeof filledAnswerSchema> = { id, field, version };
        return { status: 200, body, headers: { ETag: `"${version}"` } };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/people/{id}/sensitive/{field}/read',
      roles: ['profile-keeper'],
      ownership,
      params: sensitiveParamsSchema,
      body: sensitiveReadSchema,
      answer: sensitiveAnswerSchema,
      // Not remembered: what is in the clear is never stored, and each look is a line of its own in the log.
      handle: async ({ principal, params: { id, field }, body: { purpose }, now, cause }) => {
        await ownPerson(ports, id, principal);
        const { purposes, filledAt } = holding((await persons.read(id)).state, field, now);
        if (!purposes.includes(purpose))
          throw refused({ zh: '本人未同意将信息用于此目的', en: 'The person has not agreed to this purpose' });
        if (filledAt === null) throw new Problem('not-found');
        const read = { at: now, staffId: readerOf(principal), what: 'sensitive', reason: purpose, field } as const;
        await people.log.record([id], read, cause.causationId);
        const text = await sensitive.open(id, field);
        // Deleted a moment ago: the look stays on record.
        if (text === undefined) throw new Problem('not-found');
        const body: z.input<typeof sensitiveAnswerSchema> = { id, field, text };
        return { status: 200, body };
      },
    }),
  ];
}

/** @throws Problem state-conflict */
function holding(state: PersonState, field: SensitiveField, now: string): Consent {
  const consent = consentAt(state, field, now);
  if (!consent) throw refused({ zh: '未取得本人的有效同意', en: 'There is no consent of the person that holds' });
  return consent;
}

const refused = (detail: Text): Problem => new Problem('state-conflict', { detail });
