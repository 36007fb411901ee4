import { KMSClient } from '@aws-sdk/client-kms';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { SensitiveStore } from '../../services/directory/sensitive-store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { allEvents, eventSchema, eventsPage, fileNameOf } from './events.ts';
import { openapiDocument } from './openapi.ts';
import { roleTables } from './role-tables.ts';

/** Every file below `docs/` that is made from the code, by its path there. @param root the repository's folder */
export function referenceFiles(root: string): Map<string, string> {
  const events = allEvents(root);
  return new Map([
    ['openapi.json', json(openapiDocument(describedTables()))],
    ['events.md', eventsPage(events)],
    ...events.map((event): [string, string] => [`events/${fileNameOf(event)}.json`, json(eventSchema(event))]),
  ]);
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Over tables that do not exist: nothing is called. */
function describedTables() {
  const doc = documentClient();
  const vault = new PersonalVault(new KMSClient({}), 'none');
  const people = new PeopleStore(doc, 'none', vault, async () => 'none');
  return roleTables(doc, 'none', { people, sensitive: new SensitiveStore(doc, 'none', vault) }, () => 'none');
}
