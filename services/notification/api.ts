import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { DirectoryReader } from '../directory/reader.ts';
import { messageOperations } from './operations/messages.ts';
import { NotificationStore } from './store.ts';

const env = readEnv(apiEnvSchema.extend({ DIRECTORY_TABLE: z.string() }));
const doc = documentClient();
const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);

/** `GET /v1/requests/{id}/messages` */
export const handler = httpHandler(messageOperations(new NotificationStore(doc, env.TABLE_NAME)), {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, roles) => directory.principalBySub(sub, roles),
});
