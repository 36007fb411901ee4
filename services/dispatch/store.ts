import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type PageQuery, readPage } from '../../shared/http/page.ts';
import { type Address, addressOf } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
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

const linkSchema = z.object({ workOrderId: z.string() });

/** Links from people and requests to their work orders. They only lead there: what holds is the work order's state. */
export class DispatchStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /** For the transaction that creates the work order. */
  linkFromRequest({ requestId, workOrderId }: WorkOrder): TransactItem {
    return { Put: { TableName: this.#table, Item: { ...requestLinkKey(requestId, workOrderId), workOrderId } } };
  }

  /** For the transaction that gives the work order to somebody. */
  linkFromAssignee({ assignment, workOrderId }: WorkOrder): TransactItem[] {
    if (!assignment) return [];
    const key = assigneeLinkKey(assignment.staffId, assignment.at, workOrderId);
    return [{ Put: { TableName: this.#table, Item: { ...key, workOrderId } } }];
  }

  /** For the transaction that ends the work: from `now` on DynamoDB may remove the link. */
  expireLinkFromAssignee({ assignment, workOrderId }: WorkOrder, now: string): TransactItem[] {
    if (!assignment) return [];
    const key = assigneeLinkKey(assignment.staffId, assignment.at, workOrderId);
    const expiresAt = Math.floor(Date.parse(now) / 1000);
    return [{ Put: { TableName: this.#table, Item: { ...key, workOrderId, expiresAt } } }];
  }

  /** Ids of what was given to a person; ended work is among it until its link has gone. */
  async assignedTo(staffId: string, page: PageQuery): Promise<{ ids: string[]; next: string | null }> {
    const list = { table: this.#table, pk: assigneeLinkKey(staffId, '', '').pk, prefix: LINK };
    const { rows, next } = await readPage(this.#doc, list, page);
    return { ids: rows.map((row) => linkSchema.parse(row).workOrderId), next };
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
