import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { directoryOperations } from './operations/index.ts';
import { DirectoryReader } from './reader.ts';
import { DirectoryStore } from './store.ts';

const env = readEnv(apiEnvSchema.extend({ COMPANY: z.string() }));
const doc = documentClient();
const reader = new DirectoryReader(doc, env.TABLE_NAME);
const store = new DirectoryStore(doc, env.TABLE_NAME, env.COMPANY);

/** `/v1/me`, `/v1/premises`, `/v1/posts` */
export const handler = httpHandler(directoryOperations({ reader, store }), {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, tokenRoles) => reader.principalBySub(sub, tokenRoles),
});
