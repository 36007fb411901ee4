import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import type { Change, Stored } from '../../../shared/journal/journal.ts';
import { after, type Events } from '../domain/evolve.ts';
import { acceptBy, givenByRule } from '../domain/giving.ts';
import { resumesAt } from '../domain/waiting.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import { openPlace } from '../links.ts';
import { type DispatchStore, workOrderAddress } from '../store.ts';

/** A step of a work order, ready for a transaction. */
export interface Changed {
  readonly order: WorkOrder;
  readonly change: Change;
  /** Links and lists that go with it. */
  readonly rows: readonly TransactItem[];
}

/**
 * The step that these events make.
 * @param stored as it was read; `undefined` for a work order that begins here
 * @param now ISO instant of the events
 */
export function changed(
  stored: Stored<WorkOrder> | undefined,
  events: Events,
  store: DispatchStore,
  now: string,
): Changed {
  const order = after(stored?.state, events, now);
  return {
    order,
    change: {
      address: workOrderAddress(order.workOrderId),
      expectedVersion: stored?.version ?? 0,
      state: order,
      events,
      todoAt: owedAt(order),
      list: openPlace(order),
    },
    rows: store.rowsBeside(stored?.state, order, now),
  };
}

/**
 * When the sweep looks at it: at what waits for somebody at once, at what lies untouched when the time to accept ends, at
 * a wait for the owner when it ends by itself.
 */
const owedAt = (order: WorkOrder): string | undefined =>
  givenByRule(order) ? order.since : (acceptBy(order) ?? resumesAt(order));
