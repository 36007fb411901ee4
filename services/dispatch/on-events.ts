import { inboxHandler, on } from '../../shared/events/consumer.ts';
import {
  requestAssessed,
  requestCancelled,
  requestConsented,
  requestReceived,
  requestReclassified,
  requestReopened,
} from '../intake/contract/events.ts';
import { clockBreached } from '../sla/contract/events.ts';
import { dispatchPorts } from './environment.ts';
import { askNext } from './use-cases/ask-next.ts';
import { dispatchAgain, dispatchConsented, dispatchRequest, withdrawRequest } from './use-cases/dispatch-request.ts';
import { prioritise } from './use-cases/prioritise.ts';

const ports = dispatchPorts();

/** The inbox: every request becomes work for somebody, and its work follows it. */
export const handler = inboxHandler([
  on(requestReceived, (event, now) => dispatchRequest(event, ports, now)),
  on(requestReclassified, (event, now) => dispatchRequest(event, ports, now)),
  on(requestReopened, (event, now) => dispatchAgain(event, ports, now)),
  on(requestAssessed, (event, now) => prioritise(event, ports, now)),
  on(requestConsented, (event, now) => dispatchConsented(event, ports, now)),
  on(requestCancelled, (event, now) => withdrawRequest(event, ports, now)),
  on(clockBreached, (event, now) => askNext(event, ports, now)),
]);
