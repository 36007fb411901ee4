import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import { type Address, addressOf, sharedAddress, todoShard } from '../../shared/journal/address.ts';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange, isConditionFailure } from '../../shared/journal/errors.ts';
import type { Stored } from '../../shared/journal/journal.ts';
import type { TemplateCode } from './contract/ids.ts';
import { type Case, caseSchema } from './domain/case.ts';
import { type Message, messageSchema, owedAt } from './domain/message.ts';
import { type Notice, noticeSchema } from './domain/notice.ts';
import { emptyWarning, type Warning, warningSchema } from './domain/warning.ts';

/** All that people have been told about one request lies in one partition. */
const requestPk = (requestId: string): string => `request#${requestId}`;

/** Sorts before all that people have been told, and behind the events. */
const GIVEN_BACK = 'given-back#';
const MESSAGE = 'message#';
const NOTICE = 'notice#';

export const messageAddress = ({ requestId, messageId }: Message): Address =>
  sharedAddress(requestPk(requestId), 'message', messageId);
/** The first breach of a clock bears its name alone. */
const noticeAddress = ({ requestId, clockId, generation }: Notice): Address =>
  sharedAddress(requestPk(requestId), 'notice', generation === 1 ? clockId : `${clockId}.breach-${generation}`);
const warningAddress = ({ requestId, clockId }: Pick<Warning, 'requestId' | 'clockId'>): Address =>
  sharedAddress(requestPk(requestId), 'warning', clockId);
const caseAddress = (requestId: string): Address => sharedAddress(requestPk(requestId), 'case', 'state');
/** Of a resident or of a member of staff. */
export const preferencesAddress = (personId: string): Address => addressOf('preferences', personId);
export const templateAddress = (code: TemplateCode): Address => addressOf('template', code);

export type MessageRow = Stored<Message>;
export type NoticeRow = Stored<Notice>;

/** How many messages somebody has been sent in one day, of those that count. */
const spentSchema = z.object({ count: z.int().nonnegative(), version: z.int().positive() });
export interface Spent {
  readonly personId: string;
  /** Date of the company's zone. */
  readonly date: string;
  readonly count: number;
  /** 0 while there is nothing. */
  readonly version: number;
}

const SPENT_KEPT_DAYS = 3;

/** The notices and messages of one request, read in one strongly consistent query. */
export interface RequestFile {
  readonly notices: readonly NoticeRow[];
  readonly messages: readonly MessageRow[];
  /** Ids of the events by which work orders were given back. */
  readonly givenBack: readonly string[];
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
      // Between them lie all that was given back, all messages and notices, and none of the events.
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': requestPk(requestId), ':first': GIVEN_BACK, ':last': `${NOTICE}~` },
      ConsistentRead: true,
    });
    return {
      messages: rows.flatMap((row) => messageRow(row) ?? []),
      notices: rows.flatMap((row) => noticeRow(row) ?? []),
      givenBack: rows.flatMap(({ sk }) =>
        String(sk).startsWith(GIVEN_BACK) ? String(sk).slice(GIVEN_BACK.length) : [],
      ),
    };
  }

  async message(message: Message): Promise<MessageRow | undefined> {
    const { pk, state: sk } = messageAddress(message);
    const Item = await this.#get(pk, sk);
    return Item && messageRow(Item);
  }

  /** Undefined while nothing has been heard of the request. */
  async case(requestId: string): Promise<Stored<Case> | undefined> {
    const { pk, state: sk } = caseAddress(requestId);
    const Item = await this.#get(pk, sk);
    return Item && { version: rowSchema.parse(Item).version, state: caseSchema.parse(Item) };
  }

  /** @param version as read; 0 for a case that must not exist yet */
  caseItem(version: number, state: Case): TransactItem {
    return { Put: this.#put(caseAddress(state.requestId), version, state, undefined) };
  }

  /** Version 0 while nothing is known that concerns warnings of the clock. */
  async warning(requestId: string, clockId: string): Promise<Stored<Warning>> {
    const { pk, state: sk } = warningAddress({ requestId, clockId });
    const Item = await this.#get(pk, sk);
    return Item
      ? { version: rowSchema.parse(Item).version, state: warningSchema.parse(Item) }
      : { version: 0, state: emptyWarning(requestId, clockId) };
  }

  /** @param version as read */
  warningItem(version: number, state: Warning): TransactItem {
    return { Put: this.#put(warningAddress(state), version, state, undefined) };
  }

  async spent(personId: string, date: string): Promise<Spent> {
    const Item = await this.#get(`budget#${personId}`, date);
    return { personId, date, ...(Item ? spentSchema.parse(Item) : { count: 0, version: 0 }) };
  }

  /** @param spent with the new count, and the version as read */
  spentItem({ personId, date, count, version }: Spent): TransactItem {
    const expiresAt = Math.floor(Date.parse(date) / 1000) + SPENT_KEPT_DAYS * 86_400;
    const address = { type: 'budget', id: personId, pk: `budget#${personId}`, state: date, events: 'event#' } as const;
    return { Put: this.#put(address, version, { count, expiresAt }, undefined) };
  }

  /** The versions of a template, as events of the journal, oldest first. */
  templateHistory(code: TemplateCode, query: PageQuery): Promise<Page<Record<string, unknown>>> {
    const { pk, events } = templateAddress(code);
    return readPage(this.#doc, { table: this.#table, pk, prefix: events }, query);
  }

  /** @param version as read; 0 for a message that must not exist yet */
  messageItem(version: number, state: Message): TransactItem {
    return { Put: this.#put(messageAddress(state), version, state, owedAt(state)) };
  }

  /** That a work order has been given back, by the event that told so: it is nobody's until it is given anew. */
  givenBackItem(requestId: string, eventId: string): TransactItem {
    return { Put: this.#put(sharedAddress(requestPk(requestId), 'given-back', eventId), 0, { requestId }, undefined) };
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

  async #get(pk: string, sk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item;
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
