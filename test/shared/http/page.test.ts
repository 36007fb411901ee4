import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { pageQuerySchema, readPage } from '../../../shared/http/page.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const doc = documentClient();
const list = { table: 'requests', pk: 'community#yunshan', prefix: 'request#' };
const rows = Array.from({ length: 7 }, (_, n) => ({ pk: list.pk, sk: `request#2026-11-2${n}` }));
const outside = [
  { pk: list.pk, sk: 'a' },
  { pk: list.pk, sk: 'z' },
];

beforeEach(() => {
  dynamo.reset();
  dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues, Limit, ExclusiveStartKey }) => {
    const after = ExclusiveStartKey?.sk ?? '';
    const fit = [...rows, ...outside]
      .filter(
        ({ pk, sk }) => pk === ExpressionAttributeValues[':pk'] && sk.startsWith(ExpressionAttributeValues[':prefix']),
      )
      .filter(({ sk }) => sk > after);
    const Items = fit.slice(0, Limit);
    return { Items, ...(fit.length >= Limit && { LastEvaluatedKey: Items.at(-1) }) };
  });
});

test.each([1, 2, 3, 6, 7, 8, 100])('pages of %i give every row once, in order, and end', async (limit) => {
  const seen: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 10; page++) {
    const { rows: part, next } = await readPage(doc, list, pageQuerySchema.parse({ limit, cursor }));
    expect(part.length).toBeLessThanOrEqual(limit);
    seen.push(...part);
    if (next === null) break;
    cursor = next;
  }
  expect(seen).toEqual(rows);
});

test('a full last page has no next one', async () => {
  expect((await readPage(doc, list, { limit: 7 })).next).toBeNull();
});

describe('a cursor', () => {
  test('never leaves its list, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (forged) => {
        const cursor = Buffer.from(forged).toString('base64url');
        const query = pageQuerySchema.safeParse({ cursor });
        if (!query.success) return;
        const { rows: part } = await readPage(doc, list, query.data);
        expect(part.every(({ sk }) => String(sk).startsWith(list.prefix))).toBe(true);
        const { ExclusiveStartKey } = dynamo.commandCalls(QueryCommand).at(-1)?.args[0].input ?? {};
        expect(ExclusiveStartKey).toEqual({ pk: list.pk, sk: list.prefix + forged });
      }),
    );
  });

  test.each([
    ['is no base64url', '=*'],
    ['is no text', Buffer.alloc(3, 0xff).toString('base64url')],
    ['is longer than a key may be', 'a'.repeat(601)],
  ])('that %s is refused', (_name, cursor) => {
    expect(pageQuerySchema.safeParse({ cursor }).success).toBe(false);
  });
});

test.each(['0', '101', '-1', '1.5', 'all', ''])('a limit of %j is refused', (limit) => {
  expect(pageQuerySchema.safeParse({ limit }).success).toBe(false);
});
