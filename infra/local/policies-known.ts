import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { todoShards } from '../../shared/journal/address.ts';
import { output } from '../operations/outputs.ts';
import type { Cloud } from './cloud.ts';

/** Long enough for a sweep to send what the relay missed. */
const limitMs = 90_000;

/**
 * Waits until intake has heard of every policy and calendar that sla has published: before that it refuses reports, or
 * promises by the general policy where a community has its own.
 */
export async function untilPoliciesAreKnown({ connection, outputs }: Cloud): Promise<void> {
  const dynamo = new DynamoDBClient(connection);
  const sqs = new SQSClient(connection);
  const TableName = output(outputs, 'sla', 'TableName');
  const QueueUrl = output(outputs, 'intake', 'InboxUrl');
  const unsent = async () => {
    const pages = await Promise.all(todoShards.map((shard) => dynamo.send(dueIn(shard))));
    return pages.some(({ Items = [] }) => Items.some(({ sk }) => sk?.S?.startsWith('event#')));
  };
  const dueIn = (shard: string) =>
    new QueryCommand({
      TableName,
      IndexName: 'todo',
      KeyConditionExpression: 'todoShard = :shard',
      ExpressionAttributeValues: { ':shard': { S: shard } },
    });
  const unheard = async () => {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible) > 0;
  };
  for (let waited = 0; (await unsent()) || (await unheard()); waited += 100) {
    if (waited > limitMs)
      throw new Error('时限规则未能送达受理服务。 The policies did not reach intake: see the logs of its functions.');
    await wait(100);
  }
}
