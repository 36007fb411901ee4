import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ListQuery, readList } from '../../../shared/http/list.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { memoryTable } from '../memory-table.ts';

const { dynamo, rows, reset } = memoryTable();
const doc = documentClient();
const list: ListQuery = { table: 'requests', listKey: 'open#yunshan' };

/** Minute by minute; two rows share each instant. */
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 2, minute)).toISOString();
const put = (n: number, listKey = list.listKey): void => {
  const key = { pk: `request#${listKey}-${String(n).padStart(4, '0')}`, sk: 'state' };
  rows.set(`${key.pk}\n${key.sk}`, { ...key, n, listKey, listAt: at(Math.floor(n / 2)) });
};
const rowOf = (n: number) => rows.get(`request#${list.listKey}-${String(n).padStart(4, '0')}\nstate`);

beforeEach(() => {
  reset();
  for (let n = 0; n < 7; n++) put(n);
  for (let n = 0; n < 3; n++) put(n, 'open#trial');
});

const read = (query: Partial<ListQuery> = {}, page: { limit?: number; cursor?: string } = {}) =>
  readList(doc, { ...list, ...query }, pageQuerySchema.parse(page));

async function walk(query: Partial<ListQuery>, limit: number): Promise<number[]> {
  const seen: number[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; cursor !== null && pages < 20; pages++) {
    const page = await read(query, { limit, ...(cursor && { cursor }) });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    seen.push(...page.rows.map(({ n }) => Number(n)));
    cursor = page.next;
  }
  return seen;
}

const all = [0, 1, 2, 3, 4, 5, 6];

describe('pages', () => {
  test.each([1, 2, 3, 6, 7, 8, 100])('of %i give every row of the list once, in order, and end', async (limit) => {
    expect(await walk({}, limit)).toEqual(all);
    expect(await walk({ newestFirst: true }, limit)).toEqual(all.toReversed());
  });

  test('a full last page has no next one', async () => {
    expect((await read({}, { limit: 7 })).next).toBeNull();
  });

  test('an empty list is an empty page, for which no row is asked', async () => {
    expect(await read({ listKey: 'open#nowhere' })).toEqual({ rows: [], next: null });
    expect(dynamo.commandCalls(BatchGetCommand)).toEqual([]);
  });

  test('a page of 20 from 1,000 reads 21 keys and 20 rows', async () => {
    for (let n = 0; n < 1000; n++) put(n);
    expect((await read({}, { limit: 20 })).rows).toHaveLength(20);
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.Limit)).toEqual([21]);
    const asked = dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.requests);
    expect(asked.map((batch) => batch?.Keys?.length)).toEqual([20]);
    expect(asked[0]?.ConsistentRead).toBe(true);
  });
});

describe('from and until', () => {
  test.each([
    ['the first is included', { from: at(1) }, [2, 3, 4, 5, 6]],
    ['the second is not', { until: at(2) }, [0, 1, 2, 3]],
    ['together', { from: at(1), until: at(3) }, [2, 3, 4, 5]],
    ['newest first', { from: at(1), until: at(3), newestFirst: true }, [5, 4, 3, 2]],
    ['nothing lies between an instant and itself', { from: at(1), until: at(1) }, []],
    ['nothing lies between a later and an earlier one', { from: at(3), until: at(1) }, []],
  ])('%s', async (_, query, expected) => {
    for (const limit of [1, 2, 100]) expect(await walk(query, limit)).toEqual(expected);
  });
});

describe('what changes while it is read', () => {
  test('a row that has left the list, or was moved to another, is skipped and no page repeats or stops', async () => {
    const stale = [0, 1, 2].map((n) => ({ ...rowOf(n) }));
    dynamo.on(QueryCommand).callsFake(async () => ({ Items: stale, LastEvaluatedKey: {} }));
    rows.delete(`${rowOf(0)?.pk}\nstate`);
    Object.assign(rowOf(1) ?? {}, { listKey: 'ended#yunshan#2026-11' });
    const first = await read({}, { limit: 2 });
    expect(first.rows).toEqual([]);
    expect(first.next).not.toBeNull();
    const left = [...rows];
    reset();
    for (const [key, row] of left) rows.set(key, row);
    const second = await read({}, { limit: 2, cursor: first.next ?? '' });
    expect(second.rows.map(({ n }) => n)).toEqual([2, 3]);
  });

  test('what the index does not know any more is not needed to go on after it', async () => {
    const { next } = await read({}, { limit: 3 });
    rows.delete(`${rowOf(2)?.pk}\nstate`);
    expect((await read({}, { limit: 3, cursor: next ?? '' })).rows.map(({ n }) => n)).toEqual([3, 4, 5]);
  });
});

describe('a cursor', () => {
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const refused = { code: 'invalid', errors: [{ path: '/cursor' }] };

  test.each([
    ['is no JSON', Buffer.from('open').toString('base64url')],
    ['is empty', ''],
    ['is no triple', encoded([at(0), 'request#1'])],
    ['is not of texts', encoded([at(0), 'request#1', 1])],
    ['has a length that nobody can measure', encoded([at(0), 'request#1', { length: { toString: 1 } }])],
    ['names an empty key, which no index has', encoded([at(0), '', 'state'])],
    ['is an object', encoded({ listAt: at(0) })],
  ])('that %s is the caller’s mistake', async (_, cursor) => {
    await expect(read({}, { cursor })).rejects.toMatchObject(refused);
    expect(dynamo.commandCalls(QueryCommand)).toEqual([]);
  });

  test('from outside the time asked for is the caller’s mistake', async () => {
    const bounds = { from: at(1), until: at(3) };
    for (const instant of [at(0), at(3), '~~', '!'])
      await expect(read(bounds, { cursor: encoded([instant, 'x', 'y']) })).rejects.toMatchObject(refused);
  });

  test('whatever it says, it stays in its list or is refused', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.json(),
      fc.tuple(fc.string(), fc.string(), fc.string()).map((triple) => JSON.stringify(triple)),
      fc.constantFrom(at(0), at(9)).map((instant) => JSON.stringify([instant, 'request#open#trial-0000', 'state'])),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (forged) => {
        const query = pageQuerySchema.safeParse({ cursor: Buffer.from(forged).toString('base64url') });
        if (!query.success) return;
        const page = await readList(doc, list, query.data).catch((error: unknown) => error);
        if (page instanceof Problem) expect(page.status).toBe(422);
        else expect(page).toMatchObject({ rows: expect.toSatisfy((part) => part.every(inList)) });
      }),
    );
  });

  const inList = (row: { listKey: string }): boolean => row.listKey === list.listKey;
});
