import type { Operation } from '../../../shared/http/operation.ts';
import type { DispatchPorts } from '../ports.ts';
import { actOperations } from './acts.ts';
import { addWorkOrder } from './add-work-order.ts';
import { leadingOperations } from './leading.ts';
import { openWorkOrders } from './open-work-orders.ts';
import { viewWorkOrder, workOrdersOfRequest } from './view-work-orders.ts';

/** All that this service answers to: its role table. */
export const dispatchOperations = (ports: DispatchPorts, timeZone: string): Operation[] => [
  openWorkOrders(ports),
  viewWorkOrder(ports),
  ...actOperations(ports, timeZone),
  ...leadingOperations(ports, timeZone),
  workOrdersOfRequest(ports),
  addWorkOrder(ports),
];
