import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** One item of a transaction, as the document client takes it. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The document client with the house's settings; made once per container. */
export function documentClient(client = new DynamoDBClient({ maxAttempts: 4 })): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** All items that a query finds, page by page: for partitions that are small by construction. */
export async function queryAll(
  doc: DynamoDBDocumentClient,
  query: Omit<QueryCommandInput, 'ExclusiveStartKey'>,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await doc.send(new QueryCommand({ ...query, ExclusiveStartKey: from }));
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

const READ_TRIES = 6;
const FIRST_PAUSE_MS = 25;

/**
 * The items that exist under up to 100 different keys, in no particular order. What DynamoDB leaves unread is asked for
 * again, after 25 ms doubling: 0.8 s in all.
 * @throws Error when DynamoDB still answers only in part: nothing may silently be missing
 */
export async function getBatch(
  doc: DynamoDBDocumentClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
  { consistent }: { consistent: boolean },
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let asked: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let tries = 0; asked.length > 0; tries++) {
    if (tries === READ_TRIES) throw new Error(`DynamoDB left ${asked.length} keys unread`);
    if (tries > 0) await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1));
    const { Responses, UnprocessedKeys } = await doc.send(
      new BatchGetCommand({
        RequestItems: { [table]: { Keys: asked, ...(consistent && { ConsistentRead: true }) } },
      }),
    );
    items.push(...(Responses?.[table] ?? []));
    asked = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
