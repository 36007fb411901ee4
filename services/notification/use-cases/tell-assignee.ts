import type { Envelope } from '../../../shared/events/envelope.ts';
import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import { KeyTaken } from '../../../shared/journal/errors.ts';
import type { WorkOrderAssigned } from '../../dispatch/contract/events.ts';
import { assignedMessage } from '../domain/drafts.ts';
import { queued } from '../domain/message.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import { askForMore, deliver } from './deliver.ts';

/** Somebody has been given work: they get an SMS. */
export async function tellAssignee(event: Envelope<WorkOrderAssigned>, ports: NotificationPorts): Promise<void> {
  const { journal, store, now } = ports;
  const at = now();
  const message = queued(assignedMessage(event), at);
  const row = await journal
    .write({
      cause: causedBy(message, at),
      changes: [],
      once: inboxRecord(store.table, 'notification', event.id, at),
      also: [store.messageItem(0, message)],
    })
    .then(() => ({ version: 1, state: message }))
    .catch((error: unknown) => {
      if (error instanceof KeyTaken) return store.message(message);
      throw error;
    });
  if (row) askForMore(await deliver(message.requestId, [row], ports));
}
