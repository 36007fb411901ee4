import type { Operation } from '../../../shared/http/operation.ts';
import type { DispatchPorts } from '../ports.ts';
import { actOperations } from './acts.ts';
import { addWorkOrder } from './add-work-order.ts';
import { helperOperations } from './helpers.ts';
import { leadingOperations } from './leading.ts';
import { openWorkOrders } from './open-work-orders.ts';
import { priceListOperations } from './price-list.ts';
import { quoteOperations } from './quotes.ts';
import { viewWorkOrder, workOrderHistory, workOrdersOfRequest } from './view-work-orders.ts';
import { agreeVisitOperation } from './visits.ts';

/** All that this service answers to: its role table. */
export const dispatchOperations = (ports: DispatchPorts, timeZone: string): Operation[] => [
  openWorkOrders(ports),
  viewWorkOrder(ports),
  ...actOperations(ports, timeZone),
  ...leadingOperations(ports, timeZone),
  workOrderHistory(ports),
  agreeVisitOperation(ports, timeZone),
  ...helperOperations(ports, timeZone),
  ...quoteOperations(ports, timeZone),
  ...priceListOperations(ports),
  workOrdersOfRequest(ports),
  addWorkOrder(ports),
];
