import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { publishPorts } from '../../shared/journal/relay.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { durationSchema } from './environment.ts';
import { settleSilence } from './settle-silence.ts';
import { SilenceWatch, silenceSchema } from './silence-watch.ts';
import { IntakeStore } from './store.ts';

const env = readEnv(z.object({ COMPANY: z.string(), TABLE_NAME: z.string(), CONTACT_EVERY: durationSchema }));
const doc = documentClient();
const ports = {
  journal: new Journal(doc, env.TABLE_NAME, env.COMPANY),
  store: new IntakeStore(doc, env.TABLE_NAME),
  silences: new SilenceWatch(doc, env.TABLE_NAME, env.CONTACT_EVERY),
};

/** Every minute: unsent events, and households that have heard nothing for long. */
export const handler = sweepHandler(publishPorts('intake'), (row, now) =>
  retrying(() => settleSilence(silenceSchema.parse(row), ports, now)),
);
