import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { parseDuration } from '../../../shared/time/durations.ts';
import { toIso } from '../../../shared/time/instants.ts';
import { workOrderAssigned, workOrderCreated, workOrderNotAccepted } from '../contract/events.ts';
import { REFUSALS_TO_THE_SUPERVISOR } from '../contract/refusals.ts';
import type { Choice } from './candidates.ts';
import type { Events } from './evolve.ts';
import { life } from './life.ts';
import { rolesSent } from './routing.ts';
import type { WorkOrder } from './work-order.ts';

/** The work as its events name it. */
export const jobOf = (order: WorkOrder) => workOrderCreated.data.parse(order);

/** Whether the rule may give it to somebody: nobody has it, and it is not left to the supervisor. */
export const givenByRule = ({ status, refusals, department }: WorkOrder): boolean =>
  status === 'unassigned' && refusals < REFUSALS_TO_THE_SUPERVISOR && rolesSent(department).length > 0;

/**
 * The event of giving the work to somebody, also from another; `undefined` when they have it, when it has ended, and
 * always for the one whom the complaint is about (R023).
 * @param reason a person's, who gave it by hand; stays in the journal
 */
export function assign(
  order: WorkOrder,
  { staffId, because }: Choice,
  at: string,
  reason?: string,
): EventDraft | undefined {
  if (staffId === order.aboutStaffId) return undefined;
  if (!life[order.status].includes('assign') || order.assignment?.staffId === staffId) return undefined;
  const previousStaffId = order.asked.at(-1);
  const handedOn = previousStaffId !== undefined && previousStaffId !== staffId;
  return draft(
    workOrderAssigned,
    {
      ...jobOf(order),
      ...{ assigneeStaffId: staffId, assignedAt: at, arriveBy: order.arriveBy },
      ...(handedOn && { previousStaffId }),
    },
    { because, ...(reason !== undefined && { reason }) },
  );
}

/** So many people are asked one after another; when none of them accepts, it is open to all. */
const MOST_ASKED = 3;

/** When the time to accept ends for whoever has it; `undefined` when nobody is waited for. */
export function acceptBy({ status, assignment, acceptWithin }: WorkOrder): string | undefined {
  if (!life[status].includes('not-accepted') || !assignment || assignment.unacceptedAt || acceptWithin === null)
    return undefined;
  return toIso(Date.parse(assignment.at) + parseDuration(acceptWithin));
}

/** Whether the rule asks somebody else when this one lets the time pass. */
export const asksOn = ({ unaccepted }: WorkOrder): boolean => unaccepted + 1 < MOST_ASKED;

/** Nobody has taken it: whoever the department sends may do so, also from one who has let the time to accept pass. */
export const isFree = ({ status, assignment }: WorkOrder): boolean =>
  status === 'unassigned' || (status === 'assigned' && assignment !== null && assignment.unacceptedAt !== null);

/** Who got it in the second half of the time before `due`, or later, is not meant by it: their own time runs. */
function isMeant({ assignment, acceptWithin }: WorkOrder, due: string): boolean {
  const half = acceptWithin === null ? 0 : parseDuration(acceptWithin) / 2;
  return assignment !== null && Date.parse(assignment.at) + half < Date.parse(due);
}

/**
 * The time to accept ended at `due` and the work lay with somebody who has not touched it: it goes on to `next`, or
 * stays where it is, open to all, which is said once. `undefined` when it is accepted, or was given to somebody else by
 * then.
 */
export function handOn(order: WorkOrder, due: string, next: Choice | undefined, at: string): Events | undefined {
  const { status, assignment, unaccepted } = order;
  if (!life[status].includes('not-accepted') || !assignment || assignment.unacceptedAt) return undefined;
  if (!isMeant(order, due)) return undefined;
  const { staffId } = assignment;
  const to = asksOn(order) ? next : undefined;
  const told = draft(workOrderNotAccepted, {
    ...{ ...jobOf(order), staffId, nextStaffId: to?.staffId ?? null, at },
    times: unaccepted + 1,
  });
  const given = to && assign(order, to, at);
  return given ? [told, given] : [told];
}

/** How often it has gone from one to another (R078). */
export const reassignments = ({ asked }: WorkOrder): number =>
  asked.filter((staffId, n) => n > 0 && staffId !== asked[n - 1]).length;
