import { draft } from '../../../shared/journal/event-item.ts';
import { workOrderVisitAgreed } from '../contract/events.ts';
import type { Events } from './evolve.ts';
import type { Fault } from './fault.ts';
import { jobOf } from './giving.ts';
import { life } from './life.ts';
import type { Visit } from './visit-shape.ts';
import type { WorkOrder } from './work-order.ts';

/** Nobody waits at home longer than a day. */
const LONGEST_MS = 24 * 3_600_000;

/** What is wrong with the time of a visit; empty when it may be agreed. */
export function faultsOfVisit({ from, until }: Visit, at: string): Fault[] {
  const faults: (Fault | false)[] = [
    until <= from && { path: '/until', reason: 'must be after its beginning' },
    until <= at && { path: '/until', reason: 'must lie in the future' },
    Date.parse(until) > Date.parse(from) + LONGEST_MS && { path: '/until', reason: 'a household waits a day at most' },
  ];
  return faults.filter((fault) => fault !== false);
}

/** The time of the visit is agreed, or another one. No clock hangs on it: what was promised is agreed with the request. */
export function agreeVisit(
  order: WorkOrder,
  { accessNote, ...visit }: Visit,
  by: string,
  at: string,
): Events | undefined {
  if (!life[order.status].includes('agree-visit')) return undefined;
  return [draft(workOrderVisitAgreed, { ...jobOf(order), ...visit, staffId: by, at }, { accessNote })];
}
