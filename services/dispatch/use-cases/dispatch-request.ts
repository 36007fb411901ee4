import type { Envelope } from '../../../shared/events/envelope.ts';
import type { RequestAct } from '../../intake/contract/events.ts';
import { type Needed, neededBy } from '../domain/request-work.ts';
import type { DispatchPorts } from '../ports.ts';
import { renewWork } from './renew-work.ts';

/** A request has come in, or has another category: its work is what the newest category needs. */
export const dispatchRequest = (
  event: Envelope<Parameters<typeof neededBy>[0]>,
  ports: DispatchPorts,
  now: string,
): Promise<void> => renewWork(event.subject.id, classified('classified', event), event, ports, now);

/** It was not solved after all: fresh work (R017). */
export const dispatchAgain = (
  event: Envelope<Parameters<typeof neededBy>[0]>,
  ports: DispatchPorts,
  now: string,
): Promise<void> => renewWork(event.subject.id, classified('reopened', event), event, ports, now);

/** Nobody wants anything any more: what is open ends. */
export const withdrawRequest = (event: Envelope<RequestAct>, ports: DispatchPorts, now: string): Promise<void> =>
  renewWork(event.subject.id, { kind: 'withdrawn', version: event.subject.version }, event, ports, now);

/** The household agrees that somebody comes: where the category waited for that, somebody is sent (R052). */
export const dispatchConsented = (event: Envelope<RequestAct>, ports: DispatchPorts, now: string): Promise<void> =>
  renewWork(event.subject.id, { kind: 'consented', version: event.subject.version }, event, ports, now);

const classified = (
  kind: 'classified' | 'reopened',
  { subject, data }: Envelope<Parameters<typeof neededBy>[0]>,
): { kind: typeof kind; version: number; needed: Needed } => ({
  kind,
  version: subject.version,
  needed: neededBy(data),
});
