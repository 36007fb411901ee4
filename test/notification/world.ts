import type * as z from 'zod';
import type { Member } from '../../services/directory/contract/household.ts';
import type { Contact } from '../../services/directory/reader.ts';
import type { WorkOrderAssigned } from '../../services/dispatch/contract/events.ts';
import type { RequestReceived } from '../../services/intake/contract/events.ts';
import type { OutgoingChat, OutgoingEmail, OutgoingSms } from '../../services/notification/channels/port.ts';
import type { Channel } from '../../services/notification/contract/ids.ts';
import type { Preferences } from '../../services/notification/contract/preferences.ts';
import { type Message, messageSchema } from '../../services/notification/domain/message.ts';
import { nothingSet } from '../../services/notification/domain/preferences.ts';
import type { NotificationPorts } from '../../services/notification/ports.ts';
import { preferenceSource } from '../../services/notification/preferences.ts';
import { NotificationStore, preferencesAddress } from '../../services/notification/store.ts';
import { textSource } from '../../services/notification/texts.ts';
import { settleRow } from '../../services/notification/use-cases/settle-row.ts';
import type { clockBreachRetractedByRule, EscalationRaised } from '../../services/sla/contract/events.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { roleSchema } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { KeyTaken } from '../../shared/journal/errors.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import { fakeTable, type Item } from './fake-table.ts';

type ByRule = z.output<typeof clockBreachRetractedByRule.data>;

export const REQUEST = 'r1';
export const CLOCK = 'r1.arrival.1';
/** Of the arrival: 10:10 in Shanghai. */
const DUE = '2026-11-26T02:10:00.000Z';

/** Names, numbers and addresses that must never be written down anywhere. */
export const contacts: readonly Contact[] = [
  { personId: 'zhao-gang', name: '赵刚', phone: '+8613800138006', email: 'zhao-gang@example.com' },
  { personId: 'chen-jing', name: '陈静', phone: '+8613800138008', email: 'chen-jing@example.com' },
  { personId: 'zhou-lan', name: '周岚', phone: '+8613800138010', email: 'zhou-lan@example.com' },
  { personId: 'li-ming', name: '李明', phone: '+8613800138003', email: 'li-ming@example.com' },
  { personId: 'liu-yang', name: '刘洋', phone: '+8613800138004', email: null },
  { personId: 'wu-ting', name: '吴婷', phone: '+8613800138001', email: null },
  { personId: 'he-ping', name: '何平', phone: '+8613800138002', email: null },
  { personId: 'person-1201', name: '王建国', phone: '+8613900139001', email: 'wang@example.com' },
  { personId: 'person-1202', name: '王小梅', phone: null, email: 'xiaomei@example.com' },
];

export const escalation: EscalationRaised = {
  escalationId: `${CLOCK}.level-1`,
  clockId: CLOCK,
  requestId: REQUEST,
  level: 1,
  number: 'BX0012',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  premisesId: 'yunshan-3-1-1201',
  place: '3栋1单元1201',
  categoryLabel: { zh: '水浸', en: 'Flooding' },
  keyword: '水管爆裂',
  holderStaffId: 'li-ming',
  due: DUE,
  audience: {
    department: 'engineering',
    role: 'supervisor',
    copy: { department: 'customer-service', role: 'supervisor' },
  },
  urgent: true,
};

export function envelope<Data>(type: string, id: string, data: Data, version = 1): Envelope<Data> {
  return {
    id: `${type}.${id}.${String(version).padStart(12, '0')}`,
    schema: 1,
    company: 'demo',
    at: DUE,
    actor: { type: 'system', id: 'sla' },
    correlationId: 'correlation-1',
    causationId: 'cause-1',
    subject: { type, id, version },
    data,
  };
}

export const breachEvent = (data: Partial<EscalationRaised> = {}): Envelope<EscalationRaised> =>
  envelope('escalation', data.escalationId ?? escalation.escalationId, { ...escalation, ...data });

export const retractionEvent = (generation = 1) =>
  envelope(
    'clock',
    CLOCK,
    {
      clockId: CLOCK,
      requestId: REQUEST,
      kind: 'arrival' as const,
      due: DUE,
      generation,
      stoppedAt: '2026-11-26T02:09:30.000Z',
      stoppedByStaffId: 'li-ming',
      number: 'BX0012',
      place: '3栋1单元1201',
      categoryLabel: { zh: '水浸', en: 'Flooding' },
      keyword: '水管爆裂',
    },
    2 * generation,
  );

export const retractionByRuleEvent = (data: Partial<ByRule> = {}) =>
  envelope(
    'clock',
    CLOCK,
    {
      ...{ clockId: CLOCK, requestId: REQUEST, kind: 'arrival' as const, due: DUE, generation: 1 },
      ...{ because: 'paused' as const, newDue: '2026-11-26T02:40:30.000Z', stoppedAt: null, stoppedByStaffId: null },
      ...{ number: 'BX0012', place: '3栋1单元1201', keyword: '水管爆裂' },
      categoryLabel: { zh: '水浸', en: 'Flooding' },
      ...data,
    },
    2 * (data.generation ?? 1),
  );

/** What every event of a work order carries. */
export const job = {
  workOrderId: 'w1',
  requestId: REQUEST,
  number: 'BX0012',
  premisesId: 'yunshan-3-1-1201',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  category: 'flooding',
  categoryLabel: { zh: '水浸', en: 'Flooding' },
  keyword: '水管爆裂',
  skill: 'plumbing',
  urgent: true,
  place: '3栋1单元1201',
};

export const receivedEvent = (data: Partial<RequestReceived> = {}, reporter = 'person-1201') => ({
  ...envelope('request', REQUEST, {
    ...{ number: job.number, communityId: job.communityId, buildingId: job.buildingId, premisesId: job.premisesId },
    ...{ entranceId: null, place: job.place, category: job.category, categoryLabel: job.categoryLabel },
    ...{ keyword: job.keyword, policyKey: 'repair.urgent', department: 'engineering', skill: job.skill },
    ...{ urgent: true, channel: 'h5', onBehalf: false, receivedAt: '2026-11-26T02:00:00.000Z', clocks: [arrival] },
    ...data,
  }),
  actor: { type: 'person' as const, id: reporter },
});

export const assignedEvent = (data: Partial<WorkOrderAssigned> = {}): Envelope<WorkOrderAssigned> =>
  envelope('work-order', 'w1', {
    ...job,
    assigneeStaffId: 'li-ming',
    assignedAt: '2026-11-26T02:00:01.000Z',
    arriveBy: DUE,
    ...data,
  });

export const acceptedEvent = (version = 2) =>
  envelope(
    'work-order',
    'w1',
    { workOrderId: 'w1', requestId: REQUEST, assigneeStaffId: 'li-ming', at: '2026-11-26T02:01:00.000Z' },
    version,
  );

/** Somebody has said how they want to be told. */
export function preferred(rows: Map<string, Item>, personId: string, wishes: Partial<Preferences>): void {
  const { pk, state: sk } = preferencesAddress(personId);
  rows.set(`${pk}\n${sk}`, { pk, sk, version: 1, preferences: { ...nothingSet, ...wishes } });
}

export const arrival: RequestReceived['clocks'][number] = {
  ...{ kind: 'arrival', limit: 'PT10M', calendarId: '24x7', marks: [0.8], ladder: true, calendarVersion: 1 },
  ...{ policyId: 'repair.urgent', policyVersion: 1, start: '2026-11-26T02:00:00.000Z', due: DUE },
  markAt: ['2026-11-26T02:08:00.000Z'],
};

/** One call to a provider, as a test sees it. */
export type Sent =
  | ({ channel: 'email' } & OutgoingEmail)
  | ({ channel: 'sms' } & OutgoingSms)
  | ({ channel: 'chat'; to: 'group' } & OutgoingChat);

/** The process ended here: nothing of what would have come next happens. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Where a process stands, like `before commit`. */
export type Interrupt = (point: string) => void | Promise<void>;

/** What a write does, told by the rows it touches. */
function deedOf(sks: readonly string[]): 'commit' | 'record' | 'settle' | 'claim' {
  if (sks.includes('record')) return 'commit';
  if (sks.some((sk) => sk.startsWith('event#'))) return 'record';
  return sks.some((sk) => sk.startsWith('notice#')) ? 'settle' : 'claim';
}

const standing = (department: string, staffIds: readonly string[], role: string) =>
  staffIds.map((staffId) => ({
    ...{ staffId, postId: 'yunshan.post', department, skills: [] },
    roles: roleSchema.array().parse([role]),
  }));

/**
 * The service on an in-memory table, with a clock that a test moves and providers that a test may break.
 * @param has channels of the company
 */
export function world(has: readonly Channel[] = ['email', 'sms']) {
  const table = fakeTable();
  const sent: Sent[] = [];
  const onDuty = new Map([
    ['engineering', ['zhao-gang']],
    ['customer-service', ['chen-jing']],
  ]);
  /** Who stands where besides the supervisors: role → staff ids. */
  const desk = new Map([
    ['agent', ['wu-ting']],
    ['control-room', ['he-ping']],
  ]);
  const household: Pick<Member, 'personId' | 'kind'>[] = [];
  let epochMs = Date.parse(DUE) + 8_000;
  let count = 0;
  let provider: (attempt: Sent) => void = () => undefined;
  let interrupt: Interrupt = () => undefined;
  const doing = (point: string, sks: readonly string[]) => interrupt(`${point} ${deedOf(sks)}`);

  const accept = async (message: Sent): Promise<{ providerId: string }> => {
    await interrupt('before accept');
    provider(message);
    sent.push(message);
    await interrupt('after accept');
    return { providerId: `provider-${++count}` };
  };
  const doc = documentClient();
  const journal = new Journal(doc, 'notification', 'demo');
  const company = { name: '云杉物业', locale: 'zh-CN', timeZone: 'Asia/Shanghai' } as const;
  const ports: NotificationPorts = {
    journal,
    store: new NotificationStore(doc, 'notification'),
    directory: {
      onDuty: async ({ role }) =>
        role === 'supervisor'
          ? [...onDuty].flatMap(([department, staffIds]) => standing(department, staffIds, role))
          : standing('customer-service', desk.get(role ?? '') ?? [], role ?? ''),
      manager: async () => 'zhou-lan',
    },
    people: { contacts: async (ids) => contacts.filter(({ personId }) => ids.includes(personId)) },
    households: { householdMembers: async () => household },
    channels: {
      ...(has.includes('email') && { email: { send: (message) => accept({ channel: 'email', ...message }) } }),
      ...(has.includes('sms') && { sms: { send: (message) => accept({ channel: 'sms', ...message }) } }),
      ...(has.includes('chat') && {
        chat: { send: (message) => accept({ channel: 'chat', to: 'group', ...message }) },
      }),
    },
    company,
    textsOf: textSource(journal, company, () => epochMs),
    // Not kept between tests, which each begin with an empty table.
    preferencesOf: (personId) => preferenceSource(journal, () => epochMs)(personId),
    now: () => new Date(epochMs).toISOString(),
    communityName: async () => '云杉花园',
    caseLink: async (requestId) => `https://example.com/v1/public/requests/${requestId}.token`,
  };

  const rows = () => [...table.rows.values()];

  return {
    ...table,
    ports,
    sent,
    onDuty,
    desk,
    household,
    reset: (): void => {
      table.reset();
      sent.length = 0;
      count = 0;
      epochMs = Date.parse(DUE) + 8_000;
      provider = () => undefined;
      interrupt = () => undefined;
      table.interruptWrites(doing);
      onDuty.set('engineering', ['zhao-gang']);
      desk.set('agent', ['wu-ting']);
      household.length = 0;
    },
    /** It is this instant now. */
    at: (instant: string): void => {
      epochMs = Date.parse(instant);
    },
    pass: (ms: number): void => {
      epochMs += ms;
    },
    /** Asked before a message is accepted; throws what the adapter would. */
    provide: (by: (attempt: Sent) => void): void => {
      provider = by;
    },
    /** Called before and after everything that leaves the process; what it throws is what the process sees. */
    interrupt: (by: Interrupt): void => {
      interrupt = by;
    },
    /** As the inbox runs a reaction: again on a conflict, content when it has been done. */
    receive: async (reaction: () => Promise<void>): Promise<void> => {
      await retrying(reaction).catch((error: unknown) => {
        if (!(error instanceof KeyTaken)) throw error;
      });
    },
    /** As the minute sweep does for rows other than events. */
    sweep: async (): Promise<void> => {
      const now = new Date(epochMs).toISOString();
      const owed = rows().filter(({ sk, todoAt }) => !String(sk).startsWith('event#') && String(todoAt) <= now);
      for (const row of owed) await settleRow(row, ports);
    },
    messages: (): Message[] =>
      rows()
        .filter(({ sk }) => String(sk).startsWith('message#'))
        .map((row) => messageSchema.parse(row)),
    events: (): { name: string; data: Record<string, unknown> }[] =>
      rows()
        .filter(({ sk }) => String(sk).startsWith('event#'))
        .map(({ name, detail }) => ({ name: String(name), data: JSON.parse(String(detail)).data })),
  };
}
