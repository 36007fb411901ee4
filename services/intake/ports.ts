import type { Journal } from '../../shared/journal/journal.ts';
import type { DirectoryReader } from '../directory/reader.ts';
import type { AttachmentUploads } from './attachment-uploads.ts';
import type { RequestContacts } from './contacts.ts';
import type { ContentType } from './contract/content-types.ts';
import type { RequestNotes } from './notes.ts';
import type { RequestLists } from './request-lists.ts';
import type { SilenceWatch } from './silence-watch.ts';
import type { IntakeStore } from './store.ts';

/** What the operations of this service stand on. */
export interface IntakePorts {
  readonly journal: Journal;
  readonly store: IntakeStore;
  readonly lists: RequestLists;
  readonly notes: RequestNotes;
  readonly silences: SilenceWatch;
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

/** A file of a request, in the bucket. */
export interface Named {
  readonly requestId: string;
  readonly id: string;
}

/** What a browser posts, beside the file itself as the last field, and whereto. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The first bytes of what was uploaded. */
export interface Beginning {
  readonly first: Uint8Array;
  /** Of the whole, in bytes. */
  readonly size: number;
  /** Names this very content. */
  readonly version: string;
}

/** The content of attachments. What is uploaded lies apart from what has been judged. */
export interface AttachmentObjects {
  /** A form that takes one file of exactly this type and size, for ten minutes. */
  uploadForm(file: Named & { readonly contentType: ContentType; readonly bytes: number }): Promise<UploadForm>;
  /** `undefined` while nothing has been uploaded. */
  beginning(file: Named): Promise<Beginning | undefined>;
  /**
   * Keeps just the content that was judged, out of reach of its form. Repeatable.
   * @returns its SHA-256 in base64, where the storage tells
   * @throws ConcurrentChange when the upload is another one by now
   */
  keep(file: Named & { readonly contentType: ContentType }, judged: Beginning): Promise<string | null>;
  dropUpload(file: Named): Promise<void>;
  remove(file: Named): Promise<void>;
  /** An address that gives the content for five minutes, to be saved and not shown. */
  link(
    file: Named & { readonly contentType: ContentType; readonly fileName: string | null },
    now: string,
  ): Promise<string>;
}

/** What the operations of attachments stand on. */
export interface AttachmentPorts {
  readonly journal: Journal;
  readonly store: IntakeStore;
  readonly uploads: AttachmentUploads;
  readonly objects: AttachmentObjects;
  /** A new random id, each time it is called. */
  newId(): string;
}
