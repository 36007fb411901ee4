import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import type { TieItem } from '../items.ts';
import type { DirectoryPorts } from './ports.ts';

/** A person within the caller's reach. */
interface OwnPerson {
  /** Only those to the caller's communities. */
  readonly ties: readonly TieItem[];
  readonly isStaff: boolean;
}

/**
 * A person with a home, past or to come, in the caller's communities, entered by a desk there, or at work there. A home
 * that was taken out again still ties: nobody may be left whom no desk could enter elsewhere or erase.
 */
export async function personWithinReach(
  { store, reader }: Pick<DirectoryPorts, 'store' | 'reader'>,
  personId: string,
  { communityIds }: Principal,
): Promise<OwnPerson | undefined> {
  const [ties, [member]] = await Promise.all([store.ties(personId), reader.staff([personId])]);
  const mine = ties.filter(({ communityId }) => communityIds.includes(communityId));
  const works = member?.communityIds.some((id) => communityIds.includes(id)) ?? false;
  return mine.length > 0 || works ? { ties: mine, isStaff: member !== undefined } : undefined;
}

/** @throws Problem not-found, alike for a person elsewhere and one that does not exist */
export async function ownPerson(
  ports: Pick<DirectoryPorts, 'store' | 'reader'>,
  personId: string,
  principal: Principal,
): Promise<OwnPerson> {
  const person = await personWithinReach(ports, personId, principal);
  if (!person) throw new Problem('not-found');
  return person;
}

/** Whose name stands in the log of reads. @throws Problem not-allowed for who is not staff */
export function readerOf({ staffId }: Principal): string {
  if (!staffId) throw new Problem('not-allowed');
  return staffId;
}
