import type { Policy, PromisedClock, PublishedCalendar, PublishedPolicy } from '../../services/sla/contract/policy.ts';
import { promise } from '../../services/sla/contract/promise.ts';
import { calendarBook } from '../../services/sla/domain/calendar-book.ts';
import { defaultCalendars } from '../../services/sla/domain/default-calendars.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import type { Fact, ReceivedFact, WorkOrderFact } from '../../services/sla/domain/facts.ts';

export const publishedPolicy = (policy: Policy, version = 1): PublishedPolicy => ({
  policyId: policy.id,
  version,
  policy,
});

export const policies: readonly PublishedPolicy[] = defaultPolicies.map((policy) => publishedPolicy(policy));

export const calendars: readonly PublishedCalendar[] = defaultCalendars('Asia/Shanghai').map((calendar) => ({
  calendarId: calendar.id,
  version: 1,
  calendar,
}));

/** Where a clock finds the calendar it was promised on. */
export const book = calendarBook(calendars);

/** 10:00 in Shanghai. */
export const RECEIVED_AT = '2026-11-25T02:00:00.000Z';

export const promised = (policyKey: string, receivedAt = RECEIVED_AT, communityId = 'yunshan'): PromisedClock[] =>
  promise({ policies, calendars, policyKey, communityId, receivedAt });

/** A look where all clocks agree. */
export const moment = (now: string) => ({ now, passed: now });

/** Of an emergency, the clocks until somebody is at the door; those of the remedy are promised with it. */
const untilArrival = (receivedAt: string): PromisedClock[] =>
  promised('repair.urgent', receivedAt).filter(({ kind }) => kind !== 'resolve');
const urgentClocks = untilArrival(RECEIVED_AT);

export const received = (more: Partial<ReceivedFact> = {}): ReceivedFact => ({
  id: 'request.r-1.000000000001',
  kind: 'received',
  at: RECEIVED_AT,
  requestId: 'r-1',
  number: 'BX0012',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  premisesId: 'yunshan-3-1-1201',
  place: '3栋1单元1201',
  categoryLabel: { zh: '水浸', en: 'Flooding' },
  keyword: '水管爆裂',
  department: 'engineering',
  urgent: true,
  onBehalf: false,
  clocks: more.at ? untilArrival(more.at) : urgentClocks,
  ...more,
});

let acts = 0;

export const act = (kind: WorkOrderFact['kind'], at: string, staffId = 'li-ming'): Fact => {
  acts += 1;
  return { id: `work-order.w-1.${String(acts).padStart(12, '0')}`, kind, at, workOrderId: 'w-1', staffId };
};

/** @param ms may be negative */
export const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();
