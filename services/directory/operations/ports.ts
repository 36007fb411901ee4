import type { DirectoryReader } from '../reader.ts';
import type { DirectoryStore } from '../store.ts';

/** What the operations of this service stand on. */
export interface DirectoryPorts {
  readonly reader: DirectoryReader;
  readonly store: DirectoryStore;
}
