import { randomUUID } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { phoneHash } from '../../shared/personal/search.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { directoryOperations } from './operations/index.ts';
import { PeopleStore } from './people-store.ts';
import { DirectoryReader } from './reader.ts';
import { DirectoryStore } from './store.ts';

const env = readEnv(
  apiEnvSchema.extend({
    COMPANY: z.string(),
    TIME_ZONE: z.string(),
    PEOPLE_TABLE: z.string(),
    PERSONAL_KEY_ID: z.string(),
    SEARCH_KEY_ID: z.string(),
  }),
);
const doc = documentClient();
const kms = new KMSClient({ maxAttempts: 3 });
const reader = new DirectoryReader(doc, env.TABLE_NAME);
const store = new DirectoryStore(doc, env.TABLE_NAME, env.COMPANY);
const vault = new PersonalVault(kms, env.PERSONAL_KEY_ID);
const people = new PeopleStore(doc, env.PEOPLE_TABLE, vault, (phone) => phoneHash(kms, env.SEARCH_KEY_ID, phone));
const ports = { reader, store, people, newId: () => randomUUID(), timeZone: env.TIME_ZONE };

/** `/v1/me`, `/v1/premises`, `/v1/posts`, `/v1/households`, `/v1/people` */
export const handler = httpHandler(directoryOperations(ports), {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, tokenRoles) => reader.principalBySub(sub, tokenRoles),
});
