import type { Journal } from '../../shared/journal/journal.ts';
import type { DirectoryReader } from '../directory/reader.ts';
import type { RequestContacts } from './contacts.ts';
import type { RequestNotes } from './notes.ts';
import type { RequestLists } from './request-lists.ts';
import type { IntakeStore } from './store.ts';

/** What the operations of this service stand on. */
export interface IntakePorts {
  readonly journal: Journal;
  readonly store: IntakeStore;
  readonly lists: RequestLists;
  readonly notes: RequestNotes;
  readonly contacts: RequestContacts;
  readonly directory: Pick<DirectoryReader, 'premises' | 'householdMembers' | 'staffMember' | 'community'>;
  /** A new random id, each time it is called. */
  newId(): string;
  /** The request that a signed link opens now; `undefined` for a link that is not good or is over. */
  openLink(token: string, now: string): Promise<string | undefined>;
  readonly company: {
    /** As people know it. */
    readonly name: string;
    /** IANA name; what people read is written in its wall time. */
    readonly timeZone: string;
  };
}
