import { bySystem } from '../../../shared/events/by-system.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import type { Stored } from '../../../shared/journal/journal.ts';
import { log } from '../../../shared/log/log.ts';
import { requestWorkDone } from '../contract/events.ts';
import { cancel } from '../domain/acts.ts';
import { create, type Making } from '../domain/create.ts';
import { after, type Events } from '../domain/evolve.ts';
import { assign, givenByRule, jobOf } from '../domain/giving.ts';
import { type Needed, type News, noWork, renewed } from '../domain/request-work.ts';
import { type WorkOrder, workOrderIdOf, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { type Changed, changed } from './changed.ts';
import { countDelay } from './delay.ts';
import { findNext } from './find-candidates.ts';

/**
 * Takes news of a request: its work orders become what it needs now, in one transaction. A new one is given to somebody
 * on duty at once (R061, R066); with nobody who can do it, it waits for the sweep. What is known already changes
 * nothing, in whatever order it comes.
 */
export async function renewWork(
  requestId: string,
  news: News,
  event: { id: string; at: string; correlationId: string },
  ports: DispatchPorts,
  now: string,
): Promise<void> {
  const { journal, store } = ports;
  const work = (await store.requestWork(requestId)) ?? noWork(requestId);
  const read = work.open.map(({ workOrderId }) => journal.read(workOrderAddress(workOrderId), workOrderSchema));
  const open = (await Promise.all(read)).filter((stored) => stored !== undefined);
  const renewal = renewed(
    work,
    news,
    open.map(({ state }) => state),
  );
  if (!renewal) return;

  const ended = open.filter(({ state }) => renewal.cancel.includes(state.workOrderId));
  const cancelled = ended.flatMap((stored, n) => {
    const doneBy = n === ended.length - 1 ? renewal.doneBy : null;
    const events = cancelling(stored, doneBy, now);
    return events ? [changed(stored, events, store, now)] : [];
  });
  const holders = ended.flatMap(({ state }) => state.assignment?.staffId ?? []);
  const making = {
    workOrderId: workOrderIdOf(requestId, renewal.work.made),
    requestId,
    correlationId: event.correlationId,
    priority: renewal.work.priority,
  };
  const made = renewal.make ? [await makeOrder(renewal.make, making, ports, now, holders)] : [];
  const steps = [...cancelled, ...made];
  await journal.write({
    cause: bySystem('dispatch', event, now),
    changes: steps.map(({ change }) => change),
    also: [...steps.flatMap(({ rows }) => rows), store.requestWorkRow(renewal.work)],
  });
  for (const { order } of made) if (order.assignment) countDelay(event.at, order);
  for (const { order } of steps) {
    const { workOrderId, status, assignment, correlationId } = order;
    const { staffId = null, because = null } = assignment ?? {};
    log.info(`work order ${status}`, { requestId, workOrderId, staffId, because, correlationId });
  }
}

/**
 * A work order begins, given to somebody on duty where the rule finds one.
 * @param holders who had the work that this one replaces
 */
export async function makeOrder(
  needed: Needed,
  making: Making,
  ports: DispatchPorts,
  now: string,
  holders: readonly string[] = [],
): Promise<Changed> {
  const created = create(needed, making);
  const unassigned = after(undefined, [created], now);
  const choice = givenByRule(unassigned) ? await findNext(unassigned, ports, now, holders) : undefined;
  const assigned = choice && assign(unassigned, choice, now);
  return changed(undefined, assigned ? [created, assigned] : [created], ports.store, now);
}

function cancelling({ state }: Stored<WorkOrder>, doneBy: string | null, now: string): Events | undefined {
  const event = cancel(state, now);
  if (!event) return undefined;
  return doneBy === null ? [event] : [event, draft(requestWorkDone, { ...jobOf(state), staffId: doneBy, at: now })];
}
