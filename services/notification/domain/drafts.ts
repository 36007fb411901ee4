import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { GapAhead } from '../../directory/contract/events.ts';
import type {
  WorkOrderAssigned,
  workOrderCancelled,
  workOrderNotAccepted,
  workOrderRefused,
} from '../../dispatch/contract/events.ts';
import type { requestContactDue } from '../../intake/contract/events.ts';
import type { clockWarned, EscalationRaised } from '../../sla/contract/events.ts';
import { kindOfClock } from '../../sla/contract/ids.ts';
import type { Case } from './case.ts';
import type { CaseVariables, Content } from './content.ts';
import type { MessageDraft } from './message.ts';
import type { BreachRef } from './notice.ts';
import type { Recipients } from './recipients.ts';

/** To a member of staff. */
export type StaffDraft = MessageDraft & { readonly staffId: string };

/** Which breach an escalation tells of. */
export const breachOf = ({ clockId, generation = 1 }: EscalationRaised): BreachRef => ({ clockId, generation });

/** Whoever is told of a breach gets an e-mail and an SMS; the first e-mail goes in copy to those who read along. */
export function breachMessages(
  { id: eventId, correlationId, data }: Envelope<EscalationRaised>,
  { to, copies }: Recipients,
): MessageDraft[] {
  const { requestId, communityId, urgent, due, holderStaffId } = data;
  const kind = kindOfClock(data.clockId) ?? null;
  const content: Content = { template: 'breach', variables: { ...caseOf(data), kind, due, holderStaffId } };
  const common = { requestId, communityId, ...breachOf(data), eventId, correlationId, content, urgent, personId: null };
  return to.flatMap((staffId, n): MessageDraft[] => [
    { ...common, staffId, channel: 'email', copyStaffIds: n === 0 ? [...copies] : [] },
    { ...common, staffId, channel: 'sms', copyStaffIds: [] },
  ]);
}

/** Whoever has been given the work gets an SMS. */
export function assignedMessage(event: Envelope<WorkOrderAssigned>): StaffDraft {
  const { assigneeStaffId, arriveBy } = event.data;
  return staffSms(event, assigneeStaffId, {
    template: 'work-order-assigned',
    variables: { ...caseOf(event.data), arriveBy },
  });
}

/** The work has been given back more than once: a supervisor must find somebody. */
export function refusedMessages(
  event: Envelope<z.output<typeof workOrderRefused.data>>,
  to: readonly string[],
): StaffDraft[] {
  const { staffId, refusals } = event.data;
  const variables = { ...caseOf(event.data), staffId, refusals };
  return to.map((reader) => staffSms(event, reader, { template: 'work-order-refused', variables }));
}

/** Nobody has accepted in time: the desk must know before the promise is broken. */
export function notAcceptedMessages(
  event: Envelope<z.output<typeof workOrderNotAccepted.data>>,
  to: readonly string[],
): StaffDraft[] {
  const { staffId, nextStaffId } = event.data;
  const variables = { ...caseOf(event.data), staffId, nextStaffId };
  return to.map((reader) => staffSms(event, reader, { template: 'work-order-not-accepted', variables }));
}

/**
 * A household has heard nothing of its request for long (R072). Not urgent, whatever the request is: it is no alarm.
 * @param requestId the event's subject
 */
export function contactDueMessages(
  { id: eventId, correlationId, data }: Envelope<z.output<typeof requestContactDue.data>>,
  requestId: string,
  to: readonly string[],
): StaffDraft[] {
  const { communityId, heardAt, holderStaffIds } = data;
  const about = { ...caseOf({ ...data, keyword: null, urgent: false }), heardAt };
  const content: Content = {
    template: 'contact-due',
    variables: { ...about, holderStaffId: holderStaffIds[0] ?? null },
  };
  const event = { id: eventId, correlationId, data: { requestId, communityId, urgent: false } };
  return to.map((reader) => staffSms(event, reader, content));
}

/** Nobody will stand at a post that must be held (R142). No alarm: there is time to find somebody. */
export function rosterGapMessages(
  { id: eventId, correlationId, data }: Envelope<GapAhead>,
  to: readonly string[],
): StaffDraft[] {
  const { communityId, postId, from, until, count } = data;
  const event = { id: eventId, correlationId, data: { requestId: eventId, communityId, urgent: false } };
  return to.map((reader) =>
    staffSms(event, reader, { template: 'roster-gap', variables: { postId, from, until, count } }),
  );
}

/** Whoever had the work need not go. */
export const cancelledMessage = (
  event: Envelope<z.output<typeof workOrderCancelled.data>>,
  assigneeStaffId: string,
): StaffDraft => staffSms(event, assigneeStaffId, { template: 'work-order-cancelled', variables: caseOf(event.data) });

/**
 * A deadline is near.
 * @param held told to whoever has the work
 */
export function warningMessage(
  { id: eventId, correlationId, data }: Envelope<z.output<typeof clockWarned.data>>,
  known: Case,
  staffId: string,
  held: boolean,
): StaffDraft {
  const { requestId, clockId, generation, kind, due } = data;
  const { communityId, urgent } = known;
  const content: Content = { template: 'warning', variables: { ...caseOf(known), kind, due, held } };
  const about = { requestId, communityId, clockId, generation, eventId, correlationId, content, urgent };
  return { ...about, channel: 'sms', staffId, personId: null, copyStaffIds: [] };
}

interface About {
  readonly requestId: string;
  readonly communityId: string;
  readonly urgent: boolean;
}

function staffSms(
  { id: eventId, correlationId, data }: Pick<Envelope<About>, 'id' | 'correlationId' | 'data'>,
  staffId: string,
  content: Content,
): StaffDraft {
  const { requestId, communityId, urgent } = data;
  const about = { requestId, communityId, clockId: null, generation: 1, eventId, correlationId, content, urgent };
  return { ...about, channel: 'sms', staffId, personId: null, copyStaffIds: [] };
}

/** What every message names, out of an event that carries more. */
export const caseOf = ({ number, place, categoryLabel, keyword, urgent }: CaseVariables): CaseVariables => ({
  number,
  place,
  categoryLabel,
  keyword,
  urgent,
});
