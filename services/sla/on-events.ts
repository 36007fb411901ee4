import { inboxHandler, on } from '../../shared/events/consumer.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { workOrderAccepted, workOrderArrived, workOrderAssigned } from '../dispatch/contract/events.ts';
import { requestReceived } from '../intake/contract/events.ts';
import { clockBreached } from './contract/events.ts';
import type { Fact } from './domain/facts.ts';
import { slaPorts } from './environment.ts';
import { raiseEscalation } from './use-cases/raise-escalation.ts';
import { takeFact } from './use-cases/take-fact.ts';

const ports = slaPorts();

/** Every fact of a request's life, as the events of others tell it. */
export const handler = inboxHandler([
  on(requestReceived, (event, now) => {
    const { receivedAt: at, ...data } = event.data;
    const requestId = event.subject.id;
    return takeFact(requestId, { ...data, id: event.id, kind: 'received', requestId, at }, event, ports, now);
  }),
  on(workOrderAssigned, (event, now) =>
    takeFact(event.data.requestId, workOrderFact('assigned', event, event.data.assignedAt), event, ports, now),
  ),
  on(workOrderAccepted, (event, now) =>
    takeFact(event.data.requestId, workOrderFact('accepted', event, event.data.at), event, ports, now),
  ),
  on(workOrderArrived, (event, now) =>
    takeFact(event.data.requestId, workOrderFact('arrived', event, event.data.at), event, ports, now),
  ),
  on(clockBreached, (event, now) => raiseEscalation(event.data, event, ports, now)),
]);

function workOrderFact(
  kind: 'assigned' | 'accepted' | 'arrived',
  { id, data }: Envelope<{ workOrderId: string; assigneeStaffId: string }>,
  at: string,
): Fact {
  return { id, kind, at, workOrderId: data.workOrderId, staffId: data.assigneeStaffId };
}
