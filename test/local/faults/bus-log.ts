import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Stage } from '../../../infra/local/story/stage.ts';
import { output } from '../../../infra/operations/outputs.ts';
import { envelopeSchema } from '../../../shared/events/envelope.ts';

const BusEventSchema = z.object({ 'detail-type': z.string(), detail: envelopeSchema });

/** An event as it was on the bus. */
export interface BusEvent {
  readonly name: string;
  readonly id: string;
  /** All of it, as a target of the bus receives it. */
  readonly body: string;
}

/** Somebody else who listens to the bus: notes every event as often as it is published. */
export interface BusLog {
  /** All so far. */
  events(): Promise<readonly BusEvent[]>;
  stop(): Promise<void>;
}

export async function listenToBus(stage: Stage): Promise<BusLog> {
  const bus = new EventBridgeClient(stage.connection);
  const sqs = new SQSClient(stage.connection);
  const EventBusName = output(stage.outputs, 'platform', 'BusName');
  const Name = `probe-${randomUUID()}`;
  const { RuleArn } = await bus.send(
    new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify({ source: [{ prefix: 'guanjia.' }] }) }),
  );
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    ],
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: Name, Attributes: { Policy } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await bus.send(
    new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [{ Id: 'log', Arn: Attributes?.QueueArn }] }),
  );
  const seen: BusEvent[] = [];
  return {
    events: async () => {
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return seen;
        for (const { Body = '' } of Messages) {
          const { 'detail-type': name, detail } = BusEventSchema.parse(JSON.parse(Body));
          seen.push({ name, id: detail.id, body: Body });
        }
        const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    stop: async () => {
      await bus.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: ['log'] }));
      await bus.send(new DeleteRuleCommand({ Name, EventBusName }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
