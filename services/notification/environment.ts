import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { briefly } from '../../shared/brief/briefly.ts';
import { readEnv } from '../../shared/env.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { signLink } from '../../shared/link/signed-link.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { DirectoryReader, PeopleReader } from '../directory/reader.ts';
import { channelsOf } from './channels/from-profile.ts';
import { channelSettingsSchema } from './contract/channel-settings.ts';
import type { NotificationPorts } from './ports.ts';
import { preferenceSource } from './preferences.ts';
import { NotificationStore } from './store.ts';
import { textSource } from './texts.ts';

const environmentSchema = z.object({
  COMPANY: z.string(),
  COMPANY_NAME: z.string(),
  LOCALE: z.enum(['zh-CN', 'en']),
  TIME_ZONE: z.string(),
  TABLE_NAME: z.string(),
  DIRECTORY_TABLE: z.string(),
  PEOPLE_TABLE: z.string(),
  PERSONAL_KEY_ID: z.string(),
  LINK_KEY_ID: z.string(),
  PUBLIC_URL: z.url(),
  CHANNELS: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(channelSettingsSchema),
});

/** Communities do not change their names while an alarm is on its way. */
const NAME_KEPT_MS = 60_000;

/** The ports of a function that sends, from its environment. Made once per container. */
export function notificationPorts(): NotificationPorts {
  const env = readEnv(environmentSchema);
  const doc = documentClient();
  const kms = new KMSClient({ maxAttempts: 4 });
  const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);
  const journal = new Journal(doc, env.TABLE_NAME, env.COMPANY);
  const company = { name: env.COMPANY_NAME, locale: env.LOCALE, timeZone: env.TIME_ZONE };
  return {
    journal,
    store: new NotificationStore(doc, env.TABLE_NAME),
    directory,
    people: new PeopleReader(doc, env.PEOPLE_TABLE, new PersonalVault(kms, env.PERSONAL_KEY_ID)),
    households: directory,
    channels: channelsOf(env.CHANNELS, env.COMPANY_NAME),
    company,
    textsOf: textSource(journal, company),
    preferencesOf: preferenceSource(journal),
    now: () => new Date().toISOString(),
    communityName: briefly(NAME_KEPT_MS, async (id) => (await directory.communities([id]))[0]?.name ?? ''),
    caseLink: async (requestId, now) =>
      `${env.PUBLIC_URL}/v1/public/requests/${await signLink(kms, env.LINK_KEY_ID, requestId, now)}`,
  };
}
