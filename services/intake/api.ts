import { randomUUID } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { openLink } from '../../shared/link/signed-link.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { DirectoryReader } from '../directory/reader.ts';
import { RequestContacts } from './contacts.ts';
import { durationSchema } from './environment.ts';
import { RequestNotes } from './notes.ts';
import { intakeOperations } from './operations/index.ts';
import { RequestLists } from './request-lists.ts';
import { SilenceWatch } from './silence-watch.ts';
import { IntakeStore } from './store.ts';

const env = readEnv(
  apiEnvSchema.extend({
    COMPANY: z.string(),
    COMPANY_NAME: z.string(),
    TIME_ZONE: z.string(),
    DIRECTORY_TABLE: z.string(),
    LINK_KEY_ID: z.string(),
    CONTACT_EVERY: durationSchema,
    PERSONAL_KEY_ID: z.string(),
  }),
);
const doc = documentClient();
const kms = new KMSClient({ maxAttempts: 3 });
const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);

const operations = intakeOperations({
  journal: new Journal(doc, env.TABLE_NAME, env.COMPANY),
  store: new IntakeStore(doc, env.TABLE_NAME),
  lists: new RequestLists(doc, env.TABLE_NAME),
  notes: new RequestNotes(doc, env.TABLE_NAME),
  silences: new SilenceWatch(doc, env.TABLE_NAME, env.CONTACT_EVERY),
  contacts: new RequestContacts(doc, env.TABLE_NAME, new PersonalVault(kms, env.PERSONAL_KEY_ID)),
  directory,
  newId: () => randomUUID(),
  openLink: (token, now) => openLink(kms, env.LINK_KEY_ID, token, now),
  company: { name: env.COMPANY_NAME, timeZone: env.TIME_ZONE },
});

/** `/v1/requests`, `/v1/promises`, `/v1/callers`, `/v1/public/requests` */
export const handler = httpHandler(operations, {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, roles) => directory.principalBySub(sub, roles),
});
