import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import type { requestNoteLeft } from '../../intake/contract/events.ts';
import type { Message } from '../domain/message.ts';
import { noteNews } from '../domain/owner-news.ts';
import { tellingSettings } from '../domain/settings.ts';
import type { NotificationPorts } from '../ports.ts';
import { caseRow } from './keep-case.ts';
import { ownerMessages } from './owner-messages.ts';
import { queueMessages } from './queue-messages.ts';

/**
 * Staff have left the household a note (R071): it hears that there is one, once in an hour and request however many
 * come. The case is written with it, so two notes side by side cannot both be told.
 */
export async function tellNote(
  event: Envelope<z.output<typeof requestNoteLeft.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { id: eventId, correlationId } = event;
  const { requestId } = event.data;
  const row = await caseRow(requestId, ports.store);
  const { messages, also } = await ownerMessages(
    event,
    row.state,
    noteNews(row.state, toldLately(row.state, ports)),
    ports,
  );
  const noteToldAt = lastOf(messages);
  const kept = noteToldAt === undefined ? [] : [ports.store.caseItem(row.version, { ...row.state, noteToldAt })];
  await queueMessages({ eventId, correlationId, requestId, messages, also: [...kept, ...also] }, ports);
}

function toldLately({ noteToldAt }: { noteToldAt: string | null }, { now }: Pick<NotificationPorts, 'now'>): boolean {
  if (noteToldAt === null) return false;
  return now() < toIso(parseInstant(noteToldAt) + tellingSettings.noteEveryMs);
}

/** When the last of them goes out; undefined where none does. */
const lastOf = (messages: readonly Message[]): string | undefined =>
  messages
    .flatMap((message) => (message.status === 'queued' ? message.nextTryAt : []))
    .toSorted()
    .at(-1);
