import { documentClient } from '../../shared/journal/dynamo.ts';
import { allEvents, eventSchema, eventsPage, fileNameOf } from './events.ts';
import { openapiDocument } from './openapi.ts';
import { roleTables } from './role-tables.ts';

/** Every file below `docs/` that is made from the code, by its path there. @param root the repository's folder */
export function referenceFiles(root: string): Map<string, string> {
  const events = allEvents(root);
  return new Map([
    ['openapi.json', json(openapiDocument(roleTables(documentClient(), 'none', () => 'none')))],
    ['events.md', eventsPage(events)],
    ...events.map((event): [string, string] => [`events/${fileNameOf(event)}.json`, json(eventSchema(event))]),
  ]);
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
