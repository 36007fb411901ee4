import type { PeopleStore } from '../people-store.ts';
import type { DirectoryReader } from '../reader.ts';
import type { DirectoryStore } from '../store.ts';

/** What the operations of this service stand on. */
export interface DirectoryPorts {
  readonly reader: DirectoryReader;
  readonly store: DirectoryStore;
  readonly people: PeopleStore;
  newId(): string;
  /** Of the company: the walls on which the days of households begin. */
  readonly timeZone: string;
}
