import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { todoShard } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import { requestAddress } from './store.ts';

const SILENCE = 'silence';

/** When the desk is to look whether a household has heard of its request. */
export const silenceSchema = z.object({
  requestId: z.string(),
  communityId: z.string(),
  todoAt: instantSchema,
  /** When the desk was last told to contact the household; null for never. */
  toldAt: instantSchema.nullable(),
});
export type Silence = z.infer<typeof silenceSchema>;

/** The desk's list of those to be contacted, by when it was due. */
export const contactDueList = (communityId: string): string => `contact-due#${communityId}`;

/** What the next look of the sweep finds. */
interface Next {
  readonly todoAt: string;
  readonly toldAt: string | null;
  /** Since when contact is due; null: it is not. */
  readonly dueAt: string | null;
}

/**
 * One row per request that wakes the sweep (R072). Nothing moves it when the household hears something: the sweep
 * looks at what happened and puts it off. So what is said costs no write more, and none can be forgotten.
 */
export class SilenceWatch {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  /** The company's setting, in milliseconds. */
  readonly everyMs: number;

  constructor(doc: DynamoDBDocumentClient, table: string, everyMs: number) {
    this.#doc = doc;
    this.#table = table;
    this.everyMs = everyMs;
  }

  #key(requestId: string) {
    return { pk: requestAddress(requestId).pk, sk: SILENCE };
  }

  /** The put that begins to watch, for the transaction of a receipt or a reopening at an instant. */
  begin({ id, communityId }: { readonly id: string; readonly communityId: string }, at: string): TransactItem {
    const key = this.#key(id);
    const todoAt = new Date(Date.parse(at) + this.everyMs).toISOString();
    const row: Silence = { requestId: id, communityId, todoAt, toldAt: null };
    return { Put: { TableName: this.#table, Item: { ...row, ...key, todoShard: todoShard(key.pk) } } };
  }

  /** The update after a look, for a transaction: it fails where somebody else looked meanwhile. */
  after({ requestId, communityId, todoAt: read }: Silence, { todoAt, toldAt, dueAt }: Next) {
    const listed = dueAt !== null;
    return {
      TableName: this.#table,
      Key: this.#key(requestId),
      UpdateExpression: `SET todoAt = :next, toldAt = :told${listed ? ', listKey = :list, listAt = :due' : ' REMOVE listKey, listAt'}`,
      ConditionExpression: 'todoAt = :read',
      ExpressionAttributeValues: {
        ':next': todoAt,
        ':told': toldAt,
        ':read': read,
        ...(listed && { ':list': contactDueList(communityId), ':due': dueAt }),
      },
    };
  }

  async putOff(row: Silence, todoAt: string): Promise<void> {
    await this.#doc.send(new UpdateCommand(this.after(row, { todoAt, toldAt: row.toldAt, dueAt: null })));
  }

  /** Nobody is waiting to hear anything any more. */
  async end({ requestId, todoAt }: Silence): Promise<void> {
    await this.#doc.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: this.#key(requestId),
        UpdateExpression: 'REMOVE todoShard, todoAt, listKey, listAt',
        ConditionExpression: 'todoAt = :read',
        ExpressionAttributeValues: { ':read': todoAt },
      }),
    );
  }
}
