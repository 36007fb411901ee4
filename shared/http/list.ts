import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { getBatch } from '../journal/dynamo.ts';
import { decode, encode, type Page, type PageQuery } from './page.ts';
import { Problem } from './problem.ts';

/** The list to be read, and how much of it. */
export interface ListQuery {
  readonly table: string;
  readonly listKey: string;
  /** ISO instant, included; without one the list is read from its beginning. */
  readonly from?: string | undefined;
  /** ISO instant, not included. */
  readonly until?: string | undefined;
  readonly newestFirst?: boolean;
}

const keySchema = z.object({ pk: z.string(), sk: z.string(), listAt: z.string() });
const positionSchema = z.tuple([z.string(), z.string(), z.string()]);

/**
 * One page of a list: the index `list` gives the keys in order, then the rows are read consistently. A row that has
 * left the list since is missing, so a page may be short; `next` alone says whether there is more. Reads what it
 * returns and no more, however much is stored.
 */
export async function readList(
  doc: DynamoDBDocumentClient,
  { table, listKey, from = '', until = '~', newestFirst = false }: ListQuery,
  { limit, cursor }: PageQuery,
): Promise<Page<Record<string, unknown>>> {
  const { Items = [], LastEvaluatedKey } = await doc.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'list',
      KeyConditionExpression: 'listKey = :key AND listAt BETWEEN :from AND :until',
      ExpressionAttributeValues: { ':key': listKey, ':from': from, ':until': until },
      ScanIndexForward: !newestFirst,
      // One more than asked for, to know whether there is a next page.
      Limit: limit + 1,
      ExclusiveStartKey: cursor === undefined ? undefined : { listKey, ...position(cursor, from, until) },
    }),
  );
  const keys = z.array(keySchema).parse(Items);
  const page = keys.slice(0, limit);
  const rows = await getBatch(
    doc,
    table,
    page.map(({ pk, sk }) => ({ pk, sk })),
    { consistent: true },
  );
  const byKey = new Map(rows.map((row) => [`${row.pk}\n${row.sk}`, row]));
  const last = page.at(-1);
  const more = keys.length > limit || LastEvaluatedKey !== undefined;
  return {
    rows: page.flatMap(({ pk, sk }) => {
      const row = byKey.get(`${pk}\n${sk}`);
      return row?.listKey === listKey ? [row] : [];
    }),
    next: more && last ? encode(JSON.stringify([last.listAt, last.pk, last.sk])) : null,
  };
}

/**
 * A forged cursor cannot leave the list: the list's own key is not part of it, and DynamoDB would fail for a place
 * outside of what is asked for.
 * @throws Problem invalid
 */
function position(cursor: string, from: string, until: string): { listAt: string; pk: string; sk: string } {
  const parsed = positionSchema.safeParse(jsonOf(decode(cursor)));
  const [listAt = '', pk = '', sk = ''] = parsed.data ?? [];
  if (pk === '' || sk === '' || listAt === '' || listAt < from || listAt > until)
    throw new Problem('invalid', { errors: [{ path: '/cursor', reason: 'not a cursor of this list' }] });
  return { listAt, pk, sk };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
