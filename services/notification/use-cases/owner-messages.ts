import type { Envelope } from '../../../shared/events/envelope.ts';
import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import { dateAt } from '../../../shared/time/wall-time.ts';
import type { Case } from '../domain/case.ts';
import { listenersOf } from '../domain/household.ts';
import { type Message, type MessageDraft, queued, withheld } from '../domain/message.ts';
import type { OwnerNews } from '../domain/owner-news.ts';
import { afterQuiet } from '../domain/quiet.ts';
import { tellingSettings } from '../domain/settings.ts';
import type { NotificationPorts } from '../ports.ts';

/** Messages to a household, with the counters that they raise. */
export interface OwnerMessages {
  readonly messages: readonly Message[];
  readonly also: readonly TransactItem[];
}

/**
 * Addresses news to the household: an SMS, an e-mail only where no phone is known. What is not urgent waits for the
 * end of the quiet hours and counts against the day's budget; beyond it, it is only on record.
 * Urgent news has a far larger budget of its own, so that whoever makes requests cannot make a phone ring all day.
 */
export async function ownerMessages(
  { id: eventId, correlationId }: Envelope,
  { requestId, communityId, premisesId, reporterId }: Case,
  { content, urgent }: OwnerNews,
  { households, people, store, company, now }: NotificationPorts,
): Promise<OwnerMessages> {
  const at = now();
  const listeners = listenersOf(await households.householdMembers(premisesId, at), reporterId);
  const contacts = new Map((await people.contacts(listeners)).map((contact) => [contact.personId, contact]));
  const phoneOf = (personId: string): string | null => contacts.get(personId)?.phone ?? null;
  // Of those who share a phone only the first: it rings once for each news.
  const reached = listeners.filter((one, n) => {
    const phone = phoneOf(one);
    return phone === null || listeners.findIndex((other) => phoneOf(other) === phone) === n;
  });
  const about = { requestId, communityId, clockId: null, generation: 1, eventId, correlationId, content, urgent };
  const drafts = reached.map((personId): MessageDraft => {
    const { phone = null, email = null } = contacts.get(personId) ?? {};
    const channel = phone === null && email !== null ? 'email' : 'sms';
    return { ...about, channel, staffId: null, personId, copyStaffIds: [] };
  });
  const notBefore = urgent ? at : afterQuiet(at, tellingSettings.quietHours, company.timeZone);
  const date = dateAt(parseInstant(notBefore), company.timeZone).toString();
  const budget = urgent ? tellingSettings.urgentOwnerMessagesPerDay : tellingSettings.ownerMessagesPerDay;
  const spent = await Promise.all(drafts.map(({ personId }) => store.spent(personId ?? '', date, urgent)));
  const withinBudget = spent.map(({ count }) => count < budget);
  return {
    messages: drafts.map((draft, n) => (withinBudget[n] ? queued(draft, at, notBefore) : withheld(draft, at))),
    also: spent.filter((_, n) => withinBudget[n]).map((one) => store.spentItem({ ...one, count: one.count + 1 })),
  };
}
