import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import {
  eraseAnswerSchema,
  personAnswerSchema,
  personCommandSchema,
  personParamsSchema,
  readSchema,
  readsAnswerSchema,
  reasonCommandSchema,
  revealAnswerSchema,
} from '../contract/people-api.ts';
import { sensitiveFieldSchema } from '../contract/person.ts';
import { includes } from '../domain/household.ts';
import { untouched } from '../domain/person.ts';
import { ownPerson, readerOf, unerased } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

const ownership = 'people with a home in the caller’s communities, entered by a desk there, or at work there';

/** People in the clear: entered, revealed with a reason, and erased; and the log of all that (R267–R269, R271, R272). */
export function peopleOperations(ports: DirectoryPorts): Operation[] {
  const { reader, store, people, persons, sensitive, newId } = ports;
  return [
    operation({
      method: 'POST',
      path: '/v1/people',
      success: 201,
      roles: deskRoles,
      ownership: 'for the caller’s communities',
      body: personCommandSchema,
      answer: personAnswerSchema,
      handle: async ({ principal, body: { communityId, name, phone, email = null }, cause, remember }) => {
        if (!principal.communityIds.includes(communityId)) throw new Problem('not-found');
        const id = newId();
        const answer = { status: 201, body: { id } };
        await persons.write({ version: 0, state: untouched(id) }, [{ type: 'entered', communityId }], cause, {
          also: [store.tyingToDesk(id, communityId), ...(await people.entering({ id, name, phone, email }))],
          once: remember(answer),
        });
        return answer;
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/people/{id}/reveal',
      roles: deskRoles,
      ownership,
      params: personParamsSchema,
      body: reasonCommandSchema,
      answer: revealAnswerSchema,
      // Not remembered: what is in the clear is never stored, and each look is a line of its own in the log.
      handle: async ({ principal, params, body: { reason }, now, cause }) => {
        const { ties } = await ownPerson(ports, params.id, principal);
        const person = await unerased(ports, params.id);
        const read = { at: now, staffId: readerOf(principal), what: 'reveal', reason } as const;
        await people.log.record([person.id], read, cause.causationId);
        const present = ties.filter(({ stays }) => stays?.some((stay) => includes(stay, now)));
        const addresses = await reader.premisesOf(present.flatMap(({ premisesId }) => premisesId ?? []));
        return { status: 200, body: { ...(await people.open(person)), addresses } };
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/people/{id}/reads',
      roles: ['manager'],
      ownership,
      params: personParamsSchema,
      query: pageQuerySchema,
      answer: readsAnswerSchema,
      handle: async ({ principal, params, query }) => {
        await ownPerson(ports, params.id, principal);
        const { rows, next } = await people.log.of(params.id, query);
        return { status: 200, body: { items: z.array(readSchema).parse(rows), next } };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/people/{id}/erase',
      roles: ['manager'],
      ownership,
      params: personParamsSchema,
      body: reasonCommandSchema,
      answer: eraseAnswerSchema,
      handle: async ({ principal, params, body: { reason }, now, cause, remember }) => {
        const { isStaff } = await ownPerson(ports, params.id, principal);
        const before = await persons.read(params.id);
        const person = await unerased(ports, params.id);
        // Alarms could reach nobody any more.
        if (isStaff)
          throw new Problem('state-conflict', {
            detail: { zh: '在职员工的联系方式不能删除', en: 'The contact of a member of staff cannot be erased' },
          });
        const answer = { status: 200, body: { id: person.id, erasedAt: now } };
        const read = { at: now, staffId: readerOf(principal), what: 'erase', reason } as const;
        await persons.write(before, [{ type: 'erased' }], cause, {
          also: [
            ...people.erasing(person, now),
            ...sensitive.deleting(person.id, sensitiveFieldSchema.options),
            people.log.row(person.id, read, cause.causationId),
          ],
          once: remember(answer),
        });
        return answer;
      },
    }),
  ];
}
