import type { Envelope } from '../../../shared/events/envelope.ts';
import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import { log } from '../../../shared/log/log.ts';
import type { EscalationRaised } from '../../sla/contract/events.ts';
import { channelsIn } from '../channels/port.ts';
import { breachMessages, breachOf } from '../domain/drafts.ts';
import { queued } from '../domain/message.ts';
import { emptyNotice, maySay } from '../domain/notice.ts';
import { type Recipients, recipientsOf } from '../domain/recipients.ts';
import { routed } from '../domain/routing.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import type { MessageRow, NoticeRow } from '../store.ts';
import { askForMore, deliver } from './deliver.ts';
import { messagesOf, noticeOf } from './settle-notice.ts';

/**
 * A level of the ladder speaks: whoever is on duty now gets an e-mail and an SMS at once. Once per level; nothing is
 * said of a breach that has been taken back already.
 */
export async function tellBreach(event: Envelope<EscalationRaised>, ports: NotificationPorts): Promise<void> {
  askForMore(await deliver(event.data.requestId, await queueBreach(event, ports), ports));
}

async function queueBreach(event: Envelope<EscalationRaised>, ports: NotificationPorts): Promise<MessageRow[]> {
  const { requestId } = event.data;
  const breach = breachOf(event.data);
  try {
    // Nearly always this is the first that is heard of the breach, so the table is asked by writing.
    return await commit(event, { version: 0, state: emptyNotice(requestId, breach) }, ports);
  } catch (error) {
    if (!(error instanceof ConcurrentChange || error instanceof KeyTaken)) throw error;
    const file = await ports.store.file(requestId);
    const known = messagesOf(file, event.id);
    return known.length > 0 ? known : await commit(event, noticeOf(file, requestId, breach), ports);
  }
}

async function commit(
  event: Envelope<EscalationRaised>,
  { version, state: notice }: NoticeRow,
  { journal, store, directory, channels, now }: NotificationPorts,
): Promise<MessageRow[]> {
  const { requestId, clockId, level } = event.data;
  const at = now();
  const speaks = maySay(notice, level);
  const messages = speaks
    ? routed(breachMessages(event, await recipients(event.data, at, directory)), channelsIn(channels)).map((draft) =>
        queued(draft, at),
      )
    : [];
  await journal.write({
    cause: causedBy({ eventId: event.id, correlationId: event.correlationId }, at),
    changes: [],
    once: inboxRecord(store.table, 'notification', event.id, at),
    also: speaks
      ? [
          store.noticeItem(version, { ...notice, levels: [...notice.levels, level] }),
          ...messages.map((message) => store.messageItem(0, message)),
        ]
      : [],
  });
  if (!speaks) log.info('breach not told', { requestId, clockId, level, eventId: event.id });
  return messages.map((state) => ({ version: 1, state }));
}

/** Looked up now, not when the request came in: rosters change. */
async function recipients(
  { communityId, buildingId, audience, holderStaffId: holder, aboutStaffId: about }: EscalationRaised,
  at: string,
  directory: NotificationPorts['directory'],
): Promise<Recipients> {
  const { department, role, copy } = audience;
  // Both posts are held by the same role, so one look at the rosters answers for both.
  const standing = await directory.onDuty({ communityId, buildingId, role, at });
  const standingAt = (wanted: string | undefined) =>
    standing.flatMap((one) => (one.department === wanted ? [one.staffId] : []));
  const [onDuty, copies] = [standingAt(department), standingAt(copy?.department)];
  return await recipientsOf({ onDuty, copies, holder, about }, () => directory.manager());
}
