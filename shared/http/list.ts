import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { getBatch } from '../journal/dynamo.ts';
import { decode, encode, type Page, type PageQuery } from './page.ts';
import { Problem } from './problem.ts';

/** The list to be read, and how much of it. */
export interface ListQuery {
  readonly table: string;
  readonly listKey: string;
  /** ISO instant with its milliseconds, included; without one the list is read from its beginning. */
  readonly from?: string | undefined;
  /** ISO instant with its milliseconds, not included. */
  readonly until?: string | undefined;
  readonly newestFirst?: boolean;
}

const keySchema = z.object({ pk: z.string(), sk: z.string(), listAt: z.string() });
// A pattern, for a check of the length asks even what is no text, and stumbles over `{"length":{"toString":1}}`.
const someText = z.string().regex(/^./su);
const positionSchema = z.tuple([someText, someText, someText]);

/** Before and after every instant. An index key is never the empty text. */
const EVER = { first: '0', last: '~' };

/**
 * One page of a list: the index `list` gives the keys in order, then the rows are read consistently. A row that has
 * left the list since is missing, so a page may be short; `next` alone says whether there is more. Reads what it
 * returns and no more, however much is stored.
 * @throws Problem invalid for a cursor that is not one of this list
 */
export async function readList(
  doc: DynamoDBDocumentClient,
  { table, listKey, from = EVER.first, until, newestFirst = false }: ListQuery,
  { limit, cursor }: PageQuery,
): Promise<Page<Record<string, unknown>>> {
  // Between includes both its ends, and refuses them in the wrong order.
  const to = until === undefined ? EVER.last : new Date(Date.parse(until) - 1).toISOString();
  if (from > to) return { rows: [], next: null };
  const { Items = [], LastEvaluatedKey } = await doc.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'list',
      KeyConditionExpression: 'listKey = :key AND listAt BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':key': listKey, ':from': from, ':to': to },
      ScanIndexForward: !newestFirst,
      // One more than asked for, to know whether there is a next page.
      Limit: limit + 1,
      ExclusiveStartKey: cursor === undefined ? undefined : { listKey, ...position(cursor, from, to) },
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
 * Where a cursor goes on. A forged one cannot leave the list: the list's own key is not part of it, and DynamoDB would
 * take a start outside the bounds for an error of ours.
 */
function position(cursor: string, from: string, to: string): { listAt: string; pk: string; sk: string } {
  const parsed = positionSchema.safeParse(parseJson(decode(cursor)));
  if (!parsed.success || parsed.data[0] < from || parsed.data[0] > to)
    throw new Problem('invalid', { errors: [{ path: '/cursor', reason: 'not a cursor of this list' }] });
  const [listAt, pk, sk] = parsed.data;
  return { listAt, pk, sk };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
