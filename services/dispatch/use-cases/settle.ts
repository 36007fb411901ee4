import { bySystem } from '../../../shared/events/by-system.ts';
import { eventId } from '../../../shared/journal/address.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { log } from '../../../shared/log/log.ts';
import type { Events } from '../domain/evolve.ts';
import { acceptBy, assign, givenByRule } from '../domain/giving.ts';
import { resume, resumesAt } from '../domain/waiting.ts';
import { type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { notAccepted } from './ask-next.ts';
import { changed } from './changed.ts';
import { countDelay } from './delay.ts';
import { findNext } from './find-candidates.ts';

/**
 * Does what a work order owes: gives one that waits to somebody who has come on duty meanwhile (while there is nobody,
 * the next sweep asks again), hands on what has not been accepted in time, and lets one go on whose wait for the owner is
 * over.
 */
export async function settle(workOrderId: string, ports: DispatchPorts, now: string): Promise<void> {
  const address = workOrderAddress(workOrderId);
  await retrying(async () => {
    const stored = await ports.journal.read(address, workOrderSchema);
    const events = stored && (await owed(stored.state, ports, now));
    if (!events) return;
    const { order, change, rows } = changed(stored, events, ports.store, now);
    const { correlationId, requestId, status } = order;
    await ports.journal.write({
      cause: bySystem('dispatch', { id: eventId(address, stored.version), correlationId }, now),
      changes: [change],
      also: rows,
    });
    if (stored.state.asked.length === 0) countDelay(order.createdAt, order);
    log.info('work order settled', { requestId, workOrderId, status, correlationId });
  });
}

async function owed(order: WorkOrder, ports: DispatchPorts, now: string): Promise<Events | undefined> {
  if (givenByRule(order)) {
    const next = await findNext(order, ports, now);
    const given = next && assign(order, next, now);
    return given && [given];
  }
  const due = acceptBy(order);
  if (due !== undefined) return due <= now ? notAccepted(order, due, ports, now) : undefined;
  const until = resumesAt(order);
  return until !== undefined && until <= now ? resume(order, now) : undefined;
}
