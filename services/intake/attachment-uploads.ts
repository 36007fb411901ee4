import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readPage } from '../../shared/http/page.ts';
import { type Address, addressOf } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { isOpen, type Upload, uploadSchema } from './domain/attachment.ts';

/** The attachments of one request: a life of their own beside the request's. */
export const attachmentsAddress = (requestId: string): Address => addressOf('attachments', requestId);

const PREFIX = 'upload#';

/** Announced uploads, each a row of its own that goes after a day. Their ids rise with the time. */
export class AttachmentUploads {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /** The put of an announced upload, for a transaction. */
  item(upload: Upload): TransactItem {
    const { pk } = attachmentsAddress(upload.requestId);
    return {
      Put: {
        TableName: this.#table,
        Item: { ...upload, pk, sk: PREFIX + upload.id },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }

  /** `undefined` for one that was never announced, or has been forgotten. */
  async find(requestId: string, id: string, now: string): Promise<Upload | undefined> {
    const { pk } = attachmentsAddress(requestId);
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk, sk: PREFIX + id }, ConsistentRead: true }),
    );
    const upload = Item && uploadSchema.parse(Item);
    // The table deletes late, so the end is checked here.
    return upload && upload.expiresAt > Date.parse(now) / 1000 ? upload : undefined;
  }

  /** Uploads whose forms may still be used, at most so many. */
  async open(requestId: string, limit: number, now: string): Promise<Upload[]> {
    const { pk } = attachmentsAddress(requestId);
    const list = { table: this.#table, pk, prefix: PREFIX, newestFirst: true };
    const { rows } = await readPage(this.#doc, list, { limit });
    return z
      .array(uploadSchema)
      .parse(rows)
      .filter((upload) => isOpen(upload, now));
  }
}
