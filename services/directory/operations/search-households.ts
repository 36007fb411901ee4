import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { searchAnswerSchema, searchCommandSchema } from '../contract/people-api.ts';
import { includes } from '../domain/household.ts';
import type { PersonItem, TieItem } from '../items.ts';
import { readerOf } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

type Found = z.input<typeof searchAnswerSchema>['items'][number];

/**
 * Who calls from this number, and where do they live (R003, R009)? The number is exact: a part of one would let people
 * be listed. The answer is read anew each time and not kept with the call's key.
 */
export function searchHouseholds(ports: DirectoryPorts): Operation {
  const { people } = ports;
  return operation({
    method: 'POST',
    path: '/v1/households/search',
    roles: deskRoles,
    ownership: 'people of the caller’s communities',
    body: searchCommandSchema,
    answer: searchAnswerSchema,
    handle: async ({ principal, body: { phone }, now, cause }) => {
      const persons = await people.persons(await people.idsByPhone(phone));
      const found = (await Promise.all(persons.map((person) => within(ports, person, principal)))).flat();
      const read = { at: now, staffId: readerOf(principal), what: 'search', reason: null } as const;
      const ids = found.map(({ person }) => person.id);
      await people.log.record(ids, read, cause.causationId);
      const items = await Promise.all(found.map(({ person, ties }) => shown(ports, person, ties, now)));
      return { status: 200, body: { items } };
    },
  });
}

async function within(ports: DirectoryPorts, person: PersonItem, principal: Principal) {
  const own = await ports.reader.withinReach(person.id, principal);
  return own ? [{ person, ties: own.ties }] : [];
}

async function shown(
  { reader }: Pick<DirectoryPorts, 'reader'>,
  { id: personId, masked }: PersonItem,
  ties: readonly TieItem[],
  now: string,
): Promise<Found> {
  const present = ties.flatMap(({ premisesId, stays }) => {
    const stay = stays?.find((one) => includes(one, now));
    return premisesId && stay ? [{ premisesId, kind: stay.kind }] : [];
  });
  const premises = await reader.premisesOf(present.map(({ premisesId }) => premisesId));
  const homes = present.flatMap(({ premisesId, kind }) =>
    premises.filter(({ id }) => id === premisesId).map((one) => ({ premises: one, kind })),
  );
  return { personId, ...masked, homes };
}
