import { draft } from '../../../shared/journal/event-item.ts';
import { workOrderHelperAdded, workOrderHelperRemoved } from '../contract/events.ts';
import type { Events } from './evolve.ts';
import { jobOf } from './giving.ts';
import { life } from './life.ts';
import type { WorkOrder } from './work-order.ts';

/** So many may help with one work order. */
const MOST_HELPERS = 10;

/**
 * Somebody helps whoever has the work; `undefined` when nobody has it, they have it themselves or help already.
 * @param by who decides it
 */
export function addHelper(order: WorkOrder, staffId: string, by: string, at: string): Events | undefined {
  const { status, assignment, helpers } = order;
  if (!life[status].includes('help') || helpers.length >= MOST_HELPERS) return undefined;
  if (assignment?.staffId === staffId || helpers.some((helper) => helper.staffId === staffId)) return undefined;
  return [draft(workOrderHelperAdded, { ...jobOf(order), helperStaffId: staffId, staffId: by, at })];
}

/** They help no more; `undefined` when they did not, or all is over. */
export function removeHelper(order: WorkOrder, staffId: string, by: string, at: string): Events | undefined {
  if (!life[order.status].includes('cancel') || !order.helpers.some((helper) => helper.staffId === staffId))
    return undefined;
  return [draft(workOrderHelperRemoved, { ...jobOf(order), helperStaffId: staffId, staffId: by, at })];
}
