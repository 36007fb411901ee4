import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { inboxHandler } from '../../shared/events/consumer.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { intakeReactions } from './reactions.ts';
import { IntakeStore } from './store.ts';

const env = readEnv(z.object({ TABLE_NAME: z.string() }));

/** The inbox: policies and calendars of sla, the life of work orders and deadlines. */
export const handler = inboxHandler(intakeReactions(new IntakeStore(documentClient(), env.TABLE_NAME)));
