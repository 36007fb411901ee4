import type { WorkOrder } from './work-order.ts';

/** Stands behind every deadline. */
const NEVER = '9999-12-31T23:59:59.999Z';

/**
 * The promise that is due next: somebody at the door, then all of it done. As it was promised: what pauses and
 * agreements make of it only the clocks tell.
 */
const nextDue = ({ arrivedAt, arriveBy, doneBy }: WorkOrder): string =>
  (arrivedAt === null ? arriveBy : null) ?? doneBy ?? NEVER;

/** The middle of the five: what nobody has weighed yet. */
const NOT_WEIGHED = 3;

/**
 * The place of a work order in every queue: what is urgent first, then by the desk's priority, then the least time left
 * (R068). Compares as text.
 */
export const queueAt = (order: WorkOrder): string =>
  `${order.urgent ? 0 : (order.priority ?? NOT_WEIGHED)}#${nextDue(order)}#${order.createdAt}`;
