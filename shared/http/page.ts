import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

export const encode = (sk: string): string => Buffer.from(sk).toString('base64url');
export const decode = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8');

/** The query parameters by which a caller walks through a list. */
export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** `next` of the page before. */
  cursor: z
    .string()
    .max(600)
    // A key is text of at most 1 KB; other bytes would swell to more.
    .refine((cursor) => encode(decode(cursor)) === cursor, 'not a cursor of this list')
    .optional(),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Given as `cursor` it leads to the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * One page of the rows of a partition whose sort keys begin with a prefix, in their order or from its end, strongly
 * consistent. A cursor holds only what follows the prefix: a forged one cannot leave the list.
 */
export async function readPage(
  doc: DynamoDBDocumentClient,
  list: { readonly table: string; readonly pk: string; readonly prefix: string; readonly newestFirst?: boolean },
  { limit, cursor }: PageQuery,
): Promise<Page<Record<string, unknown>>> {
  const { table, pk, prefix, newestFirst = false } = list;
  const { Items = [], LastEvaluatedKey } = await doc.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
      ScanIndexForward: !newestFirst,
      // One more than asked for, to know whether there is a next page.
      Limit: limit + 1,
      ExclusiveStartKey: cursor === undefined ? undefined : { pk, sk: prefix + decode(cursor) },
    }),
  );
  const rows = Items.slice(0, limit);
  const more = Items.length > limit || LastEvaluatedKey !== undefined;
  const last = String(rows.at(-1)?.sk ?? '').slice(prefix.length);
  return { rows, next: more && last !== '' ? encode(last) : null };
}
