import * as z from 'zod';
import type { EventDraft } from '../../../shared/journal/event-item.ts';
import {
  requestWorkDone,
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCancelled,
  workOrderCompleted,
  workOrderCreated,
  workOrderHelperAdded,
  workOrderHelperRemoved,
  workOrderNotAccepted,
  workOrderPrioritised,
  workOrderQuoteAgreed,
  workOrderQuoteDeclined,
  workOrderQuoted,
  workOrderRefused,
  workOrderResumed,
  workOrderVisitAgreed,
  workOrderWaitApproved,
  workOrderWaiting,
} from '../contract/events.ts';
import { choiceSchema } from './candidates.ts';
import { answered, quoteOf } from './quote.ts';
import { visitOf } from './visit-shape.ts';
import { originSchema, reportSchema, type WorkOrder } from './work-order.ts';

/** What one act of a work order says; one transaction writes it all. */
export type Events = readonly [EventDraft, ...EventDraft[]];

/** An event of a work order as its journal tells it. */
export interface WorkOrderEvent {
  readonly name: string;
  readonly at: string;
  readonly data: unknown;
  readonly private?: unknown;
}

/** The state after one more event. All changes come through here, so the events, read again, give the state. */
export function evolve(order: WorkOrder | undefined, event: WorkOrderEvent): WorkOrder {
  if (!order) return created(event);
  const { name, at, data } = event;
  switch (name) {
    case workOrderAssigned.name:
      return assigned(order, event);
    case workOrderAccepted.name:
      return { ...order, status: 'accepted', since: at, acceptedAt: workOrderAccepted.data.parse(data).at };
    case workOrderNotAccepted.name:
      return {
        ...order,
        assignment: order.assignment && { ...order.assignment, unacceptedAt: at },
        unaccepted: order.unaccepted + 1,
      };
    case workOrderRefused.name: {
      const { refusals } = workOrderRefused.data.parse(data);
      return { ...order, status: 'unassigned', since: at, assignment: null, acceptedAt: null, refusals };
    }
    case workOrderArrived.name:
      return arrived(order, event);
    case workOrderHelperAdded.name: {
      const { helperStaffId: staffId, at: since } = workOrderHelperAdded.data.parse(data);
      return { ...order, helpers: [...order.helpers, { staffId, at: since }] };
    }
    case workOrderHelperRemoved.name:
      return withoutHelper(order, workOrderHelperRemoved.data.parse(data).helperStaffId);
    case workOrderPrioritised.name: {
      const { priority, aboutStaffId } = workOrderPrioritised.data.parse(data);
      return { ...order, priority, ...(aboutStaffId !== undefined && { aboutStaffId }) };
    }
    case workOrderVisitAgreed.name:
      return { ...order, visit: visitOf(event) };
    case workOrderQuoted.name:
      return { ...order, quote: quoteOf(event), quotes: order.quotes + 1 };
    case workOrderQuoteAgreed.name: {
      const { totalFen: agreedFen } = workOrderQuoteAgreed.data.parse(data);
      return { ...order, quote: order.quote && answered(order.quote, true, event), agreedFen };
    }
    case workOrderQuoteDeclined.name:
      return { ...order, quote: order.quote && answered(order.quote, false, event) };
    case workOrderWaiting.name:
      return waiting(order, event);
    case workOrderWaitApproved.name: {
      const { until } = workOrderWaitApproved.data.parse(data);
      return { ...order, waiting: order.waiting && { ...order.waiting, approvedUntil: until } };
    }
    case workOrderResumed.name:
      return { ...order, status: order.waiting?.before ?? order.status, since: at, waiting: null };
    case workOrderCompleted.name: {
      const { at: completedAt } = workOrderCompleted.data.parse(data);
      return { ...order, status: 'completed', since: at, completedAt, report: reportSchema.parse(event.private) };
    }
    case workOrderCancelled.name:
      return { ...order, status: 'cancelled', since: at, waiting: null };
    case requestWorkDone.name:
      return order;
    default:
      throw new Error(`not an event of a work order: ${name}`);
  }
}

/**
 * The state after events that are about to be written, all at one instant.
 * @param order `undefined` for one that begins with them
 */
export const after = (order: WorkOrder | undefined, [first, ...more]: Events, at: string): WorkOrder =>
  more.reduce((state, event) => evolve(state, { ...event, at }), evolve(order, { ...first, at }));

function created({ name, at, data, private: hidden }: WorkOrderEvent): WorkOrder {
  if (name !== workOrderCreated.name) throw new Error(`a work order begins with ${workOrderCreated.name}, not ${name}`);
  return {
    ...workOrderCreated.data.parse(data),
    ...originSchema.parse(hidden),
    ...{ status: 'unassigned', since: at, createdAt: at },
    ...{ assignment: null, asked: [], refusals: 0, unaccepted: 0, helpers: [] },
    ...{ acceptedAt: null, arrivedAt: null, arrivalAttachmentIds: [], completedAt: null, waiting: null, waits: 0 },
    ...{ visit: null, quote: null, quotes: 0, agreedFen: null, report: null },
  };
}

/** Who gets a work order that waits has it waiting; who gets one in work begins anew. */
function assigned(order: WorkOrder, { at, data, private: hidden }: WorkOrderEvent): WorkOrder {
  const { assigneeStaffId: staffId, assignedAt } = workOrderAssigned.data.parse(data);
  const { because } = choiceSchema.pick({ because: true }).parse(hidden);
  return {
    ...withoutHelper(order, staffId),
    ...(order.waiting ? { waiting: { ...order.waiting, before: 'assigned' } } : { status: 'assigned', since: at }),
    assignment: { staffId, because, at: assignedAt, unacceptedAt: null },
    asked: [...order.asked, staffId],
    acceptedAt: null,
  };
}

const attachedSchema = z.object({ attachmentIds: z.array(z.string()).default([]) }).default({ attachmentIds: [] });

/** The first arrival stays, with its photos. */
function arrived(order: WorkOrder, { at, data, private: hidden }: WorkOrderEvent): WorkOrder {
  const first = order.arrivedAt === null;
  return {
    ...{ ...order, status: 'arrived', since: at },
    arrivedAt: order.arrivedAt ?? workOrderArrived.data.parse(data).at,
    arrivalAttachmentIds: first ? attachedSchema.parse(hidden).attachmentIds : order.arrivalAttachmentIds,
  };
}

const withoutHelper = (order: WorkOrder, staffId: string): WorkOrder => ({
  ...order,
  helpers: order.helpers.filter((helper) => helper.staffId !== staffId),
});

const waitHiddenSchema = z.object({
  note: z.string().nullable().default(null),
  attachmentIds: z.array(z.string()).default([]),
});

function waiting(order: WorkOrder, { at, data, private: hidden }: WorkOrderEvent): WorkOrder {
  const { waitId, reason, appointment, maximum, textToOwner } = workOrderWaiting.data.parse(data);
  return {
    ...order,
    ...{ status: 'waiting', since: at, waits: order.waits + 1 },
    waiting: {
      ...{ waitId, reason, appointment, maximum, textToOwner, at, before: order.status, approvedUntil: null },
      ...waitHiddenSchema.parse(hidden ?? {}),
    },
  };
}
