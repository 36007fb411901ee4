import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { readMerged } from '../../../shared/http/merged-page.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { memoryTable } from '../memory-table.ts';

const { dynamo, rows, reset } = memoryTable();
const doc = documentClient();
const lists = [
  { pk: 'premises#flat', prefix: 'request#' },
  { pk: 'premises#parking', prefix: 'request#' },
  { pk: 'premises#flat', prefix: 'longer-prefix#' },
];

beforeEach(reset);

function put(place: string, list: number): void {
  const { pk = '', prefix = '' } = lists[list] ?? {};
  const sk = `${prefix}${place}`;
  rows.set(`${pk}\n${sk}`, { pk, sk, place });
}

async function walk(newestFirst: boolean, limit: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 100; pages++) {
    const page = await readMerged(doc, { table: 't', lists, newestFirst }, { limit, cursor });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    seen.push(...page.rows.map(({ place }) => place));
    if (page.next === null) return seen;
    cursor = page.next;
  }
  throw new Error('no end');
}

test('pages of any size tell all rows of all lists once, in one order, and end', async () => {
  const places = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.nat(2)), { selector: ([n]) => n });
  await fc.assert(
    fc.asyncProperty(places, fc.boolean(), fc.integer({ min: 1, max: 6 }), async (stored, newestFirst, limit) => {
      rows.clear();
      for (const [n, list] of stored) put(String(n).padStart(3, '0'), list);
      const order = stored.map(([n]) => String(n).padStart(3, '0')).toSorted();
      expect(await walk(newestFirst, limit)).toEqual(newestFirst ? order.toReversed() : order);
    }),
  );
});

test('costs a page of each list, however much is stored', async () => {
  for (let n = 1000; n < 2000; n++) put(String(n), n % 3);
  await readMerged(doc, { table: 't', lists }, { limit: 20 });
  expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.Limit)).toEqual([21, 21, 21]);
});

test('no list is an empty page', async () => {
  expect(await readMerged(doc, { table: 't', lists: [] }, { limit: 20 })).toEqual({ rows: [], next: null });
});
