import type { Journal } from '../../shared/journal/journal.ts';
import type { DirectoryReader } from '../directory/reader.ts';
import type { DispatchStore } from './store.ts';

/** What the use cases and operations of this service stand on. */
export interface DispatchPorts {
  readonly journal: Journal;
  readonly store: DispatchStore;
  readonly directory: Pick<DirectoryReader, 'onDuty' | 'staff' | 'householdMembers'>;
}
