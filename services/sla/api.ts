import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { DirectoryReader } from '../directory/reader.ts';
import { slaPorts } from './environment.ts';
import { slaOperations } from './operations/index.ts';

const env = readEnv(apiEnvSchema.extend({ DIRECTORY_TABLE: z.string(), TIME_ZONE: z.string() }));
const doc = documentClient();
const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);

export const handler = httpHandler(slaOperations(slaPorts(), env.TIME_ZONE), {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, roles) => directory.principalBySub(sub, roles),
});
