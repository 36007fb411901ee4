import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readList } from '../../shared/http/list.ts';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import { type Address, addressOf } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import type { ListPlace } from '../../shared/journal/journal.ts';
import { isOpen } from './domain/life.ts';
import { type RequestWork, requestWorkSchema } from './domain/request-work.ts';
import type { WorkOrder } from './domain/work-order.ts';

export const workOrderAddress = (workOrderId: string): Address => addressOf('work-order', workOrderId);

const LINK = 'work-order#';

/** A person's work orders, oldest assignment first. */
const assigneeLinkKey = (staffId: string, assignedAt: string, workOrderId: string) => ({
  pk: `staff#${staffId}`,
  sk: `${LINK}${assignedAt}#${workOrderId}`,
});

/** A request's work orders. */
const requestLinkKey = (requestId: string, workOrderId: string) => ({
  pk: `request#${requestId}`,
  sk: `${LINK}${workOrderId}`,
});

const requestWorkKey = (requestId: string) => ({ pk: `request#${requestId}`, sk: 'work' });

/** The lists of a community: all that is open, and of that what nobody has. Nearest deadline first (R068). */
export type CommunityList = 'open' | 'unassigned';
const listKey = (list: CommunityList, communityId: string): string => `work-${list}#${communityId}`;
const listPlace = (list: CommunityList, { communityId, arriveBy, createdAt }: WorkOrder): ListPlace => ({
  listKey: listKey(list, communityId),
  listAt: arriveBy ?? createdAt,
});

/** Where the list of open work orders shows one. */
export const openPlace = (order: WorkOrder): ListPlace | undefined =>
  isOpen(order) ? listPlace('open', order) : undefined;

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

  /**
   * The rows that go with a change of a work order, in its transaction: links from request and assignee, and its place
   * among what nobody has. The link of somebody who has it no more expires: from `now` on DynamoDB may remove it.
   */
  rowsBeside(before: WorkOrder | undefined, order: WorkOrder, now: string): TransactItem[] {
    const { workOrderId, requestId } = order;
    const expiresAt = Math.floor(Date.parse(now) / 1000);
    const rows: object[] = [];
    if (!before) rows.push({ ...requestLinkKey(requestId, workOrderId), workOrderId });
    const [had, has] = [before?.assignment, order.assignment].map(
      (given) => given && assigneeLinkKey(given.staffId, given.at, workOrderId),
    );
    const handedOver = had?.pk !== has?.pk || had?.sk !== has?.sk;
    if (had && handedOver) rows.push({ ...had, workOrderId, expiresAt });
    if (has && !isOpen(order)) rows.push({ ...has, workOrderId, expiresAt });
    else if (has && handedOver) rows.push({ ...has, workOrderId });
    const waits = order.status === 'unassigned';
    if (waits !== (before?.status === 'unassigned')) {
      const place = waits ? listPlace('unassigned', order) : {};
      rows.push({ pk: workOrderAddress(workOrderId).pk, sk: 'unassigned', workOrderId, ...place });
    }
    return rows.map((Item) => ({ Put: { TableName: this.#table, Item: { ...Item } } }));
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

  /** Ids of what was given to a person; ended work is among it until its link has gone. */
  async assignedTo(staffId: string, page: PageQuery): Promise<{ ids: string[]; next: string | null }> {
    const list = { table: this.#table, pk: assigneeLinkKey(staffId, '', '').pk, prefix: LINK };
    return idsOf(await readPage(this.#doc, list, page));
  }

  /** Ids of a community's work orders, nearest deadline first. */
  async inCommunity(
    list: CommunityList,
    communityId: string,
    page: PageQuery,
  ): Promise<{ ids: string[]; next: string | null }> {
    return idsOf(await readList(this.#doc, { table: this.#table, listKey: listKey(list, communityId) }, page));
  }

  /** How many of the newest work orders given to a person are still in their hands. */
  async loadOf(staffId: string): Promise<number> {
    const { Items = [] } = await this.#doc.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :links)',
        ExpressionAttributeValues: { ':pk': assigneeLinkKey(staffId, '', '').pk, ':links': LINK },
        ScanIndexForward: false,
        Limit: LOAD_LINKS,
      }),
    );
    return Items.filter(({ expiresAt }) => expiresAt === undefined).length;
  }

  /** Ids of a request's work orders: a handful at most. */
  async ofRequest(requestId: string): Promise<string[]> {
    const { Items = [] } = await this.#doc.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :links)',
        ExpressionAttributeValues: { ':pk': requestLinkKey(requestId, '').pk, ':links': LINK },
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
