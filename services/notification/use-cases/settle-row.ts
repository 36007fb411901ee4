import type { NotificationPorts } from '../ports.ts';
import { messageRow, noticeRow } from '../store.ts';
import { deliver } from './deliver.ts';
import { settleNotice } from './settle-notice.ts';

/** What a row still owes: a message its next try, or an outcome; a notice that was taken back its corrections. */
export async function settleRow(row: unknown, ports: NotificationPorts): Promise<void> {
  const message = messageRow(row);
  if (message) await deliver(message.state.requestId, [message], ports);
  const notice = noticeRow(row);
  if (notice) await settleNotice(notice.state.requestId, notice.state, ports);
}
