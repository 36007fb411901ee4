import * as z from 'zod';
import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { choiceReasons } from '../domain/candidates.ts';
import { type Cost, costSchema } from '../domain/cost.ts';
import { reassignments } from '../domain/giving.ts';
import { statusLabels } from '../domain/life.ts';
import { type Line, lineSchema } from '../domain/price-list.ts';
import { type Quote, quoteStatuses, statusOf, quoteSchema as storedQuoteSchema, wayLabels } from '../domain/quote.ts';
import { waitReasons } from '../domain/waiting.ts';
import { materialSchema, reportSchema, type WorkOrder, workOrderSchema } from '../domain/work-order.ts';

const ofOrder = workOrderSchema.shape;
const ofWaiting = ofOrder.waiting.unwrap().shape;

const waitingSchema = z.object({
  reason: ofWaiting.reason,
  reasonLabel: z.string(),
  since: instantSchema,
  appointment: ofWaiting.appointment,
  text: ofWaiting.textToOwner,
});

const shownLineSchema = lineSchema.extend({ label: z.string(), unit: z.string().nullable() });
const [freeSchema, listedSchema, quotedSchema] = costSchema.options;
const shownCostSchema = z.discriminatedUnion('kind', [
  freeSchema,
  listedSchema.extend({ lines: z.array(shownLineSchema) }),
  quotedSchema,
]);

const ofAnswer = storedQuoteSchema.shape.answer.unwrap().shape;
const statuses = Object.keys(quoteStatuses).filter((key): key is keyof typeof quoteStatuses => key in quoteStatuses);
const quoteSchema = z.object({
  id: z.string(),
  at: instantSchema,
  status: z.enum(statuses),
  statusLabel: z.string(),
  lines: z.array(shownLineSchema),
  totalFen: storedQuoteSchema.shape.totalFen,
  validUntil: instantSchema,
  answeredAt: instantSchema.nullable(),
  answeredBy: ofAnswer.by.nullable(),
  how: ofAnswer.how,
  howLabel: z.string().nullable(),
});

/** A work order as the household sees it: what happens and when, not who (R071). */
export const forHouseholdSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  number: z.string(),
  category: z.string(),
  categoryLabel: z.string(),
  urgent: z.boolean(),
  place: z.string(),
  status: ofOrder.status,
  statusLabel: z.string(),
  statusSince: instantSchema,
  createdAt: instantSchema,
  assignedAt: instantSchema.nullable(),
  arriveBy: ofOrder.arriveBy,
  acceptedAt: ofOrder.acceptedAt,
  arrivedAt: ofOrder.arrivedAt,
  completedAt: ofOrder.completedAt,
  waiting: waitingSchema.nullable(),
  visit: z.object({ from: instantSchema, until: instantSchema }).nullable(),
  quote: quoteSchema.nullable(),
  summary: reportSchema.shape.summary.nullable(),
  cost: shownCostSchema.nullable(),
  materials: z.array(materialSchema),
});

/** The same as staff see it. */
export const forStaffSchema = forHouseholdSchema.extend({
  department: ofOrder.department,
  keyword: ofOrder.keyword,
  skill: ofOrder.skill,
  premisesId: ofOrder.premisesId,
  note: z.string().nullable(),
  refusals: ofOrder.refusals,
  waiting: waitingSchema
    .extend({
      note: ofWaiting.note,
      attachmentIds: z.array(z.string()),
      approvedUntil: ofWaiting.approvedUntil,
    })
    .nullable(),
  quote: quoteSchema
    .extend({ staffId: z.string(), answeredStaffId: z.string().nullable(), attachmentIds: z.array(z.string()) })
    .nullable(),
  accessNote: z.string().nullable(),
  arrivalAttachmentIds: z.array(z.string()),
  helpers: z.array(z.string()),
  assigneeStaffId: z.string().nullable(),
  assignedBecause: z.string().nullable(),
  reassignments: z.int().min(0),
});

export function shownToHousehold(order: WorkOrder, locale: Locale, now: string): z.infer<typeof forHouseholdSchema> {
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

export function shownToStaff(order: WorkOrder, locale: Locale, now: string): z.infer<typeof forStaffSchema> {
  const { department, keyword, skill, premisesId, assignment, waiting, note, refusals, quote } = order;
  const shown = shownToHousehold(order, locale, now);
  return {
    ...shown,
    ...{ department, keyword, skill, premisesId, note, refusals },
    waiting: waiting &&
      shown.waiting && {
        ...shown.waiting,
        ...{ note: waiting.note, attachmentIds: waiting.attachmentIds, approvedUntil: waiting.approvedUntil },
      },
    quote: quote &&
      shown.quote && {
        ...shown.quote,
        ...{ staffId: quote.staffId, answeredStaffId: quote.answer?.staffId ?? null },
        attachmentIds: quote.answer?.attachmentIds ?? [],
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
function shownQuote(quote: Quote, locale: Locale, now: string): z.infer<typeof quoteSchema> {
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

const shownCost = (cost: Cost, locale: Locale): z.infer<typeof shownCostSchema> =>
  cost.kind === 'price-list' ? { ...cost, lines: cost.lines.map((line) => shownLine(line, locale)) } : cost;

const shownLine = ({ label, unit, ...line }: Line, locale: Locale) => ({
  ...line,
  label: pick(label, locale),
  unit: unit && pick(unit, locale),
});
