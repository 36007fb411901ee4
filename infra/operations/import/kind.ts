import type { PeopleStore } from '../../../services/directory/people-store.ts';
import type { DirectoryReader } from '../../../services/directory/reader.ts';
import type { DirectoryStore } from '../../../services/directory/store.ts';
import type { Cause } from '../../../shared/events/envelope.ts';
import type { Written } from '../seed-directory.ts';
import type { Row, RowFault } from './table.ts';

export interface ImportPorts {
  readonly store: DirectoryStore;
  readonly people: PeopleStore;
  readonly reader: DirectoryReader;
  readonly cause: Cause;
  readonly timeZone: string;
  /** The same id for the same words, which it does not give away. */
  personIdOf(words: string): Promise<string>;
}

/** What an import would do: either faults, or what is to be written. */
export interface Plan {
  readonly faults: readonly RowFault[];
  /** What would be written, one line each, without personal data. */
  readonly lines: readonly string[];
  write(): Promise<Written>;
}

/** One kind of table: its headings, and what follows from its rows. */
export interface ImportKind {
  /** By field: how the column is called. */
  readonly columns: Readonly<Record<string, string>>;
  plan(rows: readonly Row[], ports: ImportPorts): Promise<Plan>;
}
