import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { workOrderCreated } from '../contract/events.ts';
import type { Needed } from './request-work.ts';
import { originSchema } from './work-order.ts';

/** Which work order of which request, and what only this service keeps of its making. */
export interface Making {
  readonly workOrderId: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly byDesk?: boolean;
  readonly note?: string | null;
  readonly priority: number | null;
}

/** The event that begins a work order. */
export function create(needed: Needed, { workOrderId, requestId, ...making }: Making): EventDraft {
  const { department, arriveBy, doneBy, acceptWithin } = needed;
  return draft(
    workOrderCreated,
    { ...needed, workOrderId, requestId },
    originSchema.parse({ department, arriveBy, doneBy, acceptWithin, ...making }),
  );
}
