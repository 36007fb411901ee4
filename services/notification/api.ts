import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { DirectoryReader } from '../directory/reader.ts';
import { notificationOperations } from './operations/index.ts';
import { NotificationStore } from './store.ts';

const env = readEnv(
  apiEnvSchema.extend({
    COMPANY: z.string(),
    COMPANY_NAME: z.string(),
    TIME_ZONE: z.string(),
    DIRECTORY_TABLE: z.string(),
  }),
);
const doc = documentClient();
const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);

const operations = notificationOperations({
  journal: new Journal(doc, env.TABLE_NAME, env.COMPANY),
  store: new NotificationStore(doc, env.TABLE_NAME),
  directory,
  company: { name: env.COMPANY_NAME, timeZone: env.TIME_ZONE },
});

/** `/v1/templates`, `/v1/preferences`, and the views `/v1/requests/{id}/messages` and `/v1/people/{id}/preferences` */
export const handler = httpHandler(operations, {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, roles) => directory.principalBySub(sub, roles),
});
