import {
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { MAX_DETAIL_BYTES } from '../../../shared/events/envelope.ts';
import { addressOf, todoShard } from '../../../shared/journal/address.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import { draft, EventTooLarge } from '../../../shared/journal/event-item.ts';
import { type Change, Journal } from '../../../shared/journal/journal.ts';
import { cancelled } from './cancelled.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const journal = new Journal(documentClient(), 'requests', 'demo');
const address = addressOf('request', 'r1');
const opened = defineEvent('request.opened', 1, z.object({ number: z.string() }));
const cause = {
  at: '2026-11-25T02:00:00.000Z',
  actor: { type: 'person', id: 'p1' },
  correlationId: 'c1',
  causationId: 'call-1',
} as const;
const once = { Put: { TableName: 'requests', Item: { pk: 'idempotency#1', sk: 'record' } } };
const also = { Put: { TableName: 'requests', Item: { pk: 'note#1', sk: 'state' } } };

const change = (more: Partial<Change> = {}): Change => ({
  address,
  expectedVersion: 0,
  state: { number: 'BX0001' },
  events: [draft(opened, { number: 'BX0001' })],
  ...more,
});

/** The items of the one transaction that was sent. */
function written() {
  const [call, ...more] = dynamo.commandCalls(TransactWriteCommand);
  expect(more).toEqual([]);
  return (call?.args[0].input.TransactItems ?? []).map(({ Put }) => Put);
}

beforeEach(() => {
  dynamo.reset();
  dynamo.on(TransactWriteCommand).resolves({});
});

describe('what a change writes', () => {
  test('a new aggregate: state that must not exist yet, and its first event', async () => {
    await journal.write({ cause, changes: [change()] });
    expect(written()).toEqual([
      {
        TableName: 'requests',
        Item: { number: 'BX0001', pk: 'request#r1', sk: 'state', version: 1 },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
      {
        TableName: 'requests',
        Item: {
          pk: 'request#r1',
          sk: 'event#000000000001',
          id: 'request.r1.000000000001',
          name: 'request.opened',
          at: cause.at,
          detail: expect.any(String),
          todoShard: todoShard('request#r1'),
          todoAt: cause.at,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    ]);
  });

  test('the envelope lacks only its instant, which stands beside it', async () => {
    await journal.write({ cause, changes: [change({ expectedVersion: 6 })] });
    expect(JSON.parse(written()[1]?.Item?.detail)).toEqual({
      id: 'request.r1.000000000007',
      schema: 1,
      company: 'demo',
      actor: cause.actor,
      correlationId: 'c1',
      causationId: 'call-1',
      subject: { type: 'request', id: 'r1', version: 7 },
      data: { number: 'BX0001' },
    });
  });

  test('a later change holds only if the version is the one that was read', async () => {
    await journal.write({ cause, changes: [change({ expectedVersion: 6 })] });
    expect(written()[0]).toMatchObject({
      Item: { version: 7 },
      ConditionExpression: 'version = :read',
      ExpressionAttributeValues: { ':read': 6 },
    });
  });

  test('several events in one change each have a version, the state has the last', async () => {
    const events: Change['events'] = [draft(opened, { number: '1' }), draft(opened, { number: '2' })];
    await journal.write({ cause, changes: [change({ expectedVersion: 3, events })] });
    const [state, ...written_] = written();
    expect(state?.Item?.version).toBe(5);
    expect(written_.map((put) => put?.Item?.sk)).toEqual(['event#000000000004', 'event#000000000005']);
    expect(written_.map((put) => put?.Item?.id)).toEqual(['request.r1.000000000004', 'request.r1.000000000005']);
  });

  test('several changes, further items and the once-record are one transaction, the once-record last', async () => {
    const other = addressOf('request', 'r2');
    await journal.write({ cause, changes: [change(), change({ address: other })], once, also: [also] });
    expect(written().map((put) => put?.Item?.pk)).toEqual([
      'request#r1',
      'request#r1',
      'request#r2',
      'request#r2',
      'note#1',
      'idempotency#1',
    ]);
  });

  test('the state is in the index only while it owes something', async () => {
    await journal.write({ cause, changes: [change({ todoAt: '2026-11-25T02:10:00.000Z' })] });
    expect(written()[0]?.Item).toMatchObject({
      todoShard: todoShard('request#r1'),
      todoAt: '2026-11-25T02:10:00.000Z',
    });
  });

  test('a field of the state cannot take the place of a key or the version', async () => {
    await journal.write({ cause, changes: [change({ state: { pk: 'x', sk: 'y', version: 99 } })] });
    expect(written()[0]?.Item).toEqual({ pk: 'request#r1', sk: 'state', version: 1 });
  });

  test('private data stands beside the envelope, never in it', async () => {
    const events: Change['events'] = [draft(opened, { number: '1' }, { note: '厨房' })];
    await journal.write({ cause, changes: [change({ events })] });
    expect(written()[1]?.Item).toMatchObject({ private: { note: '厨房' } });
    expect(written()[1]?.Item?.detail).not.toContain('厨房');
  });

  test('an event that is too large for the bus is refused before anything is written', async () => {
    const fits = MAX_DETAIL_BYTES - 300;
    const events = (length: number): Change['events'] => [draft(opened, { number: '水'.repeat(length / 3) })];
    await journal.write({ cause, changes: [change({ events: events(fits) })] });
    dynamo.resetHistory();
    await expect(
      journal.write({ cause, changes: [change(), change({ events: events(MAX_DETAIL_BYTES) })] }),
    ).rejects.toThrow(EventTooLarge);
    expect(dynamo.calls()).toHaveLength(0);
  });

  test('data that does not fit its definition never becomes a draft; unknown fields are left out', () => {
    // @ts-expect-error a number is not a text
    expect(() => draft(opened, { number: 1 })).toThrow(z.ZodError);
    expect(draft(opened, Object.assign({ number: '1' }, { phone: '13800138000' })).data).toEqual({ number: '1' });
  });
});

describe('what a cancelled transaction means', () => {
  const outcome = async (codes: string[], write: { once?: typeof once; also?: [typeof also] } = { once }) => {
    dynamo.on(TransactWriteCommand).rejects(cancelled(...codes));
    return await journal.write({ cause, changes: [change()], ...write }).catch((error: unknown) => error);
  };

  test.each([
    ['the state is not as read', ['ConditionalCheckFailed', 'None', 'None']],
    ['the event exists', ['None', 'ConditionalCheckFailed', 'None']],
    ['another transaction is at it', ['TransactionConflict', 'None', 'None']],
    ['the once-record is being written elsewhere', ['None', 'None', 'TransactionConflict']],
    ['DynamoDB throttles', ['None', 'ThrottlingError', 'None']],
    ['the table is over its throughput', ['None', 'ProvisionedThroughputExceeded', 'None']],
  ])('%s: a concurrent change', async (_name, codes) => {
    expect(await outcome(codes)).toBeInstanceOf(ConcurrentChange);
  });

  test('the once-record exists: already done, whatever else failed with it', async () => {
    expect(await outcome(['None', 'None', 'ConditionalCheckFailed'])).toBeInstanceOf(KeyTaken);
    expect(await outcome(['ConditionalCheckFailed', 'None', 'ConditionalCheckFailed'])).toBeInstanceOf(KeyTaken);
    expect(await outcome(['TransactionConflict', 'None', 'ConditionalCheckFailed'])).toBeInstanceOf(KeyTaken);
  });

  test('the lost condition of a further item is not the once-record', async () => {
    const codes = ['None', 'None', 'ConditionalCheckFailed'];
    expect(await outcome(codes, { also: [also] })).toBeInstanceOf(ConcurrentChange);
    expect(await outcome([...codes, 'None'], { also: [also], once })).toBeInstanceOf(ConcurrentChange);
  });

  test('a fault of our own stays what it is', async () => {
    const thrown = cancelled('ValidationError', 'None', 'None');
    dynamo.on(TransactWriteCommand).rejects(thrown);
    await expect(journal.write({ cause, changes: [change()] })).rejects.toBe(thrown);
    dynamo.on(TransactWriteCommand).rejects(new TypeError('ours'));
    await expect(journal.write({ cause, changes: [change()] })).rejects.toThrow(TypeError);
  });

  test.each([
    ProvisionedThroughputExceededException,
    RequestLimitExceeded,
    ThrottlingException,
    TransactionInProgressException,
  ])('$name for the call as a whole is a concurrent change too', async (Busy) => {
    dynamo.on(TransactWriteCommand).rejects(new Busy({ message: 'slow down', $metadata: {} }));
    await expect(journal.write({ cause, changes: [change()] })).rejects.toThrow(ConcurrentChange);
  });
});

describe('reading', () => {
  const stateSchema = z.object({ number: z.string() });

  test('a state comes with its version, consistently read and parsed', async () => {
    dynamo
      .on(GetCommand, { TableName: 'requests', Key: { pk: 'request#r1', sk: 'state' }, ConsistentRead: true })
      .resolves({ Item: { pk: 'request#r1', sk: 'state', version: 4, number: 'BX0001', todoAt: 'x' } });
    expect(await journal.read(address, stateSchema)).toEqual({ version: 4, state: { number: 'BX0001' } });
  });

  test('what does not exist is undefined; what does not parse is an error', async () => {
    dynamo.on(GetCommand).resolves({});
    expect(await journal.read(address, stateSchema)).toBeUndefined();
    dynamo.on(GetCommand).resolves({ Item: { pk: 'request#r1', sk: 'state', version: 4 } });
    await expect(journal.read(address, stateSchema)).rejects.toThrow(z.ZodError);
  });

  test('the events of an aggregate come from all pages', async () => {
    const item = (n: number) => ({ id: `e${n}`, name: 'request.opened', at: cause.at, detail: '{"schema":1}' });
    const LastEvaluatedKey = { pk: 'request#r1', sk: 'event#000000000001' };
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [item(1)], LastEvaluatedKey })
      .resolvesOnce({ Items: [{ ...item(2), private: { note: 'x' } }] });
    const events = await journal.events(address);
    expect(events.map(({ id, private: hidden }) => [id, hidden])).toEqual([
      ['e1', undefined],
      ['e2', { note: 'x' }],
    ]);
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(LastEvaluatedKey);
  });
});
