import type { Envelope } from '../../../shared/events/envelope.ts';
import type { WorkOrderAssigned } from '../../dispatch/contract/events.ts';
import type { EscalationRaised } from '../../sla/contract/events.ts';
import type { Content } from './content.ts';
import type { MessageDraft } from './message.ts';
import type { Recipients } from './recipients.ts';

/** Whoever is told of a breach gets an e-mail and an SMS; the first e-mail goes in copy to those who read along. */
export function breachMessages(
  { id: eventId, correlationId, data }: Envelope<EscalationRaised>,
  { to, copies }: Recipients,
): MessageDraft[] {
  const { requestId, communityId, clockId, urgent, number, place, categoryLabel, keyword, due, holderStaffId } = data;
  const variables = { number, place, categoryLabel, keyword, urgent, due, holderStaffId };
  const content: Content = { template: 'breach', variables };
  const common = { requestId, communityId, clockId, eventId, correlationId, content, urgent };
  return to.flatMap((staffId, n): MessageDraft[] => [
    { ...common, staffId, channel: 'email', copyStaffIds: n === 0 ? [...copies] : [] },
    { ...common, staffId, channel: 'sms', copyStaffIds: [] },
  ]);
}

/** Whoever has been given the work gets an SMS. */
export function assignedMessage({ id: eventId, correlationId, data }: Envelope<WorkOrderAssigned>): MessageDraft {
  const { requestId, communityId, urgent, number, place, categoryLabel, keyword, arriveBy, assigneeStaffId } = data;
  return {
    requestId,
    communityId,
    clockId: null,
    eventId,
    correlationId,
    content: {
      template: 'work-order-assigned',
      variables: { number, place, categoryLabel, keyword, urgent, arriveBy },
    },
    channel: 'sms',
    staffId: assigneeStaffId,
    copyStaffIds: [],
    urgent,
  };
}
