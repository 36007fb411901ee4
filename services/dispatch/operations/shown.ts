import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { choiceReasons } from '../domain/candidates.ts';
import { reassignments } from '../domain/giving.ts';
import { statusLabels } from '../domain/life.ts';
import { waitReasons } from '../domain/waiting.ts';
import type { WorkOrder } from '../domain/work-order.ts';

/** A work order as the household sees it: what happens and when, not who (R071). */
export function shownToHousehold(order: WorkOrder, locale: Locale) {
  const { workOrderId, requestId, number, category, urgent, place, status, waiting, report } = order;
  const { createdAt, assignment, arriveBy, acceptedAt, arrivedAt, completedAt } = order;
  return {
    id: workOrderId,
    ...{ requestId, number, category },
    categoryLabel: pick(order.categoryLabel, locale),
    ...{ urgent, place, status },
    statusLabel: pick(statusLabels[status], locale),
    statusSince: order.since,
    createdAt,
    assignedAt: assignment?.at ?? null,
    ...{ arriveBy, acceptedAt, arrivedAt, completedAt },
    waiting: waiting && {
      reason: waiting.reason,
      reasonLabel: pick(waitReasons[waiting.reason], locale),
      since: waiting.at,
      appointment: waiting.appointment,
      text: waiting.textToOwner,
    },
    summary: report?.summary ?? null,
    cost: report?.cost ?? null,
    materials: report?.materials ?? [],
  };
}

/** A work order as staff see it. */
export function shownToStaff(order: WorkOrder, locale: Locale) {
  const { department, keyword, skill, premisesId, assignment, waiting, note, refusals } = order;
  const shown = shownToHousehold(order, locale);
  return {
    ...shown,
    ...{ department, keyword, skill, premisesId, note, refusals },
    waiting: shown.waiting && { ...shown.waiting, note: waiting?.note, approvedUntil: waiting?.approvedUntil },
    assigneeStaffId: assignment?.staffId ?? null,
    assignedBecause: assignment && pick(choiceReasons[assignment.because], locale),
    reassignments: reassignments(order),
  };
}
