import { setTimeout as wait } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { until } from '../../../infra/local/story/facts.ts';
import type { Stage } from '../../../infra/local/story/stage.ts';
import { type InboxQueues, inboxesOf } from '../../../infra/operations/redrive.ts';

const RedriveSchema = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(z.looseObject({ maxReceiveCount: z.coerce.number() }));

export interface Tuning {
  /** How long a message whose function says nothing stays away. */
  readonly visibilitySeconds?: number;
  /** Receipts before a message is dead. */
  readonly maxReceives?: number;
  /** Messages per call of the function. */
  readonly batchSize?: number;
  /** Calls at the same time. */
  readonly concurrency?: number;
}

/** A service's inbox as an operator handles it: the queue, its dead letters, and the mapping to the function. */
export class Inbox {
  readonly name: string;
  readonly #queues: InboxQueues;
  readonly #mapping: string;
  readonly #sqs: SQSClient;
  readonly #lambda: LambdaClient;

  constructor(stage: Stage, queues: InboxQueues, mapping: string) {
    this.name = queues.name;
    this.#queues = queues;
    this.#mapping = mapping;
    this.#sqs = new SQSClient(stage.connection);
    this.#lambda = new LambdaClient(stage.connection);
  }

  /** Lets events pile up. */
  async hold(): Promise<void> {
    await this.#map({ Enabled: false });
  }

  async release(): Promise<void> {
    await this.#map({ Enabled: true });
  }

  /** @returns how to undo it */
  async tune({ visibilitySeconds, maxReceives, batchSize, concurrency }: Tuning): Promise<() => Promise<void>> {
    const { VisibilityTimeout = '', RedrivePolicy = '' } = await this.#attributes();
    const policy = RedriveSchema.parse(RedrivePolicy);
    await this.#set({
      VisibilityTimeout: String(visibilitySeconds ?? VisibilityTimeout),
      RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount: maxReceives ?? policy.maxReceiveCount }),
    });
    const { BatchSize, ScalingConfig } = await this.#lambda.send(
      new GetEventSourceMappingCommand({ UUID: this.#mapping }),
    );
    await this.#map({
      BatchSize: batchSize ?? BatchSize,
      ScalingConfig: { MaximumConcurrency: concurrency ?? ScalingConfig?.MaximumConcurrency },
    });
    return async () => {
      await this.#set({ VisibilityTimeout, RedrivePolicy });
      await this.#map({ BatchSize, ScalingConfig });
    };
  }

  /** Messages that wait, are being worked on, or wait for their next try. */
  async waiting(): Promise<number> {
    const attributes = await this.#attributes();
    return (
      Number(attributes.ApproximateNumberOfMessages) +
      Number(attributes.ApproximateNumberOfMessagesNotVisible) +
      Number(attributes.ApproximateNumberOfMessagesDelayed)
    );
  }

  /** Takes `count` bodies out of the queue that match, once they are there; others stay. Only while it is held. */
  async take(count: number, matches: (body: string) => boolean): Promise<string[]> {
    const taken: string[] = [];
    for (let tries = 0; taken.length < count; tries++) {
      if (tries > 200) throw new Error(`${this.name}: ${taken.length} of ${count} messages came`);
      const { Messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#queues.inbox, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
      );
      const wanted = Messages.filter(({ Body = '' }) => matches(Body));
      if (wanted.length > 0)
        await this.#sqs.send(
          new DeleteMessageBatchCommand({
            QueueUrl: this.#queues.inbox,
            Entries: wanted.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle })),
          }),
        );
      else await wait(100);
      taken.push(...wanted.map(({ Body = '' }) => Body));
    }
    return taken;
  }

  /** Waits until nothing is left of what it had to do. */
  async drained(): Promise<void> {
    await until(
      `nothing left in the inbox of ${this.name}`,
      60_000,
      async () => (await this.waiting()) === 0 || undefined,
      50,
    );
  }

  /** Waits until at least so many messages have piled up. */
  async filled(count: number): Promise<void> {
    await until(
      `${count} messages in the inbox of ${this.name}`,
      60_000,
      async () => (await this.waiting()) >= count || undefined,
      50,
    );
  }

  async purgeDeadLetters(): Promise<void> {
    await this.#sqs.send(new PurgeQueueCommand({ QueueUrl: this.#queues.deadLetters }));
  }

  async send(bodies: readonly string[]): Promise<void> {
    for (let from = 0; from < bodies.length; from += 10)
      await this.#sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: this.#queues.inbox,
          Entries: bodies.slice(from, from + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody })),
        }),
      );
  }

  async #attributes(): Promise<Partial<Record<string, string>>> {
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.#queues.inbox, AttributeNames: ['All'] }),
    );
    return Attributes;
  }

  async #set(Attributes: Record<string, string>): Promise<void> {
    await this.#sqs.send(new SetQueueAttributesCommand({ QueueUrl: this.#queues.inbox, Attributes }));
  }

  async #map(change: Omit<UpdateEventSourceMappingCommandInput, 'UUID'>): Promise<void> {
    await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID: this.#mapping, ...change }));
  }
}

/** The inboxes of all services. */
export async function inboxesOfStage(stage: Stage): Promise<Inbox[]> {
  const { EventSourceMappings = [] } = await new LambdaClient(stage.connection).send(
    new ListEventSourceMappingsCommand({}),
  );
  return inboxesOf(stage.outputs).map((queues) => {
    const queue = queues.inbox.split('/').at(-1);
    const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.split(':').at(-1) === queue);
    if (!mapping?.UUID) throw new Error(`nobody listens to ${queues.name}`);
    return new Inbox(stage, queues, mapping.UUID);
  });
}

/** How many messages lie in each dead-letter queue of the product, those of sweeps and streams among them. */
export async function deadLetters({ connection }: Stage): Promise<Record<string, number>> {
  const sqs = new SQSClient(connection);
  const counts: Record<string, number> = {};
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guanjia-' }));
  for (const QueueUrl of QueueUrls.filter((url) => /DeadLetters|Undelivered/.test(url))) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    counts[QueueUrl.split('/').at(-1) ?? ''] =
      Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
  }
  return counts;
}
