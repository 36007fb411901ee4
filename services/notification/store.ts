import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Address, sharedAddress, todoShard } from '../../shared/journal/address.ts';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange, isConditionFailure } from '../../shared/journal/errors.ts';
import type { Stored } from '../../shared/journal/journal.ts';
import { type Message, messageSchema, owedAt } from './domain/message.ts';
import { type Notice, noticeSchema } from './domain/notice.ts';

/** All that people have been told about one request lies in one partition. */
const requestPk = (requestId: string): string => `request#${requestId}`;

const MESSAGE = 'message#';
const NOTICE = 'notice#';

export const messageAddress = ({ requestId, messageId }: Message): Address =>
  sharedAddress(requestPk(requestId), 'message', messageId);
const noticeAddress = ({ requestId, clockId }: Notice): Address =>
  sharedAddress(requestPk(requestId), 'notice', clockId);

export type MessageRow = Stored<Message>;
export type NoticeRow = Stored<Notice>;

/** The notices and messages of one request, read in one strongly consistent query. */
export interface RequestFile {
  readonly notices: readonly NoticeRow[];
  readonly messages: readonly MessageRow[];
}

const rowSchema = z.looseObject({ sk: z.string(), version: z.number() });

/** A message as the sweep or a query finds it; undefined for a row that is none. */
export function messageRow(row: unknown): MessageRow | undefined {
  const { sk, version } = rowSchema.parse(row);
  return sk.startsWith(MESSAGE) ? { version, state: messageSchema.parse(row) } : undefined;
}

export function noticeRow(row: unknown): NoticeRow | undefined {
  const { sk, version } = rowSchema.parse(row);
  return sk.startsWith(NOTICE) ? { version, state: noticeSchema.parse(row) } : undefined;
}

/** The service's table. Outcomes of messages are written by the journal; work in hand is written here. */
export class NotificationStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  get table(): string {
    return this.#table;
  }

  async file(requestId: string): Promise<RequestFile> {
    const rows = await queryAll(this.#doc, {
      TableName: this.#table,
      // Between them lie all messages and notices, and none of the events.
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': requestPk(requestId), ':first': MESSAGE, ':last': `${NOTICE}~` },
      ConsistentRead: true,
    });
    return {
      messages: rows.flatMap((row) => messageRow(row) ?? []),
      notices: rows.flatMap((row) => noticeRow(row) ?? []),
    };
  }

  async message(message: Message): Promise<MessageRow | undefined> {
    const { pk, state: sk } = messageAddress(message);
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item && messageRow(Item);
  }

  /** @param version as read; 0 for a message that must not exist yet */
  messageItem(version: number, state: Message): TransactItem {
    return { Put: this.#put(messageAddress(state), version, state, owedAt(state)) };
  }

  /** @param version as read; 0 for a notice that must not exist yet */
  noticeItem(version: number, state: Notice): TransactItem {
    return { Put: this.#put(noticeAddress(state), version, state, state.openUntil ?? undefined) };
  }

  /**
   * Writes a message that is still as it was read.
   * @returns undefined when somebody else was quicker
   */
  async replace({ version }: MessageRow, state: Message): Promise<MessageRow | undefined> {
    try {
      await this.#doc.send(new PutCommand(this.#put(messageAddress(state), version, state, owedAt(state))));
      return { version: version + 1, state };
    } catch (error) {
      if (isConditionFailure(error)) return undefined;
      if (error instanceof TransactionConflictException) throw new ConcurrentChange('conflict', { cause: error });
      throw error;
    }
  }

  #put({ pk, state: sk }: Address, version: number, state: object, todoAt: string | undefined) {
    return {
      TableName: this.#table,
      Item: { ...state, pk, sk, version: version + 1, ...(todoAt && { todoShard: todoShard(pk), todoAt }) },
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': version } }),
    };
  }
}
