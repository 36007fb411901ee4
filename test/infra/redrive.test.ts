import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Outputs } from '../../infra/operations/outputs.ts';
import { inboxesOf, redrive, unpark } from '../../infra/operations/redrive.ts';
import { todoShard } from '../../shared/journal/address.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';

const sqs = mockClient(SQSClient);
const dynamo = mockClient(DynamoDBDocumentClient);
const queues = { name: 'sla', inbox: 'https://sqs/inbox', deadLetters: 'https://sqs/dead' };
const bodies = (count: number): string[] => Array.from({ length: count }, (_, n) => `{"n":${n},"text":"漏水"}`);

interface Entry {
  readonly Id: string;
  readonly MessageBody?: string;
  readonly ReceiptHandle?: string;
}
/** Two queues as far as the command uses them. */
let dead: string[];
let inbox: string[];
let refuse: { send: (body: string) => boolean; remove: (body: string) => boolean };

beforeEach(() => {
  sqs.reset();
  dynamo.reset();
  dead = [];
  inbox = [];
  refuse = { send: () => false, remove: () => false };
  const hidden = new Set<string>();
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: queues.deadLetters })
    .callsFake(() => ({ Attributes: { ApproximateNumberOfMessages: String(dead.length) } }));
  sqs.on(ReceiveMessageCommand, { QueueUrl: queues.deadLetters }).callsFake(({ MaxNumberOfMessages }) => {
    const visible = dead.filter((body) => !hidden.has(body)).slice(0, MaxNumberOfMessages);
    for (const body of visible) hidden.add(body);
    return visible.length === 0 ? {} : { Messages: visible.map((Body) => ({ Body, ReceiptHandle: Body })) };
  });
  sqs.on(SendMessageBatchCommand, { QueueUrl: queues.inbox }).callsFake(({ Entries }) => {
    const sent = Entries.filter(({ MessageBody = '' }: Entry) => !refuse.send(MessageBody));
    inbox.push(...sent.map(({ MessageBody = '' }: Entry) => MessageBody));
    return { Successful: sent.map(({ Id }: Entry) => ({ Id })) };
  });
  sqs.on(DeleteMessageBatchCommand, { QueueUrl: queues.deadLetters }).callsFake(({ Entries }) => {
    const gone: Entry[] = Entries.filter(({ ReceiptHandle = '' }: Entry) => !refuse.remove(ReceiptHandle));
    dead = dead.filter((body) => !gone.some(({ ReceiptHandle }) => ReceiptHandle === body));
    return { Successful: gone.map(({ Id }) => ({ Id })) };
  });
});

describe('dead letters', () => {
  test('all go back as they are, ten at a time', async () => {
    dead = bodies(23);
    expect(await redrive(new SQSClient({}), queues)).toEqual({ found: 23, moved: 23, failed: 0 });
    expect(inbox).toEqual(bodies(23));
    expect(dead).toEqual([]);
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(3);
  });

  test('are sent before they are deleted', async () => {
    dead = bodies(1);
    await redrive(new SQSClient({}), queues);
    const names = sqs.calls().map(({ args }) => args[0].constructor.name);
    expect(names.slice(-2)).toEqual(['SendMessageBatchCommand', 'DeleteMessageBatchCommand']);
  });

  test('that cannot be sent stay, and do not hold up the others', async () => {
    dead = bodies(12);
    refuse.send = (body) => body.includes('"n":3,');
    expect(await redrive(new SQSClient({}), queues)).toEqual({ found: 12, moved: 11, failed: 1 });
    expect(dead).toEqual([bodies(12)[3]]);
    expect(inbox).not.toContain(bodies(12)[3]);
  });

  test('none of which can be sent: nothing is deleted, and it ends', async () => {
    dead = bodies(3);
    refuse.send = () => true;
    expect(await redrive(new SQSClient({}), queues)).toEqual({ found: 3, moved: 0, failed: 3 });
    expect(sqs.commandCalls(DeleteMessageBatchCommand)).toEqual([]);
  });

  test('that were sent but not deleted are not called moved', async () => {
    dead = bodies(2);
    refuse.remove = (body) => body === bodies(2)[0];
    expect(await redrive(new SQSClient({}), queues)).toEqual({ found: 2, moved: 1, failed: 1 });
  });

  test('that arrive meanwhile wait for the next run', async () => {
    dead = bodies(5);
    sqs
      .on(GetQueueAttributesCommand, { QueueUrl: queues.deadLetters })
      .resolves({ Attributes: { ApproximateNumberOfMessages: '3' } });
    expect(await redrive(new SQSClient({}), queues)).toEqual({ found: 3, moved: 3, failed: 0 });
    expect(dead).toHaveLength(2);
  });

  test('counted too high by SQS do not keep it waiting', async () => {
    dead = bodies(2);
    sqs
      .on(GetQueueAttributesCommand, { QueueUrl: queues.deadLetters })
      .resolves({ Attributes: { ApproximateNumberOfMessages: '5' } });
    expect(await redrive(new SQSClient({}), queues)).toEqual({ found: 5, moved: 2, failed: 0 });
  });
});

describe('which queues', () => {
  const outputs: Outputs = {
    platform: { ApiUrl: 'https://api' },
    directory: { TableName: 't' },
    intake: { InboxUrl: 'i', DeadLetterUrl: 'id' },
    dispatch: { InboxUrl: 'd', DeadLetterUrl: 'dd' },
    sla: { InboxUrl: 's', DeadLetterUrl: 'sd' },
    notification: { UrgentInboxUrl: 'nu', UrgentDeadLetterUrl: 'nud', BulkInboxUrl: 'nb', BulkDeadLetterUrl: 'nbd' },
  };

  test('all inboxes that the stacks name, each with its own dead letters', () => {
    expect(inboxesOf(outputs)).toEqual([
      { name: 'intake', inbox: 'i', deadLetters: 'id' },
      { name: 'dispatch', inbox: 'd', deadLetters: 'dd' },
      { name: 'sla', inbox: 's', deadLetters: 'sd' },
      { name: 'notification Urgent', inbox: 'nu', deadLetters: 'nud' },
      { name: 'notification Bulk', inbox: 'nb', deadLetters: 'nbd' },
    ]);
  });

  test('those of one service; none where there is no inbox', () => {
    expect(inboxesOf(outputs, 'notification').map(({ inbox: url }) => url)).toEqual(['nu', 'nb']);
    expect(inboxesOf(outputs, 'directory')).toEqual([]);
  });
});

describe('a parked event', () => {
  const key = { pk: 'request#r1', sk: 'event#000000000001' };
  const now = '2026-11-25T02:00:00.000Z';

  test('is owed again, from its first attempt on', async () => {
    dynamo.on(UpdateCommand).resolves({});
    expect(await unpark(documentClient(), 'requests', key, now)).toBe(true);
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'requests',
      Key: key,
      UpdateExpression: 'SET todoShard = :shard, todoAt = :now REMOVE parkedAt, attempts',
      ConditionExpression: 'attribute_exists(parkedAt)',
      ExpressionAttributeValues: { ':shard': todoShard('request#r1'), ':now': now },
    });
  });

  test('that is not parked is left alone', async () => {
    dynamo.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: '', $metadata: {} }));
    expect(await unpark(documentClient(), 'requests', key, now)).toBe(false);
  });

  test('that cannot be reached is an error', async () => {
    dynamo.on(UpdateCommand).rejects(new Error('no such table'));
    await expect(unpark(documentClient(), 'requests', key, now)).rejects.toThrow('no such table');
  });
});
