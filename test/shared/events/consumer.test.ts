import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { backOffSeconds, inboxHandler, on } from '../../../shared/events/consumer.ts';
import { defineEvent } from '../../../shared/events/define-event.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { inboxRecord } from '../../../shared/events/inbox-record.ts';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import { lambdaContext } from '../api-event.ts';
import { capturedLines } from '../captured-lines.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const lines = capturedLines();
const sqs = mockClient(SQSClient);
const urgentUrl = 'https://sqs.ap-southeast-1.amazonaws.com/000000000000/urgent';
const bulkUrl = 'https://sqs.ap-southeast-1.amazonaws.com/000000000000/bulk';

const arrived = defineEvent('work-order.arrived', 1, z.object({ workOrderId: z.string() }));
const arrivedTwo = defineEvent('work-order.arrived', 2, z.object({ workOrder: z.string() }));
type Arrived = Envelope<{ workOrderId: string }>;
const react = vi.fn<(event: Arrived, now: string) => Promise<void>>();

const detail = (more: object = {}) => ({
  id: 'work-order.w1.000000000003',
  schema: 1,
  company: 'demo',
  at: '2026-11-25T02:00:00.000Z',
  actor: { type: 'staff', id: 's1' },
  correlationId: 'c1',
  causationId: 'call-1',
  subject: { type: 'work-order', id: 'w1', version: 3 },
  data: { workOrderId: 'w1' },
  ...more,
});
const body = (more: object = {}, name = 'work-order.arrived'): string =>
  JSON.stringify({ 'detail-type': name, source: 'guanjia.dispatch', detail: detail(more) });

const message = (text: string, more: { id?: string; receives?: number; queue?: string } = {}): SQSRecord => ({
  messageId: more.id ?? 'm1',
  receiptHandle: `handle of ${more.id ?? 'm1'}`,
  body: text,
  attributes: {
    ApproximateReceiveCount: String(more.receives ?? 1),
    SentTimestamp: '0',
    SenderId: 'events',
    ApproximateFirstReceiveTimestamp: String(Date.parse('2026-11-25T02:00:01.000Z')),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:ap-southeast-1:000000000000:${more.queue ?? 'urgent'}`,
  awsRegion: 'ap-southeast-1',
});

async function receive(...Records: SQSRecord[]): Promise<string[]> {
  vi.stubEnv('INBOX_URLS', `${bulkUrl},${urgentUrl}`);
  const handler = inboxHandler([on(arrived, react)], new SQSClient({}));
  const { batchItemFailures } = await handler({ Records }, lambdaContext);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
const backOffs = () => sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  sqs.reset();
  react.mockReset();
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
});

describe('an event that is known', () => {
  test('reaches its reaction, parsed, with the instants of our own clock and of the first receipt by the queue’s', async () => {
    expect(await receive(message(body()))).toEqual([]);
    expect(react.mock.calls).toEqual([
      [detail(), expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/), '2026-11-25T02:00:01.000Z'],
    ]);
    expect(backOffs()).toEqual([]);
  });

  test('may carry fields that are not known yet, on every level', async () => {
    const data = { workOrderId: 'w1', newField: 1 };
    expect(await receive(message(body({ data, newPart: {}, actor: { type: 'staff', id: 's1', x: 1 } })))).toEqual([]);
    expect(react.mock.calls[0]?.[0]).toEqual(detail());
  });

  test('whose effect is there already is a success', async () => {
    react.mockRejectedValue(new KeyTaken('already done'));
    expect(await receive(message(body()))).toEqual([]);
    expect(react).toHaveBeenCalledTimes(1);
  });

  test('is tried again at once after a concurrent change, at most five times', async () => {
    react.mockRejectedValueOnce(new ConcurrentChange('1'));
    expect(await receive(message(body()))).toEqual([]);
    expect(react).toHaveBeenCalledTimes(2);
    react.mockReset().mockRejectedValue(new ConcurrentChange('1'));
    expect(await receive(message(body()))).toEqual(['m1']);
    expect(react).toHaveBeenCalledTimes(5);
  });

  test('has the same instant of receipt in every attempt', async () => {
    react.mockRejectedValueOnce(new ConcurrentChange('1'));
    await receive(message(body()));
    expect(react.mock.calls[1]?.[1]).toBe(react.mock.calls[0]?.[1]);
  });

  test('chooses its reaction by name and schema', async () => {
    const two = vi.fn(async () => {});
    vi.stubEnv('INBOX_URLS', urgentUrl);
    const handler = inboxHandler([on(arrived, react), on(arrivedTwo, two)], new SQSClient({}));
    await handler({ Records: [message(body({ schema: 2, data: { workOrder: 'w1' } }))] }, lambdaContext);
    expect(two).toHaveBeenCalledTimes(1);
    expect(react).not.toHaveBeenCalled();
  });
});

describe('what fails, and is never silently lost', () => {
  test.each([
    ['an event that nobody here knows', body({}, 'work-order.refused')],
    ['a schema that nobody here knows', body({ schema: 2 })],
    ['data that does not fit its definition', body({ data: { workOrderId: 7 } })],
    ['an envelope without an instant', body({ at: undefined })],
    ['an instant that is none', body({ at: 'yesterday' })],
    ['a body that is no event', '{}'],
    ['a body that is no JSON', 'hello'],
  ])('%s', async (_name, text) => {
    expect(await receive(message(text))).toEqual(['m1']);
    expect(react).not.toHaveBeenCalled();
  });

  test('one poison message does not touch its neighbours', async () => {
    react.mockImplementation(async ({ id }) => {
      if (id === 'bad') throw new TypeError('ours');
    });
    const batch = [
      message(body({ id: 'a' }), { id: 'm1' }),
      message(body({ id: 'bad' }), { id: 'm2' }),
      message('hello', { id: 'm3' }),
      message(body({ id: 'b' }), { id: 'm4' }),
    ];
    expect(await receive(...batch)).toEqual(['m2', 'm3']);
    expect(react.mock.calls.map(([{ id }]) => id)).toEqual(['a', 'bad', 'b']);
    expect(
      backOffs()
        .map(({ ReceiptHandle }) => ReceiptHandle)
        .sort(),
    ).toEqual(['handle of m2', 'handle of m3']);
  });

  test('what is logged names message and event, never the body', async () => {
    const data = { workOrderId: { phone: '13800138000' } };
    await receive(message('厨房 hello'), message(body({ data }), { id: 'm2' }));
    const [, known] = lines().filter((line) => line.message === 'event not taken');
    expect(known).toMatchObject({ messageId: 'm2', eventId: 'work-order.w1.000000000003' });
    expect(JSON.stringify(lines())).not.toMatch(/厨房|hello|13800138000/);
  });
});

describe('back-off', () => {
  test('doubles with each receipt, from 5 seconds to 15 minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(backOffSeconds)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('is set on the queue that the message came from', async () => {
    await receive(message('hello', { receives: 3, queue: 'urgent' }), message('hello', { receives: 1, queue: 'bulk' }));
    expect(backOffs()).toEqual([
      { QueueUrl: urgentUrl, ReceiptHandle: 'handle of m1', VisibilityTimeout: 20 },
      { QueueUrl: bulkUrl, ReceiptHandle: 'handle of m1', VisibilityTimeout: 5 },
    ]);
  });

  test('that cannot be set changes nothing in the answer', async () => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('no route'));
    expect(await receive(message('hello'), message(body(), { id: 'm2' }))).toEqual(['m1']);
  });
});

test('the record of an effect is one per consumer and event, and stays 30 days', () => {
  expect(inboxRecord('clocks', 'sla', 'request.r1.000000000001', '2026-11-25T02:00:00.000Z')).toEqual({
    Put: {
      TableName: 'clocks',
      Item: {
        pk: 'inbox#sla#request.r1.000000000001',
        sk: 'record',
        expiresAt: Date.parse('2026-12-25T02:00:00.000Z') / 1000,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });
});
