import { bySystem } from '../../../shared/events/by-system.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { log } from '../../../shared/log/log.ts';
import type { RequestReceived } from '../../intake/contract/events.ts';
import { assign, create, evolve, firstWorkOrderId, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { findTechnician } from './find-technician.ts';

/**
 * Makes the work order of a request and gives it to somebody on duty at once (R061, R066), in one transaction. With
 * nobody on duty who can do it, it waits unassigned for the sweep. The same request again changes nothing.
 */
export async function dispatchRequest(
  { id: eventId, correlationId, subject, data }: Envelope<RequestReceived>,
  ports: DispatchPorts,
  now: string,
): Promise<void> {
  const requestId = subject.id;
  const address = workOrderAddress(firstWorkOrderId(requestId));
  if (await ports.journal.read(address, workOrderSchema)) return;

  const created = create(requestId, data, correlationId);
  const waiting = evolve(undefined, { ...created, at: now });
  const choice = await findTechnician(waiting, ports, now);
  const assigned = choice && assign(waiting, choice, now);
  const order = assigned ? evolve(waiting, { ...assigned, at: now }) : waiting;
  await ports.journal.write({
    cause: bySystem('dispatch', { id: eventId, correlationId }, now),
    changes: [
      {
        address,
        expectedVersion: 0,
        state: order,
        events: assigned ? [created, assigned] : [created],
        todoAt: assigned ? undefined : now,
      },
    ],
    also: [ports.store.linkFromRequest(order), ...ports.store.linkFromAssignee(order)],
  });
  log.info(assigned ? 'work order assigned' : 'nobody on duty for work order', {
    requestId,
    workOrderId: order.workOrderId,
    staffId: choice?.staffId ?? null,
    because: choice?.because ?? null,
    correlationId,
  });
}
