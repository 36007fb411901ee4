import type * as z from 'zod';
import { bySystem } from '../../../shared/events/by-system.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { log } from '../../../shared/log/log.ts';
import type { clockBreached } from '../../sla/contract/events.ts';
import type { Events } from '../domain/evolve.ts';
import { asksOn, handOn } from '../domain/giving.ts';
import { type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { changed } from './changed.ts';
import { findNext } from './find-candidates.ts';

/**
 * What becomes of work that has not been accepted by `due`: it goes to the next person on duty who has not been asked, a
 * few times; then it stays, open to all. Nobody is looked for in vain.
 */
export async function notAccepted(
  order: WorkOrder,
  due: string,
  ports: DispatchPorts,
  now: string,
): Promise<Events | undefined> {
  const staying = handOn(order, due, undefined, now);
  return staying && asksOn(order) ? handOn(order, due, await findNext(order, ports, now), now) : staying;
}

/**
 * The request's time to accept has run out: what still lies untouched is handed on, so that the first alarm does not
 * come after the broken promise. Whoever gets it then has the same time; the sweep looks after that.
 */
export async function askNext(
  event: Envelope<z.output<typeof clockBreached.data>>,
  ports: DispatchPorts,
  now: string,
): Promise<void> {
  const { requestId, kind, due } = event.data;
  if (kind !== 'accept') return;
  const work = await ports.store.requestWork(requestId);
  for (const { workOrderId } of work?.open ?? [])
    await retrying(async () => {
      const stored = await ports.journal.read(workOrderAddress(workOrderId), workOrderSchema);
      const events = stored && (await notAccepted(stored.state, due, ports, now));
      if (!events) return;
      const { order, change, rows } = changed(stored, events, ports.store, now);
      await ports.journal.write({ cause: bySystem('dispatch', event, now), changes: [change], also: rows });
      const { correlationId, assignment } = order;
      log.info('work order not accepted', {
        requestId,
        workOrderId,
        staffId: assignment?.staffId ?? null,
        correlationId,
      });
    });
}
