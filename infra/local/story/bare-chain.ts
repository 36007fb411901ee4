import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { runCdk } from '../cdk.ts';
import { until } from './facts.ts';
import type { Stage } from './stage.ts';

const STACK = 'guanjia-bare-chain';
const SENDER = 'service@yunshan.example.com';
const acceptedSchema = z.object({ acceptedAt: z.number() });

/**
 * Sends as many events through the bare chain as the story had breaches, all at one instant.
 * @returns milliseconds from that instant to each acceptance
 */
export async function bareChainDelays(stage: Stage, count: number): Promise<number[]> {
  const { busName, acceptedUrl } = await deployed(stage);
  return run(stage, busName, acceptedUrl, count);
}

async function deployed(stage: Stage): Promise<{ busName: string; acceptedUrl: string }> {
  await runCdk(stage.connection, join(import.meta.dirname, '../bare-chain/app.ts'));
  const { Stacks = [] } = await new CloudFormationClient(stage.connection).send(
    new DescribeStacksCommand({ StackName: STACK }),
  );
  const outputs = Object.fromEntries((Stacks[0]?.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']));
  return { busName: outputs.BusName ?? '', acceptedUrl: outputs.AcceptedUrl ?? '' };
}

async function run(stage: Stage, busName: string, acceptedUrl: string, count: number): Promise<number[]> {
  const bus = new EventBridgeClient(stage.connection);
  const sqs = new SQSClient(stage.connection);
  const start = Date.now();
  const Detail = JSON.stringify({ from: SENDER, to: 'bare-chain@example.com' });
  for (let sent = 0; sent < count; sent += 10) {
    const Entries = Array.from({ length: Math.min(10, count - sent) }, () => ({
      EventBusName: busName,
      Source: 'bare',
      DetailType: 'bare.first',
      Detail,
    }));
    await bus.send(new PutEventsCommand({ Entries }));
  }
  const delays: number[] = [];
  await until(
    `裸链路的 ${count} 封邮件`,
    120_000,
    async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: acceptedUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        delays.push(acceptedSchema.parse(JSON.parse(Body)).acceptedAt - start);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: acceptedUrl, ReceiptHandle }));
      }
      return delays.length >= count ? delays : undefined;
    },
    0,
  );
  return delays;
}
