import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { actorSchema } from '../../shared/events/envelope.ts';
import { readList } from '../../shared/http/list.ts';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import { type Address, addressOf } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import type { Stored } from '../../shared/journal/journal.ts';
import { priceListPublished } from './contract/events.ts';
import { type LastArrival, lastArrivalSchema } from './domain/distance.ts';
import { type PriceList, priceListSchema } from './domain/price-list.ts';
import { type RequestWork, requestWorkSchema } from './domain/request-work.ts';
import type { WorkOrder } from './domain/work-order.ts';
import { type CommunityList, communityListKey, LINK, ownListKey, requestPk, rowsBeside, staffPk } from './links.ts';

export const workOrderAddress = (workOrderId: string): Address => addressOf('work-order', workOrderId);

/** The company has one price list. */
export const priceListAddress: Address = addressOf('price-list', 'company');

const requestWorkKey = (requestId: string) => ({ pk: requestPk(requestId), sk: 'work' });

/** A version of the price list: what was published, when and by whom. */
const priceListVersionSchema = z.object({
  at: z.string(),
  detail: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.object({ actor: actorSchema, data: priceListPublished.data })),
});
type PriceListVersion = z.output<typeof priceListVersionSchema>;

const linkSchema = z.object({ workOrderId: z.string() });

/** Of a person's work orders so many are looked at, the newest, to see how many are in hand. */
const LOAD_LINKS = 50;

/** Links from people and requests to their work orders. They only lead there: what holds is the work order's state. */
export class DispatchStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /** The rows that go with a change of a work order, in its transaction. */
  rowsBeside(before: WorkOrder | undefined, order: WorkOrder, now: string): TransactItem[] {
    return rowsBeside(before, order, now).map((Item) => ({ Put: { TableName: this.#table, Item } }));
  }

  /** What is known of a request; strongly consistent. */
  async requestWork(requestId: string): Promise<RequestWork | undefined> {
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: requestWorkKey(requestId), ConsistentRead: true }),
    );
    return Item && requestWorkSchema.parse(Item);
  }

  /** The row of a request's work as it has become, guarded by the version that was read. */
  requestWorkRow(work: RequestWork): TransactItem {
    const guard =
      work.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': work.version } };
    const Item = { ...work, version: work.version + 1, ...requestWorkKey(work.requestId) };
    return { Put: { TableName: this.#table, Item, ...guard } };
  }

  /** Ids of what is in a person's hands, as theirs or to help: what comes first stands first (R068). */
  async inHandOf(staffId: string, page: PageQuery): Promise<{ ids: string[]; next: string | null }> {
    return idsOf(await readList(this.#doc, { table: this.#table, listKey: ownListKey(staffId) }, page));
  }

  /** Ids of a community's work orders: what comes first stands first (R068). */
  async inCommunity(
    list: CommunityList,
    communityId: string,
    page: PageQuery,
  ): Promise<{ ids: string[]; next: string | null }> {
    const listKey = communityListKey(list, communityId);
    return idsOf(await readList(this.#doc, { table: this.#table, listKey }, page));
  }

  /** How many of the newest work orders given to a person, or to help with, are still in their hands. */
  async loadOf(staffId: string): Promise<number> {
    const { Items = [] } = await this.#doc.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :links)',
        ExpressionAttributeValues: { ':pk': staffPk(staffId), ':links': LINK },
        ScanIndexForward: false,
        Limit: LOAD_LINKS,
      }),
    );
    return Items.filter(({ expiresAt }) => expiresAt === undefined).length;
  }

  /** Where a person was last seen at work; `undefined` for who has not arrived anywhere yet. */
  async lastArrivalOf(staffId: string): Promise<LastArrival | undefined> {
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk: staffPk(staffId), sk: 'last-arrival' } }),
    );
    return Item && lastArrivalSchema.parse(Item);
  }

  /** The company's price list, and its version; empty before the first one. */
  async priceList(): Promise<Stored<PriceList>> {
    const { pk, state: sk } = priceListAddress;
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item
      ? { version: z.int().parse(Item.version), state: priceListSchema.parse(Item) }
      : { version: 0, state: { items: [] } };
  }

  /** Every version of the price list, newest first, as its events. */
  async priceListVersions(page: PageQuery): Promise<Page<PriceListVersion>> {
    const { pk, events: prefix } = priceListAddress;
    const list = { table: this.#table, pk, prefix, newestFirst: true };
    const { rows, next } = await readPage(this.#doc, list, page);
    return { rows: z.array(priceListVersionSchema).parse(rows), next };
  }

  /** Ids of a request's work orders: a handful at most. */
  async ofRequest(requestId: string): Promise<string[]> {
    const { Items = [] } = await this.#doc.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :links)',
        ExpressionAttributeValues: { ':pk': requestPk(requestId), ':links': LINK },
        ConsistentRead: true,
      }),
    );
    return Items.map((row) => linkSchema.parse(row).workOrderId);
  }
}

const idsOf = ({ rows, next }: Page<Record<string, unknown>>) => ({
  ids: rows.map((row) => linkSchema.parse(row).workOrderId),
  next,
});
