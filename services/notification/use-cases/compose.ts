import type { Locale } from '../../../shared/i18n/text.ts';
import { log } from '../../../shared/log/log.ts';
import type { Contact } from '../../directory/reader.ts';
import { type ChannelAdapter, Refused } from '../channels/port.ts';
import type { TemplateCode } from '../contract/ids.ts';
import type { MessageTexts } from '../contract/texts.ts';
import { isAboutCase, mentionedIn } from '../domain/content.ts';
import { defaultTexts } from '../domain/default-texts.ts';
import { type Message, recipientOf } from '../domain/message.ts';
import type { Scene } from '../domain/scene.ts';
import { renderEmail, renderSms } from '../domain/templates.ts';
import type { NotificationPorts } from '../ports.ts';

/** Names, addresses and the link, in memory for one sending. */
export interface LookedUp {
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly texts: ReadonlyMap<TemplateCode, MessageTexts>;
  /** Of those who want another one than the company's. */
  readonly languages: ReadonlyMap<string, Locale>;
  readonly community: string;
  /** Empty where no message leads to a case. */
  readonly link: string;
}

/** Everything that messages of one request need beside themselves, read at the moment of sending in one round. */
export async function lookUp(
  requestId: string,
  messages: readonly [Message, ...Message[]],
  { people, communityName, caseLink, textsOf, preferencesOf, now }: NotificationPorts,
): Promise<LookedUp> {
  const recipients = new Set(messages.flatMap((message) => recipientOf(message) ?? []));
  const codes = [...new Set(messages.map(({ content }) => content.template))];
  const others = new Set(messages.flatMap(({ copyStaffIds, content }) => [...copyStaffIds, ...mentionedIn(content)]));
  const [contacts, mentioned, texts, languages, community, link] = await Promise.all([
    people.contacts([...recipients]),
    // One unreadable entry of somebody who is only named must not hold up an alarm.
    Promise.all([...others.difference(recipients)].map((staffId) => contactIfReadable(staffId, people))),
    Promise.all(codes.map(async (code) => [code, await textsOf(code)] as const)),
    Promise.all([...recipients].map(async (id) => [id, (await preferencesOf(id)).language] as const)),
    communityName(messages[0].communityId),
    messages.some(({ channel, content }) => channel === 'email' && isAboutCase(content))
      ? caseLink(requestId, now())
      : '',
  ]);
  return {
    contacts: new Map([...contacts, ...mentioned.flat()].map((contact) => [contact.personId, contact])),
    texts: new Map(texts),
    languages: new Map(languages.flatMap(([id, language]) => (language === null ? [] : [[id, language]]))),
    community,
    link,
  };
}

async function contactIfReadable(staffId: string, people: NotificationPorts['people']): Promise<Contact[]> {
  try {
    return await people.contacts([staffId]);
  } catch (error) {
    log.error('a person named in a message cannot be read', error, { staffId });
    return [];
  }
}

/** Hands a finished message to its channel. */
export type Hand = () => Promise<{ readonly providerId: string }>;

/** Writes a message out with names, addresses and the time of now; what cannot be addressed is refused when handed. */
export function compose(message: Message, found: LookedUp, { channels, company, now }: NotificationPorts): Hand {
  const { contacts, languages, community, link } = found;
  const texts = found.texts.get(message.content.template) ?? defaultTexts[message.content.template];
  const scene: Scene = {
    company: company.name,
    locale: languages.get(recipientOf(message) ?? '') ?? company.locale,
    timeZone: company.timeZone,
    at: now(),
    community,
    // A staff id says more to a colleague than a gap would.
    nameOf: (staffId) => contacts.get(staffId)?.name || staffId,
    staffOf: (staffId) => {
      const { name = null, phone = null } = contacts.get(staffId) ?? {};
      return { name, phone };
    },
  };
  const contact = contacts.get(recipientOf(message) ?? '');
  const { content, copyStaffIds } = message;
  switch (message.channel) {
    case 'chat': {
      const text = renderSms(content, scene, texts);
      const mentioned = copyStaffIds.flatMap((staffId) => contacts.get(staffId)?.phone ?? []);
      return handing(channels.chat, { text, mentioned });
    }
    case 'sms': {
      const text = renderSms(content, scene, texts);
      const to = contact?.phone;
      return to ? handing(channels.sms, { to, text }) : refuse('no-address');
    }
    case 'email': {
      const email = renderEmail(content, scene, texts, link);
      const to = contact?.email;
      const copies = copyStaffIds.flatMap((staffId) => contacts.get(staffId)?.email ?? []);
      return to ? handing(channels.email, { to, copies, ...email }) : refuse('no-address');
    }
  }
}

/** A channel that the company does not have refuses all, so that somebody sees what is missing. */
const handing = <Outgoing>(channel: ChannelAdapter<Outgoing> | undefined, outgoing: Outgoing): Hand =>
  channel ? () => channel.send(outgoing) : refuse('no-channel');

const refuse =
  (reason: string): Hand =>
  () =>
    Promise.reject(new Refused(reason));
