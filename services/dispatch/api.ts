import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { DirectoryReader } from '../directory/reader.ts';
import { dispatchPorts } from './environment.ts';
import { dispatchOperations } from './operations/index.ts';

const env = readEnv(apiEnvSchema.extend({ DIRECTORY_TABLE: z.string(), TIME_ZONE: z.string() }));
const doc = documentClient();
const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);

/** `/v1/work-orders`, `/v1/requests/{id}/work-orders` */
export const handler = httpHandler(dispatchOperations(dispatchPorts(), env.TIME_ZONE), {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, roles) => directory.principalBySub(sub, roles),
});
