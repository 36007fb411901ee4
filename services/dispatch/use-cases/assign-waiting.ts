import { bySystem } from '../../../shared/events/by-system.ts';
import { eventId } from '../../../shared/journal/address.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { log } from '../../../shared/log/log.ts';
import { assign, evolve, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { findTechnician } from './find-technician.ts';

/**
 * Gives a waiting work order to somebody who has come on duty meanwhile. While there is nobody it stays owed, and the
 * next sweep asks again.
 */
export async function assignWaiting(workOrderId: string, ports: DispatchPorts, now: string): Promise<void> {
  const address = workOrderAddress(workOrderId);
  await retrying(async () => {
    const stored = await ports.journal.read(address, workOrderSchema);
    if (!stored) return;
    const choice = await findTechnician(stored.state, ports, now);
    const assigned = choice && assign(stored.state, choice, now);
    if (!assigned) return;
    const order = evolve(stored.state, { ...assigned, at: now });
    const { correlationId, requestId } = order;
    await ports.journal.write({
      cause: bySystem('dispatch', { id: eventId(address, stored.version), correlationId }, now),
      changes: [{ address, expectedVersion: stored.version, state: order, events: [assigned] }],
      also: ports.store.linkFromAssignee(order),
    });
    log.info('waiting work order assigned', { requestId, workOrderId, staffId: choice.staffId, correlationId });
  });
}
