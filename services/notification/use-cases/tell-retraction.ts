import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import type { clockBreachRetracted, clockBreachRetractedByRule } from '../../sla/contract/events.ts';
import type { Notice } from '../domain/notice.ts';
import type { NotificationPorts } from '../ports.ts';
import { askForMore } from './deliver.ts';
import { settleNotice } from './settle-notice.ts';

type Retraction = NonNullable<Notice['retraction']>;
type InTime = z.output<typeof clockBreachRetracted.data>;
type ByRule = z.output<typeof clockBreachRetractedByRule.data>;

/**
 * A breach never was: the act came in time. If it has not been told yet, it never will be; otherwise those told hear
 * that it is void: the same people, on the same channels.
 */
export async function tellRetraction(event: Envelope<InTime>, ports: NotificationPorts): Promise<void> {
  const { stoppedAt, stoppedByStaffId } = event.data;
  await takeBack(event, { ...toldIn(event.data), stoppedAt, stoppedByStaffId }, ports);
}

/** The same where late news moved the deadline, stopped the clock or took it away before it ran out. */
export async function tellRetractionByRule(event: Envelope<ByRule>, ports: NotificationPorts): Promise<void> {
  const { because, newDue, stoppedAt, stoppedByStaffId } = event.data;
  await takeBack(event, { ...toldIn(event.data), because, newDue, stoppedAt, stoppedByStaffId }, ports);
}

const toldIn = ({ number, place, categoryLabel, keyword, kind, due }: InTime | ByRule) => ({
  ...{ number, place, categoryLabel, keyword },
  ...{ kind, due },
});

async function takeBack(
  { id: eventId, correlationId, data }: Envelope<InTime | ByRule>,
  variables: Retraction['variables'],
  ports: NotificationPorts,
): Promise<void> {
  const { requestId, clockId, generation } = data;
  const takenAt = ports.now();
  const corrections = await settleNotice(requestId, { clockId, generation }, ports, {
    retraction: { eventId, correlationId, variables, takenAt },
    once: inboxRecord(ports.store.table, 'notification', eventId, takenAt),
  });
  askForMore(corrections);
}
