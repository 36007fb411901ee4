import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { workOrderSchema } from './domain/work-order.ts';
import { dispatchPorts } from './environment.ts';
import { assignWaiting } from './use-cases/assign-waiting.ts';

const ports = dispatchPorts();

/** Every minute: unsent events, and work orders that wait for somebody to come on duty. */
export const handler = sweepHandler(publishPorts('dispatch'), (row, now) =>
  assignWaiting(workOrderSchema.parse(row).workOrderId, ports, now),
);
