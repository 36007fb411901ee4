import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { directoryOperations } from '../../services/directory/operations/index.ts';
import { type DirectoryPorts, directoryPorts } from '../../services/directory/operations/ports.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import { dispatchOperations } from '../../services/dispatch/operations/index.ts';
import { DispatchStore } from '../../services/dispatch/store.ts';
import { AttachmentUploads } from '../../services/intake/attachment-uploads.ts';
import { RequestContacts } from '../../services/intake/contacts.ts';
import { RequestNotes } from '../../services/intake/notes.ts';
import { attachmentOperations } from '../../services/intake/operations/attachments/index.ts';
import { intakeOperations } from '../../services/intake/operations/index.ts';
import type { AttachmentObjects } from '../../services/intake/ports.ts';
import { RequestLists } from '../../services/intake/request-lists.ts';
import { SilenceWatch } from '../../services/intake/silence-watch.ts';
import { IntakeStore } from '../../services/intake/store.ts';
import { notificationOperations } from '../../services/notification/operations/index.ts';
import { NotificationStore } from '../../services/notification/store.ts';
import { slaOperations } from '../../services/sla/operations/index.ts';
import { SlaStore } from '../../services/sla/store.ts';
import type { Operation } from '../../shared/http/operation.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { Timer } from '../../shared/timer/timer.ts';

const DAY_MS = 86_400_000;

const nothingUploaded: AttachmentObjects = {
  uploadForm: async () => ({ url: 'https://bucket.example.com/', fields: {} }),
  beginning: async () => undefined,
  keep: async () => null,
  dropUpload: async () => undefined,
  remove: async () => undefined,
  link: async () => 'https://bucket.example.com/',
};

/**
 * The role tables of all services, over one table. For judging and describing them: in the product each service has
 * its own.
 * @param newId the id of a new request
 */
export function roleTables(
  doc: DynamoDBDocumentClient,
  table: string,
  people: Pick<DirectoryPorts, 'people' | 'sensitive'>,
  newId: () => string,
) {
  const timeZone = 'Asia/Shanghai';
  const company = { name: '云杉物业', timeZone };
  const journal = new Journal(doc, table, 'demo');
  const reader = new DirectoryReader(doc, table);
  const timer = new Timer(new SFNClient({}), 'none');
  return {
    directory: directoryOperations(directoryPorts(doc, table, 'demo', { ...people, newId, timeZone })),
    intake: [
      ...intakeOperations({
        journal,
        store: new IntakeStore(doc, table),
        lists: new RequestLists(doc, table),
        notes: new RequestNotes(doc, table),
        contacts: new RequestContacts(doc, table, new PersonalVault(new KMSClient({}), 'none')),
        silences: new SilenceWatch(doc, table, DAY_MS),
        directory: reader,
        newId,
        openLink: async () => undefined,
        company,
      }),
      ...attachmentOperations({
        journal,
        store: new IntakeStore(doc, table),
        uploads: new AttachmentUploads(doc, table),
        objects: nothingUploaded,
        newId,
      }),
    ],
    dispatch: dispatchOperations({ journal, store: new DispatchStore(doc, table), directory: reader }, timeZone),
    sla: slaOperations({ journal, store: new SlaStore(doc, table), timer, company: 'demo' }, timeZone),
    notification: notificationOperations({
      journal,
      store: new NotificationStore(doc, table),
      directory: reader,
      company,
    }),
  } satisfies Record<string, readonly Operation[]>;
}
