import type * as z from 'zod';
import type { Member } from '../../services/directory/contract/household.ts';
import type { StaffMember } from '../../services/directory/contract/records.ts';
import type { OnDuty } from '../../services/directory/reader.ts';
import { dispatchOperations } from '../../services/dispatch/operations/index.ts';
import type { DispatchPorts } from '../../services/dispatch/ports.ts';
import { DispatchStore } from '../../services/dispatch/store.ts';
import type {
  RequestAct,
  RequestReceived,
  requestAssessed,
  requestConsented,
  requestReclassified,
  requestReopened,
} from '../../services/intake/contract/events.ts';
import type { clockBreached } from '../../services/sla/contract/events.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';

export const TABLE = 'dispatch';

/** Ten in the morning in Shanghai. */
export const receivedAt = '2026-11-25T02:00:00.000Z';
export const arriveBy = '2026-11-25T02:10:00.000Z';

export const burst: RequestReceived = {
  number: 'BX000123',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  entranceId: 'yunshan-3-1',
  premisesId: 'yunshan-3-1-1201',
  place: '3栋1单元1201',
  category: 'flooding',
  categoryLabel: { zh: '水浸', en: 'Flooding' },
  keyword: '水管爆裂',
  policyKey: 'repair.urgent',
  department: 'engineering',
  skill: 'plumbing',
  urgent: true,
  channel: 'h5',
  onBehalf: false,
  receivedAt,
  clocks: [
    {
      kind: 'arrival',
      limit: 'PT10M',
      calendarId: '24x7',
      calendarVersion: 1,
      policyId: 'repair.urgent',
      policyVersion: 1,
      start: receivedAt,
      due: arriveBy,
      marks: [0.8],
      markAt: ['2026-11-25T02:08:00.000Z'],
      ladder: true,
    },
  ],
};

/** Three minutes to accept it. */
export const acceptClock: RequestReceived['clocks'][number] = {
  ...{ kind: 'accept', limit: 'PT3M', calendarId: '24x7', calendarVersion: 1 },
  ...{ policyId: 'repair.urgent', policyVersion: 1, start: receivedAt, due: '2026-11-25T02:03:00.000Z' },
  ...{ marks: [], markAt: [], ladder: false },
};

/** The event `request.received`, as it comes from the bus. */
export const received = (data: Partial<RequestReceived> = {}, requestId = 'r1'): Envelope<RequestReceived> => ({
  id: `request.${requestId}.000000000001`,
  schema: 1,
  company: 'demo',
  at: receivedAt,
  actor: { type: 'person', id: 'wang-fang' },
  correlationId: 'c1',
  causationId: 'call-1',
  subject: { type: 'request', id: requestId, version: 1 },
  data: { ...burst, ...data },
});

const { number, communityId, buildingId, premisesId, place, categoryLabel } = burst;
const act: RequestAct = {
  ...{ number, communityId, buildingId, premisesId, place, categoryLabel },
  ...{ at: receivedAt, staffId: 'sun-li' },
};
const later = <Data>(version: number, data: Data, requestId: string): Envelope<Data> => ({
  ...received({}, requestId),
  id: `request.${requestId}.${String(version).padStart(12, '0')}`,
  subject: { type: 'request', id: requestId, version },
  data,
});

/** `request.cancelled`, as the request's n-th event. */
export const withdrawn = (version: number, requestId = 'r1') => later(version, act, requestId);

/** `request.assessed` */
export const assessed = (version: number, priority: number, more: { aboutStaffId?: string } = {}, requestId = 'r1') =>
  later<z.output<typeof requestAssessed.data>>(
    version,
    { ...act, importance: 'medium', urgency: 'medium', priority, ...more },
    requestId,
  );

/** `request.consented` */
export const consented = (version: number, requestId = 'r1') =>
  later<z.output<typeof requestConsented.data>>(version, { ...act, staffId: null, clocks: [] }, requestId);

/** `request.reclassified` */
export const reclassified = (version: number, to: Partial<RequestReceived>, requestId = 'r1') =>
  later<z.output<typeof requestReclassified.data>>(
    version,
    {
      ...{ ...burst, ...act, ...to },
      ...{
        previousCategory: 'flooding',
        direction: 'lowered',
        byRoles: ['agent'],
        byAssignee: false,
        reason: '未浸水',
      },
    },
    requestId,
  );

/** `request.reopened` */
export const reopened = (version: number, to: Partial<RequestReceived> = {}, requestId = 'r1') =>
  later<z.output<typeof requestReopened.data>>(version, { ...burst, ...act, ...to, times: 1 }, requestId);

/** `clock.breached` of the time to accept, which ended at `due`. */
export const unaccepted = (due: string, requestId = 'r1'): Envelope<z.output<typeof clockBreached.data>> => ({
  ...received({}, requestId),
  id: `clock.${requestId}.accept.000000000002`,
  subject: { type: 'clock', id: `${requestId}.accept`, version: 2 },
  data: { clockId: `${requestId}.accept`, requestId, kind: 'accept', due, generation: 1, judgedBy: 'timer' },
});

export const plumber: OnDuty = {
  staffId: 'li-ming',
  postId: 'yunshan.technicians',
  department: 'engineering',
  roles: ['technician'],
  skills: ['plumbing', 'general'],
};
export const electrician: OnDuty = { ...plumber, staffId: 'liu-yang', skills: ['electrical', 'general'] };

export const technician: Principal = {
  sub: 'sub-li-ming',
  roles: ['technician'],
  staffId: 'li-ming',
  personId: null,
  premisesIds: [],
  communityIds: ['yunshan'],
};
export const colleague: Principal = { ...technician, sub: 'sub-liu-yang', staffId: 'liu-yang' };
export const supervisor: Principal = {
  ...technician,
  sub: 'sub-zhao-gang',
  staffId: 'zhao-gang',
  roles: ['supervisor'],
};
export const strangerSupervisor: Principal = { ...supervisor, sub: 'sub-qian-wei', communityIds: ['trial'] };
export const agent: Principal = { ...supervisor, sub: 'sub-sun-li', staffId: 'sun-li', roles: ['agent'] };
export const manager: Principal = { ...supervisor, sub: 'sub-zhou-min', staffId: 'zhou-min', roles: ['manager'] };
export const owner: Principal = {
  sub: 'sub-wang-fang',
  roles: ['owner'],
  staffId: null,
  personId: 'wang-fang',
  premisesIds: ['yunshan-3-1-1201'],
  communityIds: [],
};
export const neighbour: Principal = { ...owner, sub: 'sub-he-jun', premisesIds: ['yunshan-1-1-101'] };

/** Who works here at all, on duty or not. */
const staff: StaffMember[] = [
  ['li-ming', 'yunshan'],
  ['liu-yang', 'yunshan'],
  ['chen-jie', 'yunshan'],
  ['qian-wei', 'trial'],
].map(([id = '', communityId = '']) => ({
  ...{ id, communityIds: [communityId] },
  ...{ roles: ['technician'], department: 'engineering', skills: ['general'] },
}));

/** Who lives at the premises of these samples. */
const household: Pick<Member, 'personId' | 'kind'>[] = [
  { personId: 'wang-fang', kind: 'owner' },
  { personId: 'wang-lei', kind: 'family' },
  { personId: 'tang-jun', kind: 'tenant' },
];

/** The service over the table that a test gave to the document client. `duty` is who is on duty, and may change. */
export function dispatch(duty: OnDuty[] = [plumber]) {
  const doc = documentClient();
  const asked: unknown[] = [];
  const ports: DispatchPorts = {
    journal: new Journal(doc, TABLE, 'demo'),
    store: new DispatchStore(doc, TABLE),
    directory: {
      onDuty: async (question) => {
        asked.push(question);
        return [...duty];
      },
      staff: async (ids) => staff.filter(({ id }) => ids.includes(id)),
      householdMembers: async () => household,
    },
  };
  return { ports, duty, asked, operations: dispatchOperations(ports, 'Asia/Shanghai') };
}
