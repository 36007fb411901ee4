import { inboxHandler, on } from '../../shared/events/consumer.ts';
import { requestReceived } from '../intake/contract/events.ts';
import { dispatchPorts } from './environment.ts';
import { dispatchRequest } from './use-cases/dispatch-request.ts';

const ports = dispatchPorts();

/** The inbox: every request becomes work for somebody. */
export const handler = inboxHandler([on(requestReceived, (event, now) => dispatchRequest(event, ports, now))]);
