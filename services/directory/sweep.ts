import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { publishPorts } from '../../shared/journal/relay.ts';
import { sweepHandler } from '../../shared/journal/sweep.ts';
import { expireConsents } from './expire-consents.ts';
import { lookAhead } from './look-ahead.ts';
import { PersonJournal } from './person-journal.ts';
import { watchOf } from './roster-watch.ts';

const env = readEnv(z.object({ COMPANY: z.string(), PEOPLE_TABLE: z.string() }));
const publishing = publishPorts('directory');
const ports = { ...publishing, journal: new Journal(publishing.doc, publishing.table, env.COMPANY) };
const persons = new PersonJournal(publishing.doc, publishing.table, env.COMPANY);

/** Every minute: unsent events, posts to be looked at, and consents whose time is over. */
export const handler = sweepHandler(publishing, (row, now) => {
  const watch = watchOf(row);
  return watch ? lookAhead(watch, ports, now) : expireConsents(row, { persons, peopleTable: env.PEOPLE_TABLE }, now);
});
