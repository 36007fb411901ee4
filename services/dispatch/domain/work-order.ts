import * as z from 'zod';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import type { RequestReceived } from '../../intake/contract/events.ts';
import {
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCompleted,
  workOrderCreated,
} from '../contract/events.ts';
import { type Choice, choiceSchema } from './choose-technician.ts';
import { type Act, life, type Status, statusSchema } from './life.ts';

/** What the creation keeps for this service alone. */
const originSchema = z.object({
  department: z.string(),
  /** Deadline of the promised arrival. */
  arriveBy: instantSchema.nullable(),
  /** Of the report, so that a late assignment is found with it. */
  correlationId: z.string(),
});
type Origin = z.infer<typeof originSchema>;

/** The state of a work order, as it is stored. */
export const workOrderSchema = z.object({
  ...workOrderCreated.data.shape,
  ...originSchema.shape,
  status: statusSchema,
  createdAt: instantSchema,
  assignment: z.object({ ...choiceSchema.shape, at: instantSchema }).nullable(),
  acceptedAt: instantSchema.nullable(),
  arrivedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  /** The technician's words on what was done. */
  summary: z.string().nullable(),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

/** The first work order of a request: its id is derived, so that the same request never gets two of it. */
export const firstWorkOrderId = (requestId: string): string => `${requestId}.1`;

/** The event that begins the work order of a request. */
export function create(requestId: string, request: RequestReceived, correlationId: string): EventDraft {
  const { number, premisesId, communityId, buildingId, category, categoryLabel, keyword, skill, urgent, place } =
    request;
  const arriveBy = request.clocks.find(({ kind }) => kind === 'arrival')?.due ?? null;
  const origin: Origin = { department: request.department, arriveBy, correlationId };
  return draft(
    workOrderCreated,
    {
      workOrderId: firstWorkOrderId(requestId),
      requestId,
      ...{ number, premisesId, communityId, buildingId, category, categoryLabel, keyword, skill, urgent, place },
    },
    origin,
  );
}

/** The event of giving the work to somebody; `undefined` when somebody has it already. */
export function assign(order: WorkOrder, { staffId, because }: Choice, at: string): EventDraft | undefined {
  if (!life[order.status].assign) return undefined;
  const job = workOrderCreated.data.parse(order);
  return draft(
    workOrderAssigned,
    { ...job, assigneeStaffId: staffId, assignedAt: at, arriveBy: order.arriveBy },
    { because },
  );
}

const actEvents = { accept: workOrderAccepted, arrive: workOrderArrived, complete: workOrderCompleted } as const;

/**
 * The event of the assignee's act; `undefined` when it is not possible in the present state.
 * @param at ISO instant of the act, server time
 * @param summary what was done, for a completion
 */
export function act(order: WorkOrder, kind: Act, at: string, summary?: string): EventDraft | undefined {
  if (!life[order.status][kind] || !order.assignment) return undefined;
  const { workOrderId, requestId, assignment } = order;
  const hidden = summary === undefined ? undefined : { summary };
  return draft(actEvents[kind], { workOrderId, requestId, assigneeStaffId: assignment.staffId, at }, hidden);
}

/** Since when a work order has been in its present state. */
export function statusSince({ status, createdAt, assignment, acceptedAt, arrivedAt, completedAt }: WorkOrder): string {
  const since: Record<Status, string | null | undefined> = {
    unassigned: createdAt,
    assigned: assignment?.at,
    accepted: acceptedAt,
    arrived: arrivedAt,
    completed: completedAt,
  };
  return since[status] ?? createdAt;
}

/** An event of a work order as its journal tells it. */
export interface WorkOrderEvent {
  readonly name: string;
  readonly at: string;
  readonly data: unknown;
  readonly private?: unknown;
}

/** The state after one more event. All changes come through here, so the events, read again, give the state. */
export function evolve(order: WorkOrder | undefined, event: WorkOrderEvent): WorkOrder {
  if (!order) {
    if (event.name !== workOrderCreated.name)
      throw new Error(`a work order begins with ${workOrderCreated.name}, not ${event.name}`);
    return {
      ...workOrderCreated.data.parse(event.data),
      ...originSchema.parse(event.private),
      status: 'unassigned',
      createdAt: event.at,
      ...{ assignment: null, acceptedAt: null, arrivedAt: null, completedAt: null, summary: null },
    };
  }
  switch (event.name) {
    case workOrderAssigned.name: {
      const { assigneeStaffId: staffId, assignedAt: at } = workOrderAssigned.data.parse(event.data);
      const { because } = choiceSchema.pick({ because: true }).parse(event.private);
      return { ...order, status: 'assigned', assignment: { staffId, because, at } };
    }
    case workOrderAccepted.name:
      return { ...order, status: 'accepted', acceptedAt: workOrderAccepted.data.parse(event.data).at };
    case workOrderArrived.name:
      return { ...order, status: 'arrived', arrivedAt: workOrderArrived.data.parse(event.data).at };
    case workOrderCompleted.name: {
      const { summary } = workOrderSchema.pick({ summary: true }).parse(event.private);
      return { ...order, status: 'completed', completedAt: workOrderCompleted.data.parse(event.data).at, summary };
    }
    default:
      throw new Error(`not an event of a work order: ${event.name}`);
  }
}
