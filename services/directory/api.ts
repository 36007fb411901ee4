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
import { directoryPorts } from './operations/ports.ts';
import { PeopleStore } from './people-store.ts';
import { SensitiveStore } from './sensitive-store.ts';

const env = readEnv(
  apiEnvSchema.extend({
    COMPANY: z.string(),
    TIME_ZONE: z.string(),
    PEOPLE_TABLE: z.string(),
    PERSONAL_KEY_ID: z.string(),
    SENSITIVE_KEY_ID: z.string(),
    SEARCH_KEY_ID: z.string(),
  }),
);
const doc = documentClient();
const kms = new KMSClient({ maxAttempts: 3 });
const vault = new PersonalVault(kms, env.PERSONAL_KEY_ID);
const people = new PeopleStore(doc, env.PEOPLE_TABLE, vault, (phone) => phoneHash(kms, env.SEARCH_KEY_ID, phone));
const ports = directoryPorts(doc, env.TABLE_NAME, env.COMPANY, {
  people,
  sensitive: new SensitiveStore(doc, env.PEOPLE_TABLE, new PersonalVault(kms, env.SENSITIVE_KEY_ID)),
  newId: () => randomUUID(),
  timeZone: env.TIME_ZONE,
});

/** `/v1/me`, `/v1/premises`, `/v1/posts`, `/v1/households`, `/v1/people`, `/v1/staff`, `/v1/access-review` */
export const handler = httpHandler(directoryOperations(ports), {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, tokenRoles) => ports.reader.principalBySub(sub, tokenRoles),
});
