import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { type PublishPorts, publish, type UnsentEvent } from '../../../shared/journal/publish.ts';
import { capturedLines } from '../captured-lines.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const lines = capturedLines();
const dynamo = mockClient(DynamoDBDocumentClient);
const bus = mockClient(EventBridgeClient);
const ports: PublishPorts = {
  doc: documentClient(),
  eventBridge: new EventBridgeClient({}),
  table: 'requests',
  bus: 'main',
  service: 'intake',
};

const event = (n: number, more: Partial<UnsentEvent> = {}): UnsentEvent => ({
  pk: `request#${n}`,
  sk: 'event#000000000001',
  id: `request.${n}.000000000001`,
  name: 'request.received',
  at: '2026-11-25T02:00:00.000Z',
  detail: JSON.stringify({ id: `request.${n}.000000000001` }),
  ...more,
});
const events = (...numbers: number[]) => numbers.map((n) => event(n));

/** The bus refuses the events with these numbers, every time. */
function busRefuses(code: string | undefined, ...numbers: number[]): void {
  bus.on(PutEventsCommand).callsFake(({ Entries }) => ({
    Entries: Entries.map(({ Detail }: { Detail: string }): PutEventsResultEntry => {
      const refused = numbers.some((n) => Detail.includes(`request.${n}.`));
      return refused ? { ErrorCode: code } : { EventId: 'e' };
    }),
  }));
}

/** Numbers of the events in each call to the bus. */
const sentPerCall = () =>
  bus.commandCalls(PutEventsCommand).map(({ args }) => (args[0].input.Entries ?? []).map(numberOf));
const numberOf = ({ Detail }: { Detail?: string | undefined }): number =>
  Number(JSON.parse(Detail ?? '').id.split('.')[1]);

const updates = (kind: 'REMOVE todo' | 'ADD attempts' | 'SET parkedAt') =>
  dynamo
    .commandCalls(UpdateCommand)
    .map(({ args }) => args[0].input)
    .filter(({ UpdateExpression }) => UpdateExpression?.startsWith(kind))
    .map(({ Key }) => Number(String(Key?.pk).split('#')[1]));

const metric = (name: string) => lines().filter((line) => name in line);

beforeEach(() => {
  dynamo.reset();
  bus.reset();
  vi.mocked(sleep).mockClear();
  dynamo.on(UpdateCommand).resolves({ Attributes: { attempts: 1 } });
  busRefuses(undefined);
});

test('an event on the bus has its source, name and whole envelope, and owes nothing more', async () => {
  await publish(events(1), ports);
  expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'main',
        Source: 'guanjia.intake',
        DetailType: 'request.received',
        Detail: JSON.stringify({ id: 'request.1.000000000001', at: '2026-11-25T02:00:00.000Z' }),
      },
    ],
  });
  expect(dynamo.commandCalls(UpdateCommand).map(({ args }) => args[0].input)).toEqual([
    {
      TableName: 'requests',
      Key: { pk: 'request#1', sk: 'event#000000000001' },
      UpdateExpression: 'REMOVE todoShard, todoAt, attempts',
      ConditionExpression: 'attribute_exists(pk)',
    },
  ]);
});

test('an instant that a timer wrote without milliseconds leaves in the form of all others', async () => {
  await publish([event(1, { at: '2026-11-25T02:00:00Z' })], ports);
  const detail = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]?.Detail;
  expect(detail).toContain('"at":"2026-11-25T02:00:00.000Z"');
});

test('ten entries a call', async () => {
  await publish(
    Array.from({ length: 23 }, (_, n) => event(n)),
    ports,
  );
  expect(sentPerCall().map(({ length }) => length)).toEqual([10, 10, 3]);
});

test('nothing to publish is no call', async () => {
  await publish([], ports);
  expect(bus.calls()).toHaveLength(0);
});

describe('a call that fails in part', () => {
  test('only what was refused is sent again, and only what was sent loses its mark', async () => {
    bus
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ EventId: 'a' }, { ErrorCode: 'InternalFailure' }, { EventId: 'c' }] })
      .resolvesOnce({ Entries: [{ EventId: 'b' }] });
    await publish(events(1, 2, 3), ports);
    expect(sentPerCall()).toEqual([[1, 2, 3], [2]]);
    expect(updates('REMOVE todo')).toEqual([1, 3, 2]);
    expect(updates('ADD attempts')).toEqual([]);
  });

  test('a refusal is tried three times at once, then counted once and left to the sweep', async () => {
    busRefuses('MalformedDetail', 2);
    await publish(events(1, 2, 3), ports);
    expect(sentPerCall()).toEqual([[1, 2, 3], [2], [2]]);
    expect(updates('REMOVE todo')).toEqual([1, 3]);
    expect(updates('ADD attempts')).toEqual([2]);
    expect(updates('SET parkedAt')).toEqual([]);
  });

  test.each(['ThrottlingException', 'InternalFailure'])(
    '%s of an entry says nothing about it: not counted',
    async (code) => {
      busRefuses(code, 1);
      await publish(events(1), ports);
      expect(sentPerCall()).toHaveLength(3);
      expect(dynamo.calls()).toHaveLength(0);
    },
  );

  test('a chunk that stays owed does not hold up the next one', async () => {
    busRefuses('MalformedDetail', 0);
    await publish(
      Array.from({ length: 11 }, (_, n) => event(n)),
      ports,
    );
    expect(updates('REMOVE todo')).toContain(10);
  });
});

describe('parking', () => {
  test('the ninth refusal leaves the event owed', async () => {
    busRefuses('MalformedDetail', 1);
    dynamo.on(UpdateCommand).resolves({ Attributes: { attempts: 9 } });
    await publish(events(1), ports);
    expect(updates('SET parkedAt')).toEqual([]);
    expect(metric('EventsParked')).toEqual([]);
  });

  test('the tenth takes it out of the index, with the metric of the alarm', async () => {
    busRefuses('MalformedDetail', 1);
    dynamo.on(UpdateCommand).resolves({ Attributes: { attempts: 10 } });
    await publish(events(1), ports);
    expect(dynamo.commandCalls(UpdateCommand).at(-1)?.args[0].input).toMatchObject({
      Key: { pk: 'request#1', sk: 'event#000000000001' },
      UpdateExpression: 'SET parkedAt = :now REMOVE todoShard, todoAt',
    });
    expect(metric('EventsParked')).toHaveLength(1);
    // The way back needs the key.
    expect(lines().find(({ message }) => message === 'event parked')).toMatchObject({
      pk: 'request#1',
      sk: 'event#000000000001',
    });
  });

  test('an event that somebody else has sent meanwhile is neither counted nor parked', async () => {
    busRefuses('MalformedDetail', 1);
    dynamo.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: '', $metadata: {} }));
    await publish(events(1), ports);
    expect(updates('SET parkedAt')).toEqual([]);
  });

  test('one event that makes no envelope is counted; its neighbours leave', async () => {
    await publish([event(1), event(2, { detail: 'not json' }), event(3, { at: 'no instant' }), event(4)], ports);
    expect(sentPerCall()).toEqual([[1, 4]]);
    expect(updates('REMOVE todo')).toEqual([1, 4]);
    expect(updates('ADD attempts')).toEqual([2, 3]);
  });
});

describe('failures around it', () => {
  test('an outage of the bus is never counted; the events stay owed', async () => {
    bus.on(PutEventsCommand).rejects(new Error('no route'));
    await publish(events(1, 2), ports);
    expect(sentPerCall()).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(dynamo.calls()).toHaveLength(0);
  });

  test('a mark that cannot be removed leaves its event owed, and the others lose theirs', async () => {
    dynamo.on(UpdateCommand, { Key: { pk: 'request#1', sk: 'event#000000000001' } }).rejects(new Error('throttled'));
    await publish(events(1, 2), ports);
    expect(sentPerCall()).toEqual([[1, 2]]);
    expect(updates('REMOVE todo')).toEqual([1, 2]);
  });

  test('a count that cannot be written does not hold up what comes after', async () => {
    busRefuses('MalformedDetail', 0, 1);
    dynamo.on(UpdateCommand).callsFake(({ UpdateExpression }) => {
      if (UpdateExpression.startsWith('ADD')) throw new Error('throttled');
      return {};
    });
    await publish(
      Array.from({ length: 11 }, (_, n) => event(n)),
      ports,
    );
    expect(updates('ADD attempts')).toEqual([0, 1]);
    expect(updates('REMOVE todo')).toContain(10);
  });

  test('what is logged names the event, never what it says', async () => {
    busRefuses('MalformedDetail', 1);
    await publish(
      [event(1, { detail: JSON.stringify({ id: 'request.1.000000000001', data: { text: '厨房' } }) })],
      ports,
    );
    expect(JSON.stringify(lines())).toContain('request.1.000000000001');
    expect(JSON.stringify(lines())).not.toContain('厨房');
  });
});
