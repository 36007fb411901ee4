import { Duration, Validations } from 'aws-cdk-lib';
import { type EventPattern, type IEventBusRef, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetters } from './dead-letters.ts';
import type { HouseFunction } from './house-function.ts';

/** Receipts before a message is dead: with the consumer's doubling pause about ten minutes. */
const MAX_RECEIPTS = 8;

export interface InboxProps {
  readonly bus: IEventBusRef;
  /** Batches in work at the same time; AWS takes 2 and more. */
  readonly maxConcurrency: number;
}

/** Where a service receives the events that it listens to: rules of the bus → queue → function. */
export class Inbox extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetters;
  readonly #props: InboxProps;

  constructor(scope: Construct, id: string, props: InboxProps) {
    super(scope, id);
    this.#props = props;
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      retentionPeriod: Duration.days(4),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the consumer's 30 s: a message in work is not received a second time.
      visibilityTimeout: Duration.seconds(180),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIPTS },
    });
  }

  /** Takes the events of these names from the bus. */
  take(id: string, names: readonly string[], detail?: EventPattern['detail']): void {
    new Rule(this, id, {
      eventBus: this.#props.bus,
      eventPattern: { source: Match.prefix('guanjia.'), detailType: [...names], ...(detail && { detail }) },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });
  }

  deliverTo({ lambda }: HouseFunction): void {
    const { maxConcurrency } = this.#props;
    lambda.addEventSource(new SqsEventSource(this.queue, { reportBatchItemFailures: true, maxConcurrency }));
    Validations.of(lambda).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A queue has no failure destination; what fails goes to its own dead-letter queue.',
    });
  }
}
