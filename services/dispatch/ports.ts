import type { Cause } from '../../shared/events/envelope.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import type { DirectoryReader } from '../directory/reader.ts';
import type { DispatchStore } from './store.ts';

/** What the use cases and operations of this service stand on. */
export interface DispatchPorts {
  readonly journal: Journal;
  readonly store: DispatchStore;
  readonly directory: Pick<DirectoryReader, 'onDuty'>;
}

/** Why the system itself writes an event. */
export const bySystem = (at: string, correlationId: string, causationId: string): Cause => ({
  at,
  actor: { type: 'system', id: 'dispatch' },
  correlationId,
  causationId,
});
