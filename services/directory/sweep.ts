import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { expireConsents } from './expire-consents.ts';
import { PersonJournal } from './person-journal.ts';

const env = readEnv(z.object({ COMPANY: z.string(), PEOPLE_TABLE: z.string() }));
const publishing = publishPorts('directory');
const persons = new PersonJournal(publishing.doc, publishing.table, env.COMPANY);

/** Every minute: unsent events, and consents whose time is over. */
export const handler = sweepHandler(publishing, (row, now) =>
  expireConsents(row, { persons, peopleTable: env.PEOPLE_TABLE }, now),
);
