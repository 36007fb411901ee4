import { DirectoryStore } from '../../services/directory/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import { IntakeStore } from '../../services/intake/store.ts';
import { seedSettings } from '../../services/sla/seed.ts';
import { SlaStore } from '../../services/sla/store.ts';
import { takeFact } from '../../services/sla/use-cases/take-fact.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import type { Role } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { personalStores } from '../directory/people-store.ts';
import { cause, member, technicians } from '../directory/samples.ts';
import * as dispatch from '../dispatch/samples.ts';
import { intake, owner, premises, standardArrives, strangerAgent } from '../intake/samples.ts';
import { apiOf } from '../shared/api-call.ts';
import * as sla from '../sla/samples.ts';

/** Stands in all that belongs to the other community: nobody here may ever see it. */
export const FOREIGN = '邻区专属';

export const TABLE = 'table';

/** What exists, here or elsewhere, by the noun that stands before it in a path; and what exists nowhere. */
const known: Readonly<Record<string, readonly string[]>> = {
  requests: ['request-1', 'request-1', 'request-2', 'r-1', 'r-2', 'r1', 'r2'],
  'work-orders': ['r1.1', 'r1.1', 'r2.1'],
  clocks: ['r-1.arrival.1', 'r-2.arrival.1', 'r-1.receipt.1'],
  premises: ['yunshan-3-1-1201', 'trial-1-1-101'],
  posts: ['yunshan.technicians', 'trial.technicians'],
  policies: ['repair.urgent', 'complaint.attitude'],
  people: ['wang-fang', 'wang-fang', 'li-ming', 'ding-hao', 'he-jun'],
  households: ['yunshan-3-1-1201', 'trial-1-1-101'],
  sensitive: ['health', 'care-needs'],
  staff: ['li-ming', 'zhang-qiang', 'ding-hao'],
  calendars: ['24x7', 'service', 'workday'],
  templates: ['breach', 'owner-received', 'contact-due'],
};
const nowhere = ['none', '5f0c2f6e-7f0a-4d5e-9b51-1f2f3a4b5c6d'];

export const idsAt = (noun: string): readonly string[] => [...(known[noun] ?? []), ...nowhere];

export const principal = (role: Role): Principal => ({
  sub: `sub-${role}`,
  roles: [role],
  staffId: role === 'owner' ? null : 'li-ming',
  personId: role === 'owner' ? 'wang-fang' : null,
  premisesIds: role === 'owner' ? [premises.id] : [],
  communityIds: role === 'owner' ? [] : ['yunshan'],
});

const foreign = { communityId: 'trial', premisesId: 'trial-1-1-101', place: FOREIGN };

/** Two communities with people, rosters, a service standard, work orders and clocks: ours and a foreign one. */
export async function furnish(): Promise<void> {
  const doc = documentClient();
  const journal = new Journal(doc, TABLE, 'demo');
  const directory = new DirectoryStore(doc, TABLE, 'demo');
  await directory.addCommunities([
    { id: 'yunshan', name: '云杉花园' },
    { id: 'trial', name: FOREIGN },
  ]);
  await directory.addPremises([
    premises,
    { ...premises, id: foreign.premisesId, communityId: 'trial', buildingId: 'trial-1', place: FOREIGN },
  ]);
  await directory.addStaff([member('li-ming'), member('zhang-qiang'), member('ding-hao', { communityIds: ['trial'] })]);
  await directory.openPost(technicians, cause);
  await directory.openPost({ ...technicians, id: 'trial.technicians', communityId: 'trial' }, cause);
  await personalStores(doc).people.addMissing([
    { id: 'wang-fang', name: '王芳', phone: '+8613800138011', email: null },
    { id: 'he-jun', name: FOREIGN, phone: '+8613800138012', email: null },
    { id: 'li-ming', name: '李明', phone: '+8613800138003', email: null },
  ]);
  await directory.nameManager('zhou-lan');
  for (const [premisesId, communityId, personId] of [
    [premises.id, 'yunshan', 'wang-fang'],
    [foreign.premisesId, 'trial', 'he-jun'],
  ] as const)
    await directory.openHousehold(
      {
        premisesId,
        communityId,
        timeZone: 'Asia/Shanghai',
        members: [{ personId, kind: 'owner', from: null, until: null }],
      },
      cause,
    );
  await standardArrives(new IntakeStore(doc, TABLE));
  await seedSettings(journal, { timeZone: 'Asia/Shanghai', calendars: [], overrides: [] }, sla.RECEIVED_AT);

  const { ports } = dispatch.dispatch();
  await dispatchRequest(dispatch.received(), ports, dispatch.receivedAt);
  const colleague = { ...dispatch.plumber, staffId: 'ding-hao', postId: 'trial.technicians' };
  await dispatchRequest(dispatch.received(foreign, 'r2'), dispatch.dispatch([colleague]).ports, dispatch.receivedAt);

  const api = apiOf(intake().operations, TABLE);
  const report = { premisesId: premises.id, description: '厨房水管爆裂' };
  await api('POST', '/v1/requests', { as: owner, body: report });
  const elsewhereToo = { premisesId: foreign.premisesId, description: FOREIGN };
  await api('POST', '/v1/requests', { as: strangerAgent, body: elsewhereToo });

  const store = new SlaStore(doc, TABLE);
  const timer = { start: async () => undefined, stop: async () => undefined };
  const takes = { journal, store, timer, company: 'demo' };
  const news = { id: 'event-1', correlationId: 'c1' };
  await takeFact('r-1', sla.received(), news, takes, sla.moment(sla.RECEIVED_AT));
  const elsewhere = sla.received({ ...foreign, id: 'request.r-2.000000000001', requestId: 'r-2' });
  await takeFact('r-2', elsewhere, news, takes, sla.moment(sla.RECEIVED_AT));
}
