import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import type { clockBreachRetracted } from '../../sla/contract/events.ts';
import type { NotificationPorts } from '../ports.ts';
import { askForMore } from './deliver.ts';
import { settleNotice } from './settle-notice.ts';

/**
 * A breach never was. If it has not been told yet, it never will be; otherwise those told hear that it is void: the
 * same people, on the same channels.
 */
export async function tellRetraction(
  event: Envelope<z.output<typeof clockBreachRetracted.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { requestId, clockId, number, place, categoryLabel, keyword, due, stoppedAt, stoppedByStaffId } = event.data;
  const takenAt = ports.now();
  const corrections = await settleNotice(requestId, clockId, ports, {
    retraction: {
      eventId: event.id,
      correlationId: event.correlationId,
      variables: { number, place, categoryLabel, keyword, due, stoppedAt, stoppedByStaffId },
      takenAt,
    },
    once: inboxRecord(ports.store.table, 'notification', event.id, takenAt),
  });
  askForMore(corrections);
}
