import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import type { PersonItem } from '../items.ts';
import type { PersonWithinReach } from '../reader.ts';
import type { DirectoryPorts } from './ports.ts';

/** @throws Problem not-found, alike for a person elsewhere and one that does not exist */
export async function ownPerson(
  { reader }: Pick<DirectoryPorts, 'reader'>,
  personId: string,
  principal: Principal,
): Promise<PersonWithinReach> {
  const person = await reader.withinReach(personId, principal);
  if (!person) throw new Problem('not-found');
  return person;
}

/** Whether this is the caller: as a resident, or as a member of staff. */
export const isOneself = (personId: string, principal: Pick<Principal, 'personId' | 'staffId'>): boolean =>
  personId === principal.personId || personId === principal.staffId;

/** @throws Problem not-found for who has no data here, state-conflict for who had them erased */
export async function unerased({ people }: Pick<DirectoryPorts, 'people'>, personId: string): Promise<PersonItem> {
  const person = await people.person(personId);
  if (!person) throw new Problem('not-found');
  if (person.erasedAt)
    throw new Problem('state-conflict', {
      detail: { zh: '该人员的个人信息已删除', en: 'The data of this person have been erased' },
    });
  return person;
}

/** Whose name stands in the log of reads. @throws Problem not-allowed for who is not staff */
export function readerOf({ staffId }: Principal): string {
  if (!staffId) throw new Problem('not-allowed');
  return staffId;
}
