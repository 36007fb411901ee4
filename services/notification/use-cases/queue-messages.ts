import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { KeyTaken } from '../../../shared/journal/errors.ts';
import type { Message } from '../domain/message.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import { askForMore, deliver } from './deliver.ts';
import { messagesOf } from './settle-notice.ts';

/** What came, and what people are told of it. */
export interface News {
  readonly eventId: string;
  readonly correlationId: string;
  readonly requestId: string;
  readonly messages: readonly Message[];
  /** Further rows that stand or fall with the messages. */
  readonly also?: readonly TransactItem[];
}

/** Writes the messages of an event once, and sends what is due of them. An event that comes again goes on with them. */
export async function queueMessages(
  { eventId, correlationId, requestId, messages, also = [] }: News,
  ports: NotificationPorts,
): Promise<void> {
  const { journal, store, now } = ports;
  const at = now();
  const rows = await journal
    .write({
      cause: causedBy({ eventId, correlationId }, at),
      changes: [],
      once: inboxRecord(store.table, 'notification', eventId, at),
      also: [...also, ...messages.map((message) => store.messageItem(0, message))],
    })
    .then(() => messages.map((state) => ({ version: 1, state })))
    .catch(async (error: unknown) => {
      if (error instanceof KeyTaken) return messagesOf(await store.file(requestId), eventId);
      throw error;
    });
  askForMore(await deliver(requestId, rows, ports));
}
