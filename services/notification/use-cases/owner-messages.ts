import type { Envelope } from '../../../shared/events/envelope.ts';
import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { channelsIn } from '../channels/port.ts';
import type { Case } from '../domain/case.ts';
import { decidersOf, listenersOf } from '../domain/household.ts';
import { type Message, type MessageDraft, withheld } from '../domain/message.ts';
import type { OwnerNews } from '../domain/owner-news.ts';
import { channelFor, isMuted, nothingSet } from '../domain/preferences.ts';
import { afterQuiet } from '../domain/quiet.ts';
import { tellingSettings } from '../domain/settings.ts';
import type { NotificationPorts } from '../ports.ts';
import { type Addressed, withinBudget } from './within-budget.ts';

/** Messages to a household, with the counters that they raise. */
export interface OwnerMessages {
  readonly messages: readonly Message[];
  readonly also: readonly TransactItem[];
}

/**
 * Addresses news to the household: an SMS, an e-mail only where no phone is known, unless its reader has asked for
 * another channel. What is not urgent waits for the end of the quiet hours and counts against the day's budget; beyond
 * it, or where its reader does without it, it is only on record. Urgent news has a far larger budget of its own, so that
 * whoever makes requests cannot make a phone ring all day.
 */
export async function ownerMessages(
  { id: eventId, correlationId }: Envelope,
  { requestId, communityId, premisesId, reporterId }: Case,
  { content, urgent, withheld: reason, over, toDeciders }: OwnerNews,
  ports: NotificationPorts,
): Promise<OwnerMessages> {
  const { households, people, preferencesOf, now } = ports;
  const at = now();
  const has = channelsIn(ports.channels);
  const members = await households.householdMembers(premisesId, at);
  const listeners = listenersOf(toDeciders ? decidersOf(members) : members, reporterId);
  const [known, preferences] = await Promise.all([
    people.contacts(listeners),
    Promise.all(listeners.map(preferencesOf)),
  ]);
  const contacts = new Map(known.map((contact) => [contact.personId, contact]));
  const about = { requestId, communityId, clockId: null, generation: 1, eventId, correlationId, content, urgent };
  const readers = listeners.map((personId, n) => {
    const wants = preferences[n] ?? nothingSet;
    const contact = contacts.get(personId) ?? { phone: null, email: null };
    const channel = channelFor(wants, contact, has);
    return { personId, wants, channel, rings: channel === 'sms' ? contact.phone : null };
  });
  // Of those who share a phone only the first: it rings once for each news.
  const reached = readers.filter(
    ({ rings }, n) => rings === null || readers.findIndex((other) => other.rings === rings) === n,
  );
  const addressed = reached.map(async ({ personId, wants, channel }): Promise<Addressed> => {
    const draft: MessageDraft = { ...about, channel, staffId: null, personId, copyStaffIds: [] };
    if (urgent) {
      const budget = { whose: `${personId}#urgent`, perDay: tellingSettings.urgentOwnerMessagesPerDay };
      return await withinBudget({ draft, at, notBefore: at }, budget, ports);
    }
    if (reason) return { message: withheld(draft, at, reason), also: [] };
    if (isMuted(wants, draft)) return { message: withheld(draft, at, 'muted'), also: [] };
    const notBefore = afterQuiet(at, wants.quietHours ?? tellingSettings.quietHours, ports.company.timeZone);
    if (over !== undefined && notBefore >= over) return { message: withheld(draft, at, 'quiet-hours'), also: [] };
    const budget = { whose: personId, perDay: tellingSettings.ownerMessagesPerDay };
    return await withinBudget({ draft, at, notBefore }, budget, ports);
  });
  const all = await Promise.all(addressed);
  return { messages: all.map(({ message }) => message), also: all.flatMap(({ also }) => also) };
}
