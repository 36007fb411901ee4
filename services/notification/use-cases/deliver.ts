import type { NotificationPorts } from '../ports.ts';
import type { MessageRow } from '../store.ts';
import { sendMessages } from './send-messages.ts';
import { settleNotice } from './settle-notice.ts';

/**
 * Sends what is due, and then corrects what was taken back while it was on its way.
 * @returns the messages as they stand afterwards, corrections not among them
 */
export async function deliver(
  requestId: string,
  rows: readonly MessageRow[],
  ports: NotificationPorts,
): Promise<MessageRow[]> {
  const after = await sendMessages(requestId, rows, ports);
  const overtaken = after.flatMap(({ state: { revoked, clockId, generation } }) =>
    revoked && clockId !== null ? [[`${clockId} ${generation}`, { clockId, generation }] as const] : [],
  );
  for (const breach of new Map(overtaken).values()) await settleNotice(requestId, breach, ports);
  return after;
}

/** Tries of an urgent message that do not wait for the minute sweep. */
const QUICK_TRIES = 3;

/** An urgent message is still queued: its event comes back to the inbox within seconds, earlier than the sweep. */
class StillQueued extends Error {
  override readonly name = 'StillQueued';
}

/** @throws StillQueued when a channel has put an urgent message off that should be tried again soon */
export function askForMore(rows: readonly MessageRow[]): void {
  const soon = rows.filter(
    ({ state }) => state.status === 'queued' && state.urgent && state.attempts > 0 && state.attempts <= QUICK_TRIES,
  );
  if (soon.length > 0) throw new StillQueued(`${soon.length} put off`);
}
