import { Problem } from '../../../shared/http/problem.ts';
import { type Principal, worksIn } from '../../../shared/identity/principal.ts';
import type { StaffMember } from '../contract/records.ts';
import type { PersonItem, TieItem } from '../items.ts';
import type { DirectoryPorts } from './ports.ts';

/** A person within the caller's reach. */
interface OwnPerson {
  /** Only those to the caller's communities and buildings. */
  readonly ties: readonly TieItem[];
  /** Who works for the company, or has worked for it. */
  readonly member: StaffMember | undefined;
}

type Ports = Pick<DirectoryPorts, 'store' | 'reader'>;

/**
 * A person with a home, past or to come, in the caller's communities and buildings, entered by a desk there, or at work
 * there. A home that was taken out again still ties: nobody may be left whom no desk could enter elsewhere or erase.
 */
export async function personWithinReach(
  ports: Ports,
  personId: string,
  principal: Principal,
): Promise<OwnPerson | undefined> {
  const [all, [member]] = await Promise.all([ports.store.ties(personId), ports.reader.staffOnRecord([personId])]);
  const ties = await tiesWithin(ports, all, principal);
  const works = member?.communityIds.some((id) => principal.communityIds.includes(id)) ?? false;
  return ties.length > 0 || works ? { ties, member } : undefined;
}

async function tiesWithin(
  { reader }: Pick<DirectoryPorts, 'reader'>,
  ties: readonly TieItem[],
  principal: Principal,
): Promise<TieItem[]> {
  const here = ties.filter(({ communityId }) => principal.communityIds.includes(communityId));
  if (principal.buildings === undefined) return here;
  const premises = await reader.premisesOf(here.flatMap(({ premisesId }) => premisesId ?? []));
  const buildings = new Map(premises.map(({ id, buildingId }) => [id, buildingId]));
  return here.filter(({ communityId, premisesId = '' }) => worksIn(principal, communityId, buildings.get(premisesId)));
}

/** @throws Problem not-found, alike for a person elsewhere and one that does not exist */
export async function ownPerson(ports: Ports, personId: string, principal: Principal): Promise<OwnPerson> {
  const person = await personWithinReach(ports, personId, principal);
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
