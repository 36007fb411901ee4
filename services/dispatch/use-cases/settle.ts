import { bySystem } from '../../../shared/events/by-system.ts';
import { eventId } from '../../../shared/journal/address.ts';
import type { EventDraft } from '../../../shared/journal/event-item.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { log } from '../../../shared/log/log.ts';
import { assign, givenByRule } from '../domain/giving.ts';
import { resume, resumesAt } from '../domain/waiting.ts';
import { type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { changed } from './changed.ts';
import { findNext } from './find-candidates.ts';

/**
 * Does what a work order owes: gives one that waits to somebody who has come on duty meanwhile (while there is nobody,
 * the next sweep asks again), and lets one go on whose wait for the owner is over.
 */
export async function settle(workOrderId: string, ports: DispatchPorts, now: string): Promise<void> {
  const address = workOrderAddress(workOrderId);
  await retrying(async () => {
    const stored = await ports.journal.read(address, workOrderSchema);
    const event = stored && (await owed(stored.state, ports, now));
    if (!event) return;
    const { order, change, rows } = changed(stored, [event], ports.store, now);
    const { correlationId, requestId, status } = order;
    await ports.journal.write({
      cause: bySystem('dispatch', { id: eventId(address, stored.version), correlationId }, now),
      changes: [change],
      also: rows,
    });
    log.info('work order settled', { requestId, workOrderId, status, correlationId });
  });
}

async function owed(order: WorkOrder, ports: DispatchPorts, now: string): Promise<EventDraft | undefined> {
  if (givenByRule(order)) {
    const next = await findNext(order, ports, now);
    return next && assign(order, next, now);
  }
  const until = resumesAt(order);
  return until !== undefined && until <= now ? resume(order, now)?.[0] : undefined;
}
