import { inboxHandler, on } from '../../shared/events/consumer.ts';
import { clockBreached } from './contract/events.ts';
import { slaPorts } from './environment.ts';
import { factReactions } from './fact-reactions.ts';
import { raiseEscalation } from './use-cases/raise-escalation.ts';
import { takeFact } from './use-cases/take-fact.ts';

const ports = slaPorts();

/** Every fact of a request's life, as the events of others tell it; and the breaches that must be told. */
export const handler = inboxHandler([
  ...factReactions((requestId, fact, event, now, passed) => takeFact(requestId, fact, event, ports, { now, passed })),
  on(clockBreached, (event, now) => raiseEscalation(event.data, event, ports, now)),
]);
