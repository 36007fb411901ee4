import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { Timer } from '../../shared/timer/timer.ts';
import type { SlaPorts } from './ports.ts';
import { SlaStore } from './store.ts';

/** The ports of a function of this service, from its environment. Made once per container. */
export function slaPorts() {
  const env = readEnv(z.object({ COMPANY: z.string(), TABLE_NAME: z.string(), TIMER_ARN: z.string() }));
  const doc = documentClient();
  return {
    journal: new Journal(doc, env.TABLE_NAME, env.COMPANY),
    store: new SlaStore(doc, env.TABLE_NAME),
    timer: new Timer(new SFNClient({ maxAttempts: 5 }), env.TIMER_ARN),
    company: env.COMPANY,
  } satisfies SlaPorts;
}
