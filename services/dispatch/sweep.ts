import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { workOrderSchema } from './domain/work-order.ts';
import { dispatchPorts } from './environment.ts';
import { settle } from './use-cases/settle.ts';

const ports = dispatchPorts();

/** Every minute: unsent events, and work orders that wait for somebody or whose wait is over. */
export const handler = sweepHandler(publishPorts('dispatch'), (row, now) =>
  settle(workOrderSchema.parse(row).workOrderId, ports, now),
);
