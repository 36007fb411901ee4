import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { choiceReasons } from '../domain/choose-technician.ts';
import { statusLabels } from '../domain/life.ts';
import { statusSince, type WorkOrder } from '../domain/work-order.ts';

/** A work order as the household sees it: what happens and when, not who. */
export function shownToHousehold(order: WorkOrder, locale: Locale) {
  const { workOrderId, requestId, number, category, urgent, place, status } = order;
  const { createdAt, assignment, arriveBy, acceptedAt, arrivedAt, completedAt, summary } = order;
  return {
    id: workOrderId,
    ...{ requestId, number, category },
    categoryLabel: pick(order.categoryLabel, locale),
    ...{ urgent, place, status },
    statusLabel: pick(statusLabels[status], locale),
    statusSince: statusSince(order),
    createdAt,
    assignedAt: assignment?.at ?? null,
    ...{ arriveBy, acceptedAt, arrivedAt, completedAt, summary },
  };
}

/** A work order as staff see it. */
export const shownToStaff = (order: WorkOrder, locale: Locale) => ({
  ...shownToHousehold(order, locale),
  keyword: order.keyword,
  skill: order.skill,
  premisesId: order.premisesId,
  assigneeStaffId: order.assignment?.staffId ?? null,
  assignedBecause: order.assignment && pick(choiceReasons[order.assignment.because], locale),
});
