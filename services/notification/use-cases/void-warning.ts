import type { Envelope } from '../../../shared/events/envelope.ts';
import { log } from '../../../shared/log/log.ts';
import { revoked } from '../domain/message.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import type { MessageRow } from '../store.ts';

type ClockNews = Envelope<{ readonly requestId: string; readonly clockId: string; readonly generation: number }>;

/** The clock has ended, by an act or with its request: what was to be said before its deadline is void. */
export const voidWarning = (event: ClockNews, ports: NotificationPorts): Promise<void> =>
  voidBefore(event, event.data.generation + 1, ports);

/** The clock stands still, or has another deadline: it has another generation, and only that one may warn. */
export const voidEarlierWarnings = (event: ClockNews, ports: NotificationPorts): Promise<void> =>
  voidBefore(event, event.data.generation, ports);

/** Written also when nothing has been said yet: the warning may come later than the news that makes it void. */
async function voidBefore(
  { id: eventId, correlationId, data: { requestId, clockId } }: ClockNews,
  validFrom: number,
  { journal, store, now }: NotificationPorts,
): Promise<void> {
  const { version, state } = await store.warning(requestId, clockId);
  if (validFrom <= state.validFrom) return;
  const at = now();
  const waiting = state.told === 0 ? [] : (await store.file(requestId)).messages;
  const dropped = waiting.flatMap((row): MessageRow[] => {
    const { content, generation } = row.state;
    if (content.template !== 'warning' || row.state.clockId !== clockId || generation >= validFrom) return [];
    const after = revoked(row.state, at);
    return after === row.state ? [] : [{ version: row.version, state: after }];
  });
  await journal.write({
    cause: causedBy({ eventId, correlationId }, at),
    changes: [],
    also: [
      store.warningItem(version, { ...state, validFrom }),
      ...dropped.map((row) => store.messageItem(row.version, row.state)),
    ],
  });
  if (dropped.length > 0) log.info('warnings dropped', { requestId, clockId, eventId, messages: dropped.length });
}
