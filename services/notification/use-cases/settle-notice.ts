import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { queued } from '../domain/message.ts';
import { type BreachRef, emptyNotice, isOf, type Notice, settlementOf } from '../domain/notice.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import type { MessageRow, NoticeRow, RequestFile } from '../store.ts';
import { sendMessages } from './send-messages.ts';

/** The notice of a breach as it stands; version 0 when nothing has been heard of it yet. */
export const noticeOf = (file: RequestFile, requestId: string, breach: BreachRef): NoticeRow =>
  file.notices.find(({ state }) => isOf(breach, state)) ?? { version: 0, state: emptyNotice(requestId, breach) };

/** The messages that tell of one event. */
export const messagesOf = (file: RequestFile, eventId: string): MessageRow[] =>
  file.messages.filter(({ state }) => state.eventId === eventId);

/**
 * Does what a breach that has been taken back still demands: waiting messages are dropped, those told get the
 * correction. May run at any time and any number of times.
 * @param taking the retraction itself, when it has just come, with the record that makes it come once
 * @returns the corrections as they stand
 */
export async function settleNotice(
  requestId: string,
  breach: BreachRef,
  ports: NotificationPorts,
  taking?: { readonly retraction: NonNullable<Notice['retraction']>; readonly once: TransactItem },
): Promise<MessageRow[]> {
  const corrections = await retrying(async () => {
    const file = await ports.store.file(requestId);
    const row = noticeOf(file, requestId, breach);
    const retraction = row.state.retraction ?? taking?.retraction;
    if (!retraction) return [];
    return await write(file, row, { ...row.state, retraction }, ports, taking?.once);
  });
  return await sendMessages(requestId, corrections, ports);
}

async function write(
  file: RequestFile,
  row: NoticeRow,
  notice: Notice & { retraction: NonNullable<Notice['retraction']> },
  { journal, store, now }: NotificationPorts,
  once: TransactItem | undefined,
): Promise<MessageRow[]> {
  const at = now();
  const { revoked, corrections, openUntil } = settlementOf(
    notice,
    file.messages.map(({ state }) => state),
    at,
  );
  const fresh = corrections.map((draft) => ({ version: 1, state: queued(draft, at) }));
  const versions = new Map(file.messages.map(({ version, state }) => [state.messageId, version]));
  const first = row.state.retraction === null;
  if (first || revoked.length > 0 || fresh.length > 0 || openUntil !== row.state.openUntil)
    await journal.write({
      cause: causedBy(notice.retraction, at),
      changes: [],
      once: first ? once : undefined,
      also: [
        store.noticeItem(row.version, { ...notice, openUntil }),
        ...revoked.map((state) => store.messageItem(versions.get(state.messageId) ?? 0, state)),
        ...fresh.map(({ state }) => store.messageItem(0, state)),
      ],
    });
  return [...messagesOf(file, notice.retraction.eventId), ...fresh];
}
