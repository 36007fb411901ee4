import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import type { PersonWithinReach } from '../reader.ts';
import type { DirectoryPorts } from './ports.ts';

/** As `DirectoryReader.withinReach`, for the caller’s communities. */
export const personWithinReach = (
  { reader }: Pick<DirectoryPorts, 'reader'>,
  personId: string,
  { communityIds }: Principal,
): Promise<PersonWithinReach | undefined> => reader.withinReach(personId, communityIds);

/** @throws Problem not-found, alike for a person elsewhere and one that does not exist */
export async function ownPerson(
  ports: Pick<DirectoryPorts, 'reader'>,
  personId: string,
  principal: Principal,
): Promise<PersonWithinReach> {
  const person = await personWithinReach(ports, personId, principal);
  if (!person) throw new Problem('not-found');
  return person;
}

/** Whose name stands in the log of reads. @throws Problem not-allowed for who is not staff */
export function readerOf({ staffId }: Principal): string {
  if (!staffId) throw new Problem('not-allowed');
  return staffId;
}
