import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type {
  requestWorkDone,
  workOrderAccepted,
  workOrderQuoted,
  workOrderVisitAgreed,
  workOrderWaiting,
} from '../../dispatch/contract/events.ts';
import type { RequestAct, RequestReceived } from '../../intake/contract/events.ts';
import { received } from '../domain/case.ts';
import {
  answeredNews,
  comingNews,
  doneNews,
  type OwnerNews,
  quotedNews,
  receivedNews,
  visitNews,
  waitingNews,
} from '../domain/owner-news.ts';
import type { NotificationPorts } from '../ports.ts';
import { caseKnown } from './keep-case.ts';
import { ownerMessages } from './owner-messages.ts';
import { queueMessages } from './queue-messages.ts';

/** We have it, and what we promise (R013 for complaints); with it the request is known here. */
export async function tellReceived(event: Envelope<RequestReceived>, ports: NotificationPorts): Promise<void> {
  const row = await ports.store.case(event.subject.id);
  const state = received(row?.state, event);
  const { messages, also } = await ownerMessages(event, state, receivedNews(event.data), ports);
  const { id: eventId, correlationId } = event;
  const kept = [ports.store.caseItem(row?.version ?? 0, state), ...also];
  await queueMessages({ eventId, correlationId, requestId: state.requestId, messages, also: kept }, ports);
}

/** Who comes: surname and work phone. */
export async function tellComing(
  event: Envelope<z.output<typeof workOrderAccepted.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { requestId, assigneeStaffId } = event.data;
  await tell(event, requestId, (known) => comingNews(known, assigneeStaffId), ports);
}

/** A new appointment, or what we wait for (R062). */
export const tellWaiting = (
  event: Envelope<z.output<typeof workOrderWaiting.data>>,
  ports: NotificationPorts,
): Promise<void> => tell(event, event.data.requestId, () => waitingNews(event.data), ports);

/** A price waits for the household's answer. */
export const tellQuoted = (
  event: Envelope<z.output<typeof workOrderQuoted.data>>,
  ports: NotificationPorts,
): Promise<void> => tell(event, event.data.requestId, () => quotedNews(event.data), ports);

/** When somebody comes, as agreed (R066). */
export const tellVisit = (
  event: Envelope<z.output<typeof workOrderVisitAgreed.data>>,
  ports: NotificationPorts,
): Promise<void> => tell(event, event.data.requestId, () => visitNews(event.data), ports);

/** Done: please rate (R162). */
export const tellDone = (
  event: Envelope<z.output<typeof requestWorkDone.data>>,
  ports: NotificationPorts,
): Promise<void> => tell(event, event.data.requestId, doneNews, ports);

/** There is an answer; its words stay behind the link (R162). */
export const tellAnswered = (event: Envelope<RequestAct>, ports: NotificationPorts): Promise<void> =>
  tell(event, event.subject.id, answeredNews, ports);

async function tell(
  event: Envelope,
  requestId: string,
  newsOf: (known: Awaited<ReturnType<typeof caseKnown>>) => OwnerNews,
  ports: NotificationPorts,
): Promise<void> {
  const known = await caseKnown(requestId, ports.store);
  const { messages, also } = await ownerMessages(event, known, newsOf(known), ports);
  const { id: eventId, correlationId } = event;
  await queueMessages({ eventId, correlationId, requestId, messages, also }, ports);
}
