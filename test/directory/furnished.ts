import { directoryOperations } from '../../services/directory/operations/index.ts';
import { directoryPorts } from '../../services/directory/operations/ports.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import type { Role } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { apiOf } from '../shared/api-call.ts';
import { personalStores } from './people-store.ts';
import { cause, member, technicians } from './samples.ts';

export const FLAT = 'yunshan-3-1-1201';
/** In another building of the same community. */
export const OTHER_FLAT = 'yunshan-1-1-101';

export const staffOf = (staffId: string, roles: Role | Role[], communityId = 'yunshan'): Principal => ({
  sub: `sub-${staffId}`,
  roles: [roles].flat(),
  staffId,
  personId: null,
  premisesIds: [],
  communityIds: [communityId],
});
export const agent = staffOf('wu-ting', 'agent');
export const manager = staffOf('zhou-lan', 'manager');
export const head = staffOf('gao-feng', 'department-head');
export const otherHead = staffOf('bai-xue', 'department-head');
export const technician = staffOf('li-ming', 'technician');
export const keeper = staffOf('sun-li', ['concierge', 'profile-keeper']);
export const elsewhere = staffOf('elsewhere', ['manager', 'profile-keeper', 'agent'], 'trial');
export const ownerOf = (personId: string): Principal => ({
  sub: `sub-${personId}`,
  roles: ['owner'],
  staffId: null,
  personId,
  premisesIds: [FLAT],
  communityIds: [],
});
export const wangFang = ownerOf('wang-fang');

const flat = (id: string, building: string, place: string) => ({
  id,
  communityId: 'yunshan',
  buildingId: `yunshan-${building}`,
  entranceId: `yunshan-${building}-1`,
  place,
});

/** 云杉花园 with two flats and their owners, a post, staff of two departments, and the operations over all that. */
export async function furnished() {
  const doc = documentClient();
  const personal = personalStores(doc);
  let ids = 0;
  const ports = directoryPorts(doc, 'directory', 'demo', {
    ...personal,
    newId: () => `person-${++ids}`,
    timeZone: 'Asia/Shanghai',
  });
  const { store } = ports;
  await store.addPremises([flat(FLAT, '3', '3栋1单元1201'), flat(OTHER_FLAT, '1', '1栋1单元101')]);
  await store.addStaff([
    member('li-ming'),
    member('zhang-qiang'),
    member('wu-ting', { roles: ['agent'], department: 'customer-service' }),
    member('sun-li', { roles: ['concierge', 'profile-keeper'], department: 'customer-service' }),
    member('gao-feng', { roles: ['department-head'] }),
    member('bai-xue', { roles: ['department-head'], department: 'customer-service' }),
    member('zhou-lan', { roles: ['manager'], department: 'management' }),
    member('ding-hao', { communityIds: ['trial'] }),
  ]);
  await store.nameManager('zhou-lan');
  await store.openPost(technicians, cause);
  await personal.people.addMissing([
    { id: 'wang-fang', name: '王芳', phone: '+8613800138011', email: 'wang-fang@example.com' },
    { id: 'he-jun', name: '何军', phone: '+8613800138012', email: null },
    { id: 'li-ming', name: '李明', phone: '+8613800138003', email: 'li-ming@example.com' },
    { id: 'zhou-lan', name: '周岚', phone: '+8613800138010', email: null },
  ]);
  for (const [premisesId, personId] of [
    [FLAT, 'wang-fang'],
    [OTHER_FLAT, 'he-jun'],
  ] as const)
    await store.openHousehold(
      {
        premisesId,
        communityId: 'yunshan',
        timeZone: 'Asia/Shanghai',
        members: [{ personId, kind: 'owner', from: null, until: null }],
      },
      cause,
    );
  await store.addPrincipals([wangFang, technician].map((principal) => ({ ...principal, ...lists(principal) })));
  return { ...ports, call: apiOf(directoryOperations(ports), 'directory') };
}

/** As an item of the table has them. */
const lists = ({ roles, premisesIds, communityIds }: Principal) => ({
  roles: [...roles],
  premisesIds: [...premisesIds],
  communityIds: [...communityIds],
  buildings: undefined,
});
