import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { readList } from '../../../shared/http/list.ts';
import { encode } from '../../../shared/http/page.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const doc = documentClient();
const november = {
  table: 't',
  listKey: 'list#yunshan',
  from: '2026-11-01T00:00:00.000Z',
  until: '2026-12-01T00:00:00.000Z',
};
const key = (n: number) => ({ pk: `request#${n}`, sk: 'state', listAt: `2026-11-2${n}T00:00:00.000Z` });
const row = (n: number) => ({ ...key(n), listKey: november.listKey });

beforeEach(() => {
  dynamo.reset();
  dynamo.on(QueryCommand).resolves({ Items: [key(1), key(2)] });
  dynamo.on(BatchGetCommand).resolves({ Responses: { t: [row(1)] } });
});

test('a page leads to the next one by the place of its last row', async () => {
  const { rows, next } = await readList(doc, november, { limit: 1 });
  expect(rows).toEqual([row(1)]);
  await readList(doc, november, { limit: 1, cursor: next ?? '' });
  expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(row(1));
});

test.each([
  ['no JSON', 'nonsense'],
  ['no list', '{"listAt":"2026-11-20T00:00:00.000Z"}'],
  ['not texts', '[1,2,3]'],
  ['empty keys', '["2026-11-20T00:00:00.000Z","","state"]'],
  ['a place before the list', '["2026-10-31T00:00:00.000Z","request#1","state"]'],
  ['a place behind the list', '["2027-01-01T00:00:00.000Z","request#1","state"]'],
])('a forged cursor, %s: refused before DynamoDB is asked', async (_, text) => {
  await expect(readList(doc, november, { limit: 1, cursor: encode(text) })).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ path: '/cursor', reason: 'not a cursor of this list' }],
  });
  expect(dynamo.calls()).toEqual([]);
});
