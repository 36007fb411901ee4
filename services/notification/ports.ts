import { bySystem } from '../../shared/events/by-system.ts';
import type { Cause } from '../../shared/events/envelope.ts';
import type { Locale } from '../../shared/i18n/text.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import type { DirectoryReader, PeopleReader } from '../directory/reader.ts';
import type { Channels } from './channels/port.ts';
import type { TemplateCode } from './contract/ids.ts';
import type { Preferences } from './contract/preferences.ts';
import type { MessageTexts } from './contract/texts.ts';
import type { NotificationStore } from './store.ts';

/** What the use cases of this service stand on. */
export interface NotificationPorts {
  readonly journal: Journal;
  readonly store: NotificationStore;
  readonly directory: Pick<DirectoryReader, 'onDuty' | 'manager'>;
  readonly people: Pick<PeopleReader, 'contacts'>;
  readonly households: Pick<DirectoryReader, 'householdMembers'>;
  readonly channels: Channels;
  readonly company: { readonly name: string; readonly locale: Locale; readonly timeZone: string };
  /** ISO instant; asked at every step of a sending. */
  now(): string;
  /** The words of a template as they stand now. */
  textsOf(code: TemplateCode): Promise<MessageTexts>;
  /** How somebody wants to be told; of whoever has not said so, nothing. Never fails. */
  preferencesOf(personId: string): Promise<Preferences>;
  /** Name of a community; empty when there is none. */
  communityName(communityId: string): Promise<string>;
  /** The address that opens a case from now on for some days. */
  caseLink(requestId: string, now: string): Promise<string>;
}

/** Why an outcome is written: the system sent what an event made it send. */
export const causedBy = (
  { eventId: id, correlationId }: { eventId: string; correlationId: string },
  at: string,
): Cause => bySystem('notification', { id, correlationId }, at);
