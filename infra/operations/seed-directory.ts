import type { Household } from '../../services/directory/contract/household.ts';
import { postIdOf } from '../../services/directory/contract/ids.ts';
import type { PrincipalItem } from '../../services/directory/items.ts';
import type { PeopleStore } from '../../services/directory/people-store.ts';
import type { DirectoryStore } from '../../services/directory/store.ts';
import type { Cause } from '../../shared/events/envelope.ts';
import type { Role } from '../../shared/identity/roles.ts';
import type { CompanyProfile } from '../company-profile.ts';
import { expandPlaces } from '../places.ts';

/** How many of each were written; zero where everything was there already. */
export type Written = Readonly<Record<string, number>>;

export async function seedPlaces(store: DirectoryStore, profile: CompanyProfile): Promise<Written> {
  const { communities, buildings, entrances, premises } = expandPlaces(profile);
  const entrancesOf = Map.groupBy(entrances, ({ buildingId }) => buildingId);
  return {
    communities: await store.addCommunities(communities),
    buildings: await store.addBuildings(
      buildings.map((building) => ({
        ...building,
        entrances: (entrancesOf.get(building.id) ?? []).map(({ id, name }) => ({ id, name })),
      })),
    ),
    premises: await store.addPremises(premises.map(({ room: _, ...one }) => one)),
  };
}

/** Staff with their duties, posts with their first rosters, and everybody's sealed name, phone and e-mail. */
export async function seedPeople(
  store: DirectoryStore,
  people: PeopleStore,
  profile: CompanyProfile,
  cause: Cause,
): Promise<Written> {
  const { staff, owners } = profile.people;
  const members = await store.addStaff(
    staff.map(({ id, roles, department, skills, skillLevels, preferences }) => ({
      id,
      roles,
      department,
      skills,
      ...(skillLevels && { skillLevels }),
      ...(preferences && { preferences }),
      ...worksWhere(id, roles, profile),
    })),
  );
  const persons = await people.addMissing(
    // The profile's numbers are mainland mobile numbers without the country code.
    [...staff, ...owners].map(({ id, name, phone, email }) => ({ id, name, phone: `+86${phone}`, email })),
  );
  let households = 0;
  for (const household of householdsOf(profile)) if (await store.openHousehold(household, cause)) households++;
  let posts = 0;
  for (const { id, ...post } of profile.posts)
    if (await store.openPost({ ...post, id: postIdOf(post.communityId, id) }, cause)) posts++;
  const manager = staff.find(({ roles }) => roles.includes('manager'));
  if (manager) await store.nameManager(manager.id);
  return { staff: members, people: persons, households, posts };
}

/** The profile knows no dates of moving in: its owners have always been there. */
function householdsOf(profile: CompanyProfile): Household[] {
  const communityOf = new Map(expandPlaces(profile).premises.map(({ id, communityId }) => [id, communityId]));
  const homes = profile.people.owners.flatMap(({ id, premises }) => premises.map((home) => ({ personId: id, home })));
  return [...Map.groupBy(homes, ({ home }) => home)].map(([premisesId, owners]) => ({
    premisesId,
    communityId: communityOf.get(premisesId) ?? '',
    timeZone: profile.timeZone,
    members: owners.map(({ personId }) => ({ personId, kind: 'owner', from: null, until: null })),
  }));
}

/** Somebody of the profile who may sign in, and what they may see once their `sub` is known. */
export interface Resident extends Omit<PrincipalItem, 'sub'> {
  readonly username: string;
  /** Of an outside issuer. */
  readonly sub: string | undefined;
}

export function residentsOf(profile: CompanyProfile): Resident[] {
  const { staff, owners } = profile.people;
  return [
    ...staff.map(({ id, username, roles, sub }) => ({
      username,
      sub,
      roles,
      staffId: id,
      personId: null,
      premisesIds: [],
      ...worksWhere(id, roles, profile),
    })),
    ...owners.map(({ id, username, premises, sub }) => ({
      username,
      sub,
      roles: ['owner' as const],
      staffId: null,
      personId: id,
      premisesIds: premises,
      communityIds: [],
    })),
  ];
}

/**
 * Staff work where they stand on a roster, managers everywhere. Who stands in a community only at posts of some buildings
 * is there for these buildings alone (R268).
 */
function worksWhere(staffId: string, roles: readonly Role[], { communities, posts }: CompanyProfile) {
  const own = Map.groupBy(
    posts.filter(({ roster }) => roster.shifts.some((shift) => shift.staffId === staffId)),
    ({ communityId }) => communityId,
  );
  if (roles.includes('manager')) return { communityIds: communities.map(({ id }) => id) };
  const buildings = [...own].flatMap(([communityId, here]): [string, string[]][] => {
    const ids = here.flatMap((post) => (post.buildings === '*' ? [] : post.buildings));
    return here.some((post) => post.buildings === '*') ? [] : [[communityId, [...new Set(ids)]]];
  });
  return {
    communityIds: communities.map(({ id }) => id).filter((id) => own.has(id)),
    ...(buildings.length > 0 && { buildings: Object.fromEntries(buildings) }),
  };
}
