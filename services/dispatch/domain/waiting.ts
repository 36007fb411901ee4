import { draft } from '../../../shared/journal/event-item.ts';
import { parseDuration } from '../../../shared/time/durations.ts';
import { toIso } from '../../../shared/time/instants.ts';
import { pauseReasonSchema, pauseReasons, waitingReasonSchema, waitingReasons } from '../../sla/contract/pauses.ts';
import { workOrderResumed, workOrderWaitApproved, workOrderWaiting } from '../contract/events.ts';
import type { Events } from './evolve.ts';
import type { Fault } from './fault.ts';
import { jobOf } from './giving.ts';
import { life } from './life.ts';
import type { WorkOrder } from './work-order.ts';

export const waitReasons = { ...pauseReasons, ...waitingReasons };
type WaitReason = keyof typeof waitReasons;

export interface Wait {
  readonly reason: WaitReason;
  /** The new time agreed with the owner, or when it is likely to go on. */
  readonly appointment: string | null;
  readonly textToOwner: string | null;
  readonly note: string | null;
  /** Ids of photos; intake keeps them. */
  readonly attachmentIds: readonly string[];
}

/** ISO 8601 duration for which clocks stand still at most; null for a reason of ours, where they run on. */
function maximumOf(reason: WaitReason): string | null {
  const ofOwner = pauseReasonSchema.safeParse(reason);
  return ofOwner.success ? pauseReasons[ofOwner.data].maximum : null;
}

/** Where the owner is to be met another time, that time is agreed before the clocks stand still. */
const withNewTime: readonly WaitReason[] = ['owner-absent', 'owner-postponed'];

/**
 * What is missing or wrong, in this order; empty when the wait may be recorded (R062). That nobody was at home is proved
 * by having been at the door, or by words on how they were tried to be reached (F-19).
 */
export function faultsOf(
  { status }: Pick<WorkOrder, 'status'>,
  { reason, appointment, textToOwner, note }: Wait,
  at: string,
): Fault[] {
  const maximum = maximumOf(reason);
  const faults: (Fault | false)[] = [
    withNewTime.includes(reason) &&
      !appointment && { path: '/appointment', reason: 'the new time agreed with the owner is needed' },
    appointment !== null && appointment <= at && { path: '/appointment', reason: 'must lie in the future' },
    maximum !== null &&
      appointment !== null &&
      appointment > endOf(at, maximum) && { path: '/appointment', reason: `must lie within ${maximum}` },
    reason === 'owner-absent' &&
      status !== 'arrived' &&
      !note && { path: '/note', reason: 'proof that nobody was at home is needed: arrive first, or tell of the calls' },
    maximum === null && !textToOwner && { path: '/textToOwner', reason: 'the owner is told an alternative or a time' },
  ];
  return faults.filter((fault) => fault !== false);
}

/** Work cannot go on. The note stays in the journal; the text is what the owner gets. */
export function wait(order: WorkOrder, { note, attachmentIds, ...wanted }: Wait, at: string): Events | undefined {
  if (!life[order.status].includes('wait') || !order.assignment) return undefined;
  const waitId = `${order.workOrderId}.wait-${order.waits + 1}`;
  const about = { ...jobOf(order), waitId, staffId: order.assignment.staffId, at };
  return [draft(workOrderWaiting, { ...about, ...wanted, maximum: maximumOf(wanted.reason) }, { note, attachmentIds })];
}

/** As long as any limit may be: of a pause without end no deadline could be told. */
const LONGEST_APPROVAL = 'P366D';

/** What is wrong with the end of an approved wait. */
export const faultsOfApproval = (until: string, at: string): Fault[] => [
  ...(until <= at ? [{ path: '/until', reason: 'must lie in the future' }] : []),
  ...(until > endOf(at, LONGEST_APPROVAL) ? [{ path: '/until', reason: 'must lie within a year' }] : []),
];

/** The manager lets the clocks stand still for a wait of ours; once. @param staffId the manager's */
export function approveWait(order: WorkOrder, staffId: string, until: string, at: string): Events | undefined {
  const { waiting } = order;
  if (!waiting || waiting.approvedUntil || !waitingReasonSchema.safeParse(waiting.reason).success) return undefined;
  return [draft(workOrderWaitApproved, { ...jobOf(order), waitId: waiting.waitId, staffId, at, until })];
}

/** Work goes on where it stood. */
export function resume(order: WorkOrder, at: string): Events | undefined {
  const { waiting, assignment } = order;
  if (!waiting || !assignment) return undefined;
  const { waitId } = waiting;
  return [draft(workOrderResumed, { ...jobOf(order), waitId, staffId: assignment.staffId, at })];
}

/** When a wait for the owner ends by itself: at the appointment, else after the longest time. */
export function resumesAt({ waiting }: WorkOrder): string | undefined {
  if (!waiting?.maximum) return undefined;
  return waiting.appointment ?? endOf(waiting.at, waiting.maximum);
}

const endOf = (at: string, duration: string): string => toIso(Date.parse(at) + parseDuration(duration));
