import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { readEnv } from '../../shared/env.ts';
import { apiEnvSchema, tokenRules } from '../../shared/http/environment.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { DirectoryReader } from '../directory/reader.ts';
import { AttachmentBucket } from './attachment-objects.ts';
import { AttachmentUploads } from './attachment-uploads.ts';
import { attachmentOperations } from './operations/attachments/index.ts';
import { IntakeStore } from './store.ts';

const env = readEnv(
  apiEnvSchema.extend({
    COMPANY: z.string(),
    DIRECTORY_TABLE: z.string(),
    BUCKET_NAME: z.string(),
    /** `path` where the storage has one host for all its buckets, `host` where each has its own. */
    BUCKET_ADDRESS: z.enum(['host', 'path']),
  }),
);
const doc = documentClient();
const directory = new DirectoryReader(doc, env.DIRECTORY_TABLE);
const s3 = new S3Client({ maxAttempts: 3, forcePathStyle: env.BUCKET_ADDRESS === 'path' });

const operations = attachmentOperations({
  journal: new Journal(doc, env.TABLE_NAME, env.COMPANY),
  store: new IntakeStore(doc, env.TABLE_NAME),
  uploads: new AttachmentUploads(doc, env.TABLE_NAME),
  objects: new AttachmentBucket(s3, env.BUCKET_NAME),
  newId: () => randomUUID(),
});

/** `/v1/requests/{id}/attachments`: a function of its own, so that no other carries the client of the storage. */
export const handler = httpHandler(operations, {
  doc,
  table: env.TABLE_NAME,
  token: tokenRules(env),
  principalOf: (sub, roles) => directory.principalBySub(sub, roles),
});
