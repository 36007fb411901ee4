import type { Member } from '../../services/directory/contract/household.ts';
import { parsePlaceId } from '../../services/directory/contract/places.ts';
import type { CommunityKind, Premises } from '../../services/directory/contract/records.ts';
import { RequestContacts } from '../../services/intake/contacts.ts';
import { RequestNotes } from '../../services/intake/notes.ts';
import { intakeOperations } from '../../services/intake/operations/index.ts';
import type { IntakePorts } from '../../services/intake/ports.ts';
import { RequestLists } from '../../services/intake/request-lists.ts';
import { SilenceWatch } from '../../services/intake/silence-watch.ts';
import { IntakeStore } from '../../services/intake/store.ts';
import { defaultCalendars } from '../../services/sla/domain/default-calendars.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { memoryVault } from '../shared/memory-kms.ts';

export const TABLE = 'intake';

export const premises: Premises = {
  id: 'yunshan-3-1-1201',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  entranceId: 'yunshan-3-1',
  place: '3栋1单元1201',
};

export const elsewhere: Premises = { ...premises, id: 'trial-1-1-101', communityId: 'trial', place: '1栋1单元101' };

export const owner: Principal = {
  sub: 'sub-wang-fang',
  roles: ['owner'],
  staffId: null,
  personId: 'wang-fang',
  premisesIds: [premises.id],
  communityIds: [],
};

export const neighbour: Principal = {
  ...owner,
  sub: 'sub-he-jun',
  personId: 'he-jun',
  premisesIds: ['yunshan-1-1-101'],
};

export const agent: Principal = {
  sub: 'sub-wu-ting',
  roles: ['agent'],
  staffId: 'wu-ting',
  personId: null,
  premisesIds: [],
  communityIds: ['yunshan'],
};

export const strangerAgent: Principal = { ...agent, sub: 'sub-zhou-min', staffId: 'zhou-min', communityIds: ['trial'] };

export const technician: Principal = { ...agent, sub: 'sub-li-ming', staffId: 'li-ming', roles: ['technician'] };

export const company = { name: '云杉物业', timeZone: 'Asia/Shanghai' };

/** A directory of these places, of their common areas, and of the staff of both communities. */
export const directoryOf = (
  places: readonly Premises[],
  { kind = 'residential', members = [] }: { kind?: CommunityKind; members?: Pick<Member, 'personId' | 'kind'>[] } = {},
): IntakePorts['directory'] => ({
  premises: async (id) => {
    const of = parsePlaceId(id);
    if (of.of !== 'commons') {
      const found = places.find((one) => one.id === of.premisesId);
      return found && { ...found, id };
    }
    const { communityId, buildingId } = of;
    if (!places.some((one) => one.communityId === communityId)) return undefined;
    const place = buildingId === null ? '公共区域' : '3栋公共区域';
    return { id, communityId, buildingId: buildingId ?? id, entranceId: null, place };
  },
  householdMembers: async (id) => (id === premises.id ? members : []),
  staffMember: async (id) =>
    ['wu-ting', 'li-ming', 'chen-jing'].includes(id)
      ? { id, roles: ['agent'], department: 'customer-service', skills: [], communityIds: ['yunshan'] }
      : undefined,
  community: async (id) => ({ id, name: '云杉花园', kind }),
});

/** The service over the table that a test gave to the document client. */
export function intake(more: Partial<IntakePorts> = {}) {
  const doc = documentClient();
  const store = new IntakeStore(doc, TABLE);
  const journal = new Journal(doc, TABLE, 'demo');
  let ids = 0;
  const operations = intakeOperations({
    journal,
    store,
    lists: new RequestLists(doc, TABLE),
    notes: new RequestNotes(doc, TABLE),
    silences: new SilenceWatch(doc, TABLE, 86_400_000),
    contacts: new RequestContacts(doc, TABLE, memoryVault()),
    directory: directoryOf([premises, elsewhere]),
    newId: () => `request-${++ids}`,
    openLink: async () => undefined,
    company,
    ...more,
  });
  return { journal, store, operations };
}

export const publishedPolicies = defaultPolicies.map((policy) => ({ policyId: policy.id, version: 1, policy }));
export const publishedCalendars = defaultCalendars('Asia/Shanghai').map((calendar) => ({
  calendarId: calendar.id,
  version: 1,
  calendar,
}));

/** The company's first service standard arrives. */
export async function standardArrives(store: IntakeStore): Promise<void> {
  for (const policy of publishedPolicies) await store.keepPolicy(policy);
  for (const calendar of publishedCalendars) await store.keepCalendar(calendar);
}
