import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { getBatch } from '../../shared/journal/dynamo.ts';
import { explainCancelled } from '../../shared/journal/errors.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import type { Key } from './keys.ts';

/** What DynamoDB takes in one BatchGetItem or TransactWriteItems. */
const PER_CALL = 100;

/**
 * The items that exist under these keys, however many, in no particular order.
 * @throws Error when DynamoDB answers only in part: a person on duty must not silently be missing
 */
export async function getMany(
  doc: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
  const unique = [...new Map(keys.map(({ pk, sk }) => [`${pk}\n${sk}`, { pk, sk }])).values()];
  const items: Record<string, unknown>[] = [];
  for (const chunk of chunksOf(unique, PER_CALL))
    items.push(...(await getBatch(doc, table, chunk, { consistent: false })));
  return items;
}

/**
 * Puts those of the items that are not there yet; never overwrites one.
 * @returns how many were written
 */
export async function putMissing<Item extends Key>(
  doc: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
): Promise<number> {
  let written = 0;
  for (const chunk of chunksOf(items, PER_CALL)) {
    written += await retrying(async () => {
      const there = new Set((await getMany(doc, table, chunk)).map(({ pk, sk }) => `${pk}\n${sk}`));
      const missing = chunk.filter(({ pk, sk }) => !there.has(`${pk}\n${sk}`));
      if (missing.length === 0) return 0;
      const puts = missing.map((item) => ({
        Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
      }));
      try {
        await doc.send(new TransactWriteCommand({ TransactItems: puts }));
      } catch (error) {
        throw explainCancelled(error, -1);
      }
      return missing.length;
    });
  }
  return written;
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < all.length; from += size) chunks.push(all.slice(from, from + size));
  return chunks;
}
