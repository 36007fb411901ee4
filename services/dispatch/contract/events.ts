import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { pauseReasonSchema, waitingReasonSchema } from '../../sla/contract/pauses.ts';
import { MAX_FEN, priceListItemsSchema } from './price-list.ts';

const job = {
  workOrderId: z.string(),
  requestId: z.string(),
  number: z.string().describe('Number of the request, like BX000123'),
  premisesId: z.string(),
  communityId: z.string(),
  buildingId: z.string(),
  category: z.string(),
  categoryLabel: textSchema,
  keyword: z.string().nullable().describe('The word that decided the category, like 水管爆裂'),
  skill: z.string().nullable().describe('What the work demands; null when anybody will do'),
  urgent: z.boolean(),
  place: z.string().describe('The place as people say it, like 3栋1单元1201'),
  aboutStaffId: z.string().optional().describe('Whom a complaint is about: they never get its work (R023)'),
};

/** There is work to do; nobody has it yet. */
export const workOrderCreated = defineEvent('work-order.created', 1, z.object(job));

/** Somebody has been given the work. */
export const workOrderAssigned = defineEvent(
  'work-order.assigned',
  1,
  z.object({
    ...job,
    assigneeStaffId: z.string(),
    assignedAt: instantSchema,
    arriveBy: instantSchema.nullable().describe('Deadline of the arrival clock; null when none was promised'),
    previousStaffId: z.string().optional().describe('Who had it before, when it was handed on'),
  }),
);

const fenSchema = z.int().min(0).max(MAX_FEN);

/** How a household says to staff whether it agrees. */
export const waysToAgree = ['in-person', 'phone', 'message', 'signed'] as const;

const act = z.object({
  workOrderId: z.string(),
  requestId: z.string(),
  assigneeStaffId: z.string(),
  at: instantSchema.describe('Server time of the act; decides every verdict, whenever the news arrives'),
});

/** The assignee has taken the work. */
export const workOrderAccepted = defineEvent('work-order.accepted', 1, act);

/** The assignee is at the door; may come without an acceptance before it. */
export const workOrderArrived = defineEvent('work-order.arrived', 1, act);

/** The assignee has given it back, with a reason; the second refusal goes to the supervisor (R078). */
export const workOrderRefused = defineEvent(
  'work-order.refused',
  1,
  z.object({ ...job, staffId: z.string(), at: instantSchema, refusals: z.int().positive(), reason: z.string() }),
);

/**
 * Nobody accepted in time: the work went to `nextStaffId`, or stays with `staffId` when nobody is left to be asked: then it
 * is open to all whom the department sends, and the supervisor is told. The agent on duty is told either way.
 */
export const workOrderNotAccepted = defineEvent(
  'work-order.not-accepted',
  1,
  z.object({
    ...job,
    staffId: z.string(),
    nextStaffId: z.string().nullable(),
    at: instantSchema,
    times: z.int().positive().optional().describe('How many by now have let the time to accept pass'),
  }),
);

const wait = { ...job, waitId: z.string(), staffId: z.string(), at: instantSchema };

/**
 * Work cannot go on. For a reason of the owner's (`pauseReasons`) the clocks stand still until the appointment or for
 * `maximum`; for one of ours (`waitingReasons`) they run on, and the owner gets `textToOwner` (R062).
 */
export const workOrderWaiting = defineEvent(
  'work-order.waiting',
  1,
  z.object({
    ...wait,
    reason: z.enum([...pauseReasonSchema.options, ...waitingReasonSchema.options]),
    appointment: instantSchema.nullable().describe('The new time agreed with the owner, or when it is likely to go on'),
    maximum: z
      .string()
      .nullable()
      .describe('ISO 8601 duration, of an owner’s reason: the longest that clocks stand still'),
    textToOwner: z.string().nullable().describe('An alternative or a timetable, in the words the owner gets'),
  }),
);

/** The manager lets the clocks stand still for a wait of ours, from this act until `until` at the latest (R062). */
export const workOrderWaitApproved = defineEvent(
  'work-order.wait-approved',
  1,
  z.object({ ...wait, until: instantSchema }),
);

/** Work goes on. */
export const workOrderResumed = defineEvent('work-order.resumed', 1, z.object(wait));

/** Not to be done any more: the request was withdrawn, or its new category needs other work. */
export const workOrderCancelled = defineEvent(
  'work-order.cancelled',
  1,
  z.object({ ...job, assigneeStaffId: z.string().nullable(), at: instantSchema }),
);

/** All work orders of a request are done (R073). Its subject is the request's last work order. */
export const requestWorkDone = defineEvent(
  'request-work.done',
  1,
  z.object({ ...job, staffId: z.string(), at: instantSchema }),
);

/** The work is done. What was done stays in dispatch's table. */
export const workOrderCompleted = defineEvent(
  'work-order.completed',
  1,
  act.extend({
    chargeFen: fenSchema.optional().describe('What the household owes for it, in 分; absent as 0: nothing'),
  }),
);

/** The household has been told a price, and is asked whether it agrees. Its lines stay in dispatch's table. */
export const workOrderQuoted = defineEvent(
  'work-order.quoted',
  1,
  z.object({
    ...job,
    quoteId: z.string(),
    staffId: z.string(),
    at: instantSchema,
    totalFen: fenSchema,
    validUntil: instantSchema,
  }),
);

const quoteAnswer = z.object({
  ...job,
  quoteId: z.string(),
  totalFen: fenSchema,
  at: instantSchema,
  by: z.enum(['household', 'staff']).describe('`staff`: on behalf of the household'),
  staffId: z.string().nullable().describe('Who wrote it down for the household'),
  how: z.enum(waysToAgree).nullable().describe('How the household said so to staff'),
});

/** The household agrees to a price: no more than this is charged. */
export const workOrderQuoteAgreed = defineEvent('work-order.quote-agreed', 1, quoteAnswer);

/** The household does not agree; staff end the work or go on free of charge. */
export const workOrderQuoteDeclined = defineEvent('work-order.quote-declined', 1, quoteAnswer);

/** When somebody comes, as agreed with the household; the last one counts. How they get in stays in dispatch's table. */
export const workOrderVisitAgreed = defineEvent(
  'work-order.visit-agreed',
  1,
  z.object({ ...job, from: instantSchema, until: instantSchema, staffId: z.string(), at: instantSchema }),
);

/** The desk has weighed the request: 1 is important and urgent, 5 neither; the smaller comes first (R068). */
export const workOrderPrioritised = defineEvent(
  'work-order.prioritised',
  1,
  z.object({ ...job, priority: z.int().min(1).max(5), at: instantSchema }),
);

const help = z.object({
  ...job,
  helperStaffId: z.string(),
  staffId: z.string().describe('Who decided it'),
  at: instantSchema,
});

/** Somebody helps whoever has the work. */
export const workOrderHelperAdded = defineEvent('work-order.helper-added', 1, help);

/** They help no more. */
export const workOrderHelperRemoved = defineEvent('work-order.helper-removed', 1, help);

/** The company has a new price list; it holds for what is quoted or charged from now on. */
export const priceListPublished = defineEvent(
  'price-list.published',
  1,
  z.object({ version: z.int().positive(), items: priceListItemsSchema }),
);

export type WorkOrderAssigned = z.output<(typeof workOrderAssigned)['data']>;
