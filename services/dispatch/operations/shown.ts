import * as z from 'zod';
import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { choiceReasons } from '../domain/candidates.ts';
import { reassignments } from '../domain/giving.ts';
import { statusLabels } from '../domain/life.ts';
import { waitReasons } from '../domain/waiting.ts';
import { costSchema, materialSchema, reportSchema, type WorkOrder, workOrderSchema } from '../domain/work-order.ts';

const ofOrder = workOrderSchema.shape;
const ofWaiting = ofOrder.waiting.unwrap().shape;

const waitingSchema = z.object({
  reason: ofWaiting.reason,
  reasonLabel: z.string(),
  since: instantSchema,
  appointment: ofWaiting.appointment,
  text: ofWaiting.textToOwner,
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
  summary: reportSchema.shape.summary.nullable(),
  cost: costSchema.nullable(),
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
  waiting: waitingSchema.extend({ note: ofWaiting.note, approvedUntil: ofWaiting.approvedUntil }).nullable(),
  assigneeStaffId: z.string().nullable(),
  assignedBecause: z.string().nullable(),
  reassignments: z.int().min(0),
});

export function shownToHousehold(order: WorkOrder, locale: Locale): z.infer<typeof forHouseholdSchema> {
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

export function shownToStaff(order: WorkOrder, locale: Locale): z.infer<typeof forStaffSchema> {
  const { department, keyword, skill, premisesId, assignment, waiting, note, refusals } = order;
  const shown = shownToHousehold(order, locale);
  return {
    ...shown,
    ...{ department, keyword, skill, premisesId, note, refusals },
    waiting: waiting && shown.waiting && { ...shown.waiting, note: waiting.note, approvedUntil: waiting.approvedUntil },
    assigneeStaffId: assignment?.staffId ?? null,
    assignedBecause: assignment && pick(choiceReasons[assignment.because], locale),
    reassignments: reassignments(order),
  };
}
