import type { Envelope } from '../../../shared/events/envelope.ts';
import type { RequestReclassified } from '../../intake/contract/events.ts';
import { classified } from '../domain/case.ts';
import { reclassifiedNews } from '../domain/owner-news.ts';
import type { NotificationPorts } from '../ports.ts';
import { caseRow, keepCase } from './keep-case.ts';
import { ownerMessages } from './owner-messages.ts';
import { queueMessages } from './queue-messages.ts';

/**
 * Another category: later messages say so. Where it promises less, the household is told, with the reason a sign-in
 * away (F-18); not any more where a later category has come first.
 */
export async function tellReclassified(event: Envelope<RequestReclassified>, ports: NotificationPorts): Promise<void> {
  if (event.data.direction === 'raised') return await keepCase(event, ports);
  const { id: eventId, correlationId, subject } = event;
  const row = await caseRow(subject.id, ports.store);
  if (row.state.asOf > subject.version) return;
  const state = classified(row.state, event);
  const { messages, also } = await ownerMessages(event, state, reclassifiedNews(event.data, row.state.urgent), ports);
  const kept = [ports.store.caseItem(row.version, state), ...also];
  await queueMessages({ eventId, correlationId, requestId: subject.id, messages, also: kept }, ports);
}
