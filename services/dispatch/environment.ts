import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { DirectoryReader } from '../directory/reader.ts';
import type { DispatchPorts } from './ports.ts';
import { DispatchStore } from './store.ts';

/** The ports of a function of this service, from its environment. Made once per container. */
export function dispatchPorts(): DispatchPorts {
  const env = readEnv(z.object({ COMPANY: z.string(), TABLE_NAME: z.string(), DIRECTORY_TABLE: z.string() }));
  const doc = documentClient();
  return {
    journal: new Journal(doc, env.TABLE_NAME, env.COMPANY),
    store: new DispatchStore(doc, env.TABLE_NAME),
    directory: new DirectoryReader(doc, env.DIRECTORY_TABLE),
  };
}
