import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test, vi } from 'vitest';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { relayHandler } from '../../../shared/journal/relay.ts';
import { lambdaContext } from '../api-event.ts';
import { capturedLines } from '../captured-lines.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const lines = capturedLines();
const dynamo = mockClient(DynamoDBDocumentClient);
const bus = mockClient(EventBridgeClient);
const handler = relayHandler({
  doc: documentClient(),
  eventBridge: new EventBridgeClient({}),
  table: 'requests',
  bus: 'main',
  service: 'intake',
});
const run = async (...Records: DynamoDBRecord[]) => await handler({ Records }, lambdaContext);

const row = (n: number, more: object = {}) => ({
  pk: `request#${n}`,
  sk: 'event#000000000001',
  id: `request.${n}.000000000001`,
  name: 'request.received',
  at: '2026-11-25T02:00:00.000Z',
  detail: '{}',
  todoShard: 'todo#1',
  todoAt: '2026-11-25T02:00:00.000Z',
  ...more,
});
// The two packages type the same wire shape apart.
const record = (item: object): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { NewImage: marshall(item) as Record<string, AttributeValue> },
});
const sent = () => bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []).length;

beforeEach(() => {
  dynamo.reset();
  bus.reset();
  dynamo.on(UpdateCommand).resolves({});
  bus.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
});

test('events of the stream go out; their private part stays', async () => {
  await run(record(row(1, { private: { note: '厨房' } })), record(row(2)));
  expect(sent()).toBe(2);
  expect(JSON.stringify(bus.commandCalls(PutEventsCommand)[0]?.args[0].input)).not.toContain('厨房');
});

test('what is no event is passed over, and does not stop its neighbours', async () => {
  await run(
    record({ pk: 'request#1', sk: 'state', version: 1 }),
    { eventName: 'REMOVE', dynamodb: {} },
    {},
    record(row(2)),
  );
  expect(sent()).toBe(1);
});

test('it never throws: bus and table both down', async () => {
  bus.on(PutEventsCommand).rejects(new Error('no route'));
  dynamo.on(UpdateCommand).rejects(new Error('no route'));
  await expect(run(record(row(1)))).resolves.toBeUndefined();
  expect(lines().some(({ level }) => level === 'ERROR')).toBe(true);
});
