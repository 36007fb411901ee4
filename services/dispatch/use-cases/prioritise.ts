import type * as z from 'zod';
import { bySystem } from '../../../shared/events/by-system.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import { log } from '../../../shared/log/log.ts';
import type { requestAssessed } from '../../intake/contract/events.ts';
import { workOrderPrioritised } from '../contract/events.ts';
import { jobOf } from '../domain/giving.ts';
import { assessed, noWork } from '../domain/request-work.ts';
import { workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { changed } from './changed.ts';

/**
 * The desk has weighed a request: its open work orders, and those to come, have another place in every queue (R068). News
 * that comes before the request's own is kept for them.
 */
export async function prioritise(
  event: Envelope<z.output<typeof requestAssessed.data>>,
  { journal, store }: DispatchPorts,
  now: string,
): Promise<void> {
  const { subject, correlationId, data } = event;
  const { priority, at, aboutStaffId } = data;
  const work = (await store.requestWork(subject.id)) ?? noWork(subject.id);
  const weighed = assessed(work, { version: subject.version, priority, aboutStaffId });
  if (!weighed) return;
  const read = work.open.map(({ workOrderId }) => journal.read(workOrderAddress(workOrderId), workOrderSchema));
  const open = (await Promise.all(read)).filter((stored) => stored !== undefined);
  const steps = open.map((stored) => {
    const told = { ...jobOf(stored.state), ...(aboutStaffId !== undefined && { aboutStaffId }), priority, at };
    return changed(stored, [draft(workOrderPrioritised, told)], store, now);
  });
  await journal.write({
    cause: bySystem('dispatch', event, now),
    changes: steps.map(({ change }) => change),
    also: [...steps.flatMap(({ rows }) => rows), store.requestWorkRow(weighed)],
  });
  log.info('work prioritised', { requestId: subject.id, priority, correlationId });
}
