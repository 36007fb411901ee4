import type * as z from 'zod';
import { bySystem } from '../../../shared/events/by-system.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { log } from '../../../shared/log/log.ts';
import type { clockBreached } from '../../sla/contract/events.ts';
import { handOn } from '../domain/giving.ts';
import { workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { changed } from './changed.ts';
import { findNext } from './find-candidates.ts';

/**
 * The time to accept has run out: what still lies untouched goes to the next person on duty who has not been asked, so
 * that the first alarm does not come after the broken promise. With nobody else it stays, and that is said once.
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
      // Nobody is looked for in vain: `handOn` says at once whether there is anything to hand on.
      if (!stored || !handOn(stored.state, due, undefined, now)) return;
      const events = handOn(stored.state, due, await findNext(stored.state, ports, now), now);
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
