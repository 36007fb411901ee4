import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { todoShards } from '../../../shared/journal/address.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { type OwedRow, reread, type Settle, sweepHandler } from '../../../shared/journal/sweep.ts';
import { lambdaContext } from '../api-event.ts';
import { capturedLines } from '../captured-lines.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const lines = capturedLines();
const dynamo = mockClient(DynamoDBDocumentClient);
const bus = mockClient(EventBridgeClient);
const now = new Date('2026-11-25T02:00:00.000Z');
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
const settled: OwedRow[] = [];
const settle: Settle = async (row) => {
  settled.push(row);
};

type Row = Record<string, unknown> & { pk: string; sk: string };
const state = (n: number, more: object = {}): Row => ({ pk: `clock#${n}`, sk: 'state', todoAt: ago(1), ...more });
const event = (n: number, more: object = {}): Row => ({
  pk: `clock#${n}`,
  sk: 'event#000000000001',
  id: `clock.${n}.000000000001`,
  name: 'clock.started',
  at: ago(60),
  detail: '{}',
  todoAt: ago(60),
  ...more,
});

/** Rows that the index names in one shard, page by page, and the rows as the table holds them. */
function table(pages: Row[][], rows: Row[] = pages.flat(), shard = 'todo#3'): void {
  dynamo.on(QueryCommand).resolves({ Items: [] });
  const query = dynamo.on(QueryCommand, {
    ExpressionAttributeValues: { ':shard': shard, ':until': now.toISOString() },
  });
  for (const [n, page] of pages.entries())
    query.resolvesOnce({
      Items: page.map(({ pk, sk }) => ({ pk, sk })),
      ...(n < pages.length - 1 && { LastEvaluatedKey: { pk: 'more', sk: 'more' } }),
    });
  query.resolves({ Items: [] });
  dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      clocks: RequestItems.clocks.Keys.flatMap((key: Row) =>
        rows.filter(({ pk, sk }) => pk === key.pk && sk === key.sk),
      ),
    },
  }));
}

async function sweep(with_: { settle?: Settle; timeLeft?: () => number; event?: object } = {}): Promise<void> {
  const handler = sweepHandler(
    { doc: documentClient(), eventBridge: new EventBridgeClient({}), table: 'clocks', bus: 'main', service: 'sla' },
    with_.settle ?? settle,
  );
  await handler(with_.event ?? {}, { ...lambdaContext, getRemainingTimeInMillis: with_.timeLeft ?? (() => 60_000) });
}

const sent = () => bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []).length;
const settledKeys = () => settled.map(({ pk }) => pk);

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  settled.length = 0;
  dynamo.reset();
  bus.reset();
  dynamo.on(UpdateCommand).resolves({});
  bus.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is owed in any shard is done: events are sent, states settled with the instant of the sweep', async () => {
  const seen = vi.fn(settle);
  table([[event(1), state(2)]]);
  await sweep({ settle: seen });
  expect(sent()).toBe(1);
  expect(seen.mock.calls).toEqual([[state(2), now.toISOString()]]);
  const shards = dynamo
    .commandCalls(QueryCommand)
    .map(({ args }) => args[0].input.ExpressionAttributeValues?.[':shard']);
  expect(shards.sort()).toEqual([...todoShards].sort());
});

test('its instant is that of the scheduler: a function whose clock is five minutes ahead is not', async () => {
  const seen = vi.fn(settle);
  table([[state(1)]]);
  vi.setSystemTime(now.getTime() + 300_000);
  await sweep({ settle: seen, event: { source: 'aws.scheduler', time: '2026-11-25T02:00:00Z' } });
  expect(seen.mock.calls).toEqual([[state(1), now.toISOString()]]);
});

test('rows are read again consistently, all pages of the index', async () => {
  table([[state(1)], [state(2)], [state(3)]]);
  await sweep();
  expect(settledKeys()).toEqual(['clock#1', 'clock#2', 'clock#3']);
  for (const { args } of dynamo.commandCalls(BatchGetCommand))
    expect(args[0].input.RequestItems?.clocks?.ConsistentRead).toBe(true);
});

describe('a stale index', () => {
  test.each([
    ['has been settled meanwhile', { todoAt: undefined }],
    ['owes only later now', { todoAt: ago(-60) }],
  ])('a row that %s is left alone', async (_name, more) => {
    table([[state(1), event(2), state(3)]], [state(1, more), event(2, more), state(3)]);
    await sweep();
    expect(settledKeys()).toEqual(['clock#3']);
    expect(sent()).toBe(0);
  });

  test('a row that is gone is left alone', async () => {
    table([[state(1), state(3)]], [state(3)]);
    await sweep();
    expect(settledKeys()).toEqual(['clock#3']);
  });
});

test('a young event is still the business of the relay', async () => {
  table([[event(1, { todoAt: ago(14) }), event(2, { todoAt: ago(15) })]]);
  await sweep();
  expect(sent()).toBe(1);
  expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input.Key?.pk).toBe('clock#2');
});

describe('one bad row', () => {
  test('a row that cannot be settled does not stop the others, and is counted', async () => {
    table([[state(1), state(2), state(3)]]);
    await sweep({
      settle: async (row, at) => {
        if (row.pk === 'clock#1') throw new Error('dependency down');
        await settle(row, at);
      },
    });
    expect(settledKeys()).toEqual(['clock#2', 'clock#3']);
    expect(lines().filter((line) => 'SweepFailures' in line)).toHaveLength(1);
  });

  test('an event row that does not parse does not stop the others, and is counted', async () => {
    table([[event(1, { detail: undefined }), event(2), state(3)]]);
    await sweep();
    expect(sent()).toBe(1);
    expect(settledKeys()).toEqual(['clock#3']);
    expect(lines().filter((line) => 'SweepFailures' in line)).toHaveLength(1);
  });

  test('a shard that cannot be read does not stop the others; the sweep itself fails afterwards', async () => {
    table([[state(1)]]);
    dynamo
      .on(QueryCommand, { ExpressionAttributeValues: { ':shard': 'todo#0', ':until': now.toISOString() } })
      .rejects(new Error('throttled'));
    await expect(sweep()).rejects.toThrow('throttled');
    expect(settledKeys()).toEqual(['clock#1']);
  });
});

describe('time', () => {
  test('no further page is begun when time runs out', async () => {
    let timeLeft = 60_000;
    table([[state(1)], [state(2)]], undefined, 'todo#0');
    await sweep({
      timeLeft: () => timeLeft,
      settle: async (row, at) => {
        timeLeft = 9_000;
        await settle(row, at);
      },
    });
    expect(settledKeys()).toEqual(['clock#1']);
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(todoShards.length);
  });

  test('a shard that takes all the time does not starve the others', async () => {
    table([[state(1)], [state(2)], [state(3)]], undefined, 'todo#0');
    const other = state(9);
    dynamo
      .on(QueryCommand, { ExpressionAttributeValues: { ':shard': 'todo#7', ':until': now.toISOString() } })
      .resolves({ Items: [{ pk: other.pk, sk: other.sk }] });
    dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
      Responses: { clocks: RequestItems.clocks.Keys.map((key: Row) => ({ ...key, todoAt: ago(1) })) },
    }));
    let timeLeft = 60_000;
    await sweep({
      timeLeft: () => timeLeft,
      settle: async (row, at) => {
        await settle(row, at);
        await new Promise((resolve) => setImmediate(resolve));
        timeLeft = 0;
      },
    });
    expect(settledKeys()).toContain('clock#9');
    expect(settledKeys()).not.toContain('clock#3');
  });

  test('the age of the oldest unsent event is a metric, 0 when all are sent', async () => {
    table([[event(1, { at: ago(90) }), event(2)]]);
    await sweep();
    table([]);
    await sweep();
    expect(lines().flatMap((line) => line.OldestUnsentSeconds ?? [])).toEqual([90, 0]);
  });
});

describe('reading many rows', () => {
  test('what DynamoDB left unprocessed is read again', async () => {
    const [one, two] = [state(1), state(2)];
    const key = ({ pk, sk }: Row) => ({ pk, sk });
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { clocks: [one] }, UnprocessedKeys: { clocks: { Keys: [key(two)] } } })
      .resolvesOnce({ Responses: { clocks: [two] } });
    expect(await reread(documentClient(), 'clocks', [key(one), key(two)])).toEqual([one, two]);
    expect(dynamo.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems?.clocks).toEqual({
      Keys: [key(two)],
      ConsistentRead: true,
    });
  });

  test('what stays unprocessed after six calls is an error, not a row less', async () => {
    const Keys = [{ pk: 'clock#1', sk: 'state' }];
    dynamo.on(BatchGetCommand).resolves({ UnprocessedKeys: { clocks: { Keys } } });
    await expect(reread(documentClient(), 'clocks', Keys)).rejects.toThrow('1 keys unread');
    expect(dynamo.calls()).toHaveLength(6);
  });

  test('a row without a mark owes nothing', async () => {
    const [one, two] = [state(1), state(2, { todoAt: undefined })];
    dynamo.on(BatchGetCommand).resolves({ Responses: { clocks: [one, two] } });
    expect(await reread(documentClient(), 'clocks', [one, two])).toEqual([one]);
  });

  test('no keys is no call', async () => {
    expect(await reread(documentClient(), 'clocks', [])).toEqual([]);
    expect(dynamo.calls()).toHaveLength(0);
  });
});
