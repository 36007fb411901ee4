import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { type Consumed, MemoryTables } from './memory-tables.ts';
import { storeOthers } from './others.ts';
import type { Item } from './units.ts';

const T = 'intake';
let consumed: Consumed[];
let inserted: Item[];
let tables: MemoryTables;

beforeEach(() => {
  consumed = [];
  inserted = [];
  tables = new MemoryTables({
    consumed: (one) => consumed.push(one),
    inserted: (_, items) => inserted.push(...items),
  });
});

const last = () => consumed.at(-1);
const kilobytes = (count: number): string => 'x'.repeat(count * 1024);

test('a put is counted with the entries that it makes in an index, an update of other fields without', () => {
  const Item = { pk: 'r', sk: 'state', listKey: 'open', listAt: '2026', text: kilobytes(1) };
  tables.write('Put', { TableName: T, Item });
  expect(last()).toMatchObject({ operation: 'PutItem', writes: 2 + 1 });
  const Key = { pk: 'r', sk: 'state' };
  tables.write('Update', { TableName: T, Key, UpdateExpression: 'REMOVE text' });
  expect(last()?.writes).toBe(2);
  tables.write('Update', { TableName: T, Key, UpdateExpression: 'REMOVE listKey' });
  expect(last()?.writes).toBe(1 + 1);
  tables.write('Delete', { TableName: T, Key });
  expect(last()?.writes).toBe(1);
  expect(tables.get({ TableName: T, Key })).toEqual({ Item: undefined });
});

test('a lost condition is paid for and changes nothing', () => {
  const put = { TableName: T, Item: { pk: 'r', sk: 's' }, ConditionExpression: 'attribute_not_exists(pk)' };
  tables.write('Put', put);
  expect(() => tables.write('Put', { ...put, Item: { ...put.Item, more: 1 } })).toThrow(
    ConditionalCheckFailedException,
  );
  expect(last()?.writes).toBe(1);
  expect(tables.get({ TableName: T, Key: put.Item })).toEqual({ Item: put.Item });
});

test('a transaction writes all or nothing, costs twice, and tells the stream what is new', () => {
  const once = {
    Put: { TableName: T, Item: { pk: 'r', sk: 'once' }, ConditionExpression: 'attribute_not_exists(pk)' },
  };
  const event = { Put: { TableName: T, Item: { pk: 'r', sk: 'event#1' } } };
  tables.transact({ TransactItems: [once, event] });
  expect(consumed.map(({ writes }) => writes)).toEqual([2, 2]);
  expect(inserted.map(({ sk }) => sk)).toEqual(['once', 'event#1']);
  const other = { Put: { TableName: T, Item: { pk: 'r', sk: 'event#2' } } };
  expect(() => tables.transact({ TransactItems: [once, other] })).toThrow(TransactionCanceledException);
  expect(tables.get({ TableName: T, Key: { pk: 'r', sk: 'event#2' } }).Item).toBeUndefined();
  expect(inserted).toHaveLength(2);
  expect(() => tables.transact({ TransactItems: [event, event] })).toThrow('twice');
});

test('a query goes through its page and no more, in order, forwards and backwards', () => {
  for (const n of [3, 1, 2]) tables.write('Put', { TableName: T, Item: { pk: 'r', sk: `e#${n}`, text: kilobytes(3) } });
  const query = {
    TableName: T,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': 'r', ':prefix': 'e#' },
    ConsistentRead: true,
  };
  expect(tables.query(query).Items.map(({ sk }) => sk)).toEqual(['e#1', 'e#2', 'e#3']);
  expect(last()?.reads).toBe(3);
  const { Items, LastEvaluatedKey } = tables.query({ ...query, Limit: 1, ScanIndexForward: false });
  expect([Items.map(({ sk }) => sk), last()?.reads]).toEqual([['e#3'], 1]);
  const next = tables.query({ ...query, ScanIndexForward: false, ExclusiveStartKey: LastEvaluatedKey });
  expect(next.Items.map(({ sk }) => sk)).toEqual(['e#2', 'e#1']);
});

test('an index is read by its key: an eventually consistent read of keys alone', () => {
  for (const [sk, listAt] of [
    ['b', '2026-02'],
    ['a', '2026-01'],
  ])
    tables.write('Put', { TableName: T, Item: { pk: 'r', sk, listKey: 'open', listAt, text: kilobytes(9) } });
  const found = tables.query({
    TableName: T,
    IndexName: 'list',
    KeyConditionExpression: 'listKey = :key AND listAt BETWEEN :from AND :until',
    ExpressionAttributeValues: { ':key': 'open', ':from': '', ':until': '~' },
  });
  expect(found.Items).toEqual([
    { pk: 'r', sk: 'a', listKey: 'open', listAt: '2026-01' },
    { pk: 'r', sk: 'b', listKey: 'open', listAt: '2026-02' },
  ]);
  expect(last()?.reads).toBe(0.5);
});

test('others stand in the same lists and shared partitions, with ids and rows of their own', () => {
  const id = '8e036768-f039-45b5-a731-b02ebde6022d';
  const put = (Item: Item): unknown => tables.write('Put', { TableName: T, Item });
  put({ pk: `request#${id}`, sk: 'state', id, listKey: 'open', listAt: '2026' });
  put({ pk: 'staff#li-ming', sk: `order#${id}`, text: kilobytes(1) });
  storeOthers(tables, id, 0, 100);
  const partition = { TableName: T, KeyConditionExpression: 'pk = :pk', ConsistentRead: true };
  tables.query({ ...partition, ExpressionAttributeValues: { ':pk': 'staff#li-ming' } });
  // Who reads a shared partition as a whole pays for all of them: the measurement would see it.
  expect(last()?.reads).toBeGreaterThan(25);
  expect(tables.table(T).partition('staff#li-ming')).toHaveLength(101);
  const [listed] = tables.table(T).entries('list', 'open');
  expect(tables.table(T).entries('list', 'open')).toHaveLength(101);
  expect(tables.get({ TableName: T, Key: { pk: String(listed?.pk), sk: 'state' } }).Item).toMatchObject({
    id: '00000000-f039-45b5-a731-b02ebde6022d',
  });
});

test('what is over goes, for nothing', () => {
  tables.write('Put', { TableName: T, Item: { pk: 'r', sk: 'old', expiresAt: 100 } });
  tables.write('Put', { TableName: T, Item: { pk: 'r', sk: 'new', expiresAt: 101 } });
  consumed = [];
  tables.table(T).expire(100);
  expect(
    tables
      .table(T)
      .partition('r')
      .map(({ sk }) => sk),
  ).toEqual(['new']);
  expect(consumed).toEqual([]);
});
