import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { choiceReasons } from '../domain/candidates.ts';
import type { Cost } from '../domain/cost.ts';
import { reassignments } from '../domain/giving.ts';
import { statusLabels } from '../domain/life.ts';
import type { Line } from '../domain/price-list.ts';
import { type Quote, quoteStatuses, statusOf, wayLabels } from '../domain/quote.ts';
import { waitReasons } from '../domain/waiting.ts';
import type { WorkOrder } from '../domain/work-order.ts';

/** A work order as the household sees it: what happens and when, not who (R071). */
export function shownToHousehold(order: WorkOrder, locale: Locale, now: string) {
  const { workOrderId, requestId, number, category, urgent, place, status, waiting, report } = order;
  const { createdAt, assignment, arriveBy, acceptedAt, arrivedAt, completedAt, visit } = order;
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
    visit: visit && { from: visit.from, until: visit.until },
    quote: order.quote && shownQuote(order.quote, locale, now),
    summary: report?.summary ?? null,
    cost: report && shownCost(report.cost, locale),
    materials: report?.materials ?? [],
  };
}

/** A work order as staff see it. */
export function shownToStaff(order: WorkOrder, locale: Locale, now: string) {
  const { department, keyword, skill, premisesId, assignment, waiting, note, refusals } = order;
  const shown = shownToHousehold(order, locale, now);
  return {
    ...shown,
    ...{ department, keyword, skill, premisesId, note, refusals },
    waiting: shown.waiting && {
      ...shown.waiting,
      ...{ note: waiting?.note, attachmentIds: waiting?.attachmentIds, approvedUntil: waiting?.approvedUntil },
    },
    quote: shown.quote && {
      ...shown.quote,
      ...{ staffId: order.quote?.staffId, answeredStaffId: order.quote?.answer?.staffId },
      attachmentIds: order.quote?.answer?.attachmentIds ?? [],
    },
    accessNote: order.visit?.accessNote ?? null,
    arrivalAttachmentIds: order.arrivalAttachmentIds,
    helpers: order.helpers.map(({ staffId }) => staffId),
    assigneeStaffId: assignment?.staffId ?? null,
    assignedBecause: assignment && pick(choiceReasons[assignment.because], locale),
    reassignments: reassignments(order),
  };
}

/** The price that the household is asked about, line by line. */
function shownQuote(quote: Quote, locale: Locale, now: string) {
  const { quoteId, at, lines, totalFen, validUntil, answer } = quote;
  const status = statusOf(quote, now);
  return {
    ...{ id: quoteId, at, status },
    statusLabel: pick(quoteStatuses[status], locale),
    lines: lines.map((line) => shownLine(line, locale)),
    ...{ totalFen, validUntil },
    answeredAt: answer?.at ?? null,
    answeredBy: answer?.by ?? null,
    how: answer?.how ?? null,
    howLabel: answer?.how ? pick(wayLabels[answer.how], locale) : null,
  };
}

const shownCost = (cost: Cost, locale: Locale) =>
  cost.kind === 'price-list' ? { ...cost, lines: cost.lines.map((line) => shownLine(line, locale)) } : cost;

const shownLine = ({ label, unit, ...line }: Line, locale: Locale) => ({
  ...line,
  label: pick(label, locale),
  unit: unit && pick(unit, locale),
});
