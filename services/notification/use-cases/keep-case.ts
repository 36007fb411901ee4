import type { Envelope } from '../../../shared/events/envelope.ts';
import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import type { Stored } from '../../../shared/journal/journal.ts';
import { type Case, classified } from '../domain/case.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import type { NotificationStore } from '../store.ts';

/** News of a request has overtaken the request itself: it comes back to the inbox in a moment. */
class NotYetKnown extends Error {
  override readonly name = 'NotYetKnown';
}

/** @throws NotYetKnown */
export async function caseRow(requestId: string, store: Pick<NotificationStore, 'case'>): Promise<Stored<Case>> {
  const row = await store.case(requestId);
  if (!row) throw new NotYetKnown('nothing has been heard of this request');
  return row;
}

/** @throws NotYetKnown */
export const caseKnown = async (requestId: string, store: Pick<NotificationStore, 'case'>): Promise<Case> =>
  (await caseRow(requestId, store)).state;

/** Another category, or the same anew: later messages say so. */
export async function keepCase(event: Parameters<typeof classified>[1], ports: NotificationPorts): Promise<void> {
  const { journal, store, now } = ports;
  const row = await store.case(event.subject.id);
  const state = classified(row?.state, event);
  if (state === row?.state) return;
  const at = now();
  await journal.write({
    cause: causedBy(causeOf(event), at),
    changes: [],
    once: inboxRecord(store.table, 'notification', event.id, at),
    also: [store.caseItem(row?.version ?? 0, state)],
  });
}

const causeOf = ({ id: eventId, correlationId }: Envelope) => ({ eventId, correlationId });
