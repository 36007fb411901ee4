import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PeopleStore } from '../people-store.ts';
import { PersonJournal } from '../person-journal.ts';
import { DirectoryReader } from '../reader.ts';
import { ReviewStore } from '../review-store.ts';
import type { SensitiveStore } from '../sensitive-store.ts';
import { StaffStore } from '../staff-store.ts';
import { DirectoryStore } from '../store.ts';

/** What the operations of this service stand on. */
export interface DirectoryPorts {
  readonly reader: DirectoryReader;
  readonly store: DirectoryStore;
  readonly staff: StaffStore;
  readonly persons: PersonJournal;
  readonly reviews: ReviewStore;
  readonly people: PeopleStore;
  readonly sensitive: SensitiveStore;
  newId(): string;
  /** Of the company: the walls on which the days of households begin. */
  readonly timeZone: string;
}

/** The ports over the table `directory`; those over the table `people` need keys besides and come with them. */
export function directoryPorts(
  doc: DynamoDBDocumentClient,
  table: string,
  company: string,
  others: Pick<DirectoryPorts, 'people' | 'sensitive' | 'newId' | 'timeZone'>,
): DirectoryPorts {
  return {
    reader: new DirectoryReader(doc, table),
    store: new DirectoryStore(doc, table, company),
    staff: new StaffStore(doc, table, company),
    persons: new PersonJournal(doc, table, company),
    reviews: new ReviewStore(doc, table, company),
    ...others,
  };
}
