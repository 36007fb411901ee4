import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { readEnv } from '../env.ts';
import { KeyTaken } from '../journal/errors.ts';
import { retrying } from '../journal/retrying.ts';
import { log } from '../log/log.ts';
import type { EventDefinition } from './define-event.ts';
import { type Envelope, envelopeSchema } from './envelope.ts';

/** How one service reacts to one event. Must be repeatable: the same event may come again, and late. */
export interface Reaction {
  readonly name: string;
  readonly schema: number;
  /**
   * @param now ISO instant by this function's own clock
   * @param receivedAt ISO instant at which a consumer first saw the event, by the queue's clock: it has surely passed,
   * even where the own clock is ahead of others
   */
  run(envelope: Envelope, now: string, receivedAt: string): Promise<void>;
}

/** Binds a reaction to an event of another service's contract; the data is parsed with that contract. */
export function on<Data extends z.ZodType>(
  definition: EventDefinition<string, Data>,
  react: (event: Envelope<z.output<Data>>, now: string, receivedAt: string) => Promise<void>,
): Reaction {
  return {
    name: definition.name,
    schema: definition.schema,
    run: ({ data, ...envelope }, now, receivedAt) =>
      react({ ...envelope, data: definition.data.parse(data) }, now, receivedAt),
  };
}

const busEventSchema = z.object({ 'detail-type': z.string(), detail: envelopeSchema });

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own error quotes the body, and no body may reach the log.
    throw new SyntaxError('body is not JSON');
  }
}

const firstReceived = ({ attributes }: SQSRecord): string =>
  new Date(Number(attributes.ApproximateFirstReceiveTimestamp)).toISOString();

/** 5 s, doubling with each receipt, at most 15 minutes: SQS itself has no back-off. */
export const backOffSeconds = (receiveCount: number): number => Math.min(5 * 2 ** (receiveCount - 1), 900);

/**
 * A service's inbox: runs the reaction to each event of a batch. What fails is received again later, alone; after the
 * queue's last try it lies in the dead-letter queue. An event that nobody here knows fails too: never silently lost.
 */
export function inboxHandler(reactions: readonly Reaction[], sqs = new SQSClient({ maxAttempts: 3 })) {
  const { INBOX_URLS } = readEnv(z.object({ INBOX_URLS: z.string() }));
  const urls = INBOX_URLS.split(',');
  const byName = new Map(reactions.map((reaction) => [`${reaction.name}@${reaction.schema}`, reaction]));

  async function take(
    { 'detail-type': name, detail }: z.infer<typeof busEventSchema>,
    receivedAt: string,
  ): Promise<void> {
    const reaction = byName.get(`${name}@${detail.schema}`);
    if (!reaction) throw new Error(`no reaction to ${name} schema ${detail.schema}`);
    const now = new Date().toISOString();
    await retrying(() => reaction.run({ ...detail, data: detail.data }, now, receivedAt)).catch((error: unknown) => {
      if (!(error instanceof KeyTaken)) throw error;
    });
    log.info('event taken', { name, eventId: detail.id, correlationId: detail.correlationId });
  }

  async function later(record: SQSRecord): Promise<void> {
    const queue = record.eventSourceARN.split(':').at(-1);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: urls.find((url) => url.split('/').at(-1) === queue),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: backOffSeconds(Number(record.attributes.ApproximateReceiveCount)),
      }),
    );
  }

  return middy(async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.all(
      Records.map(async (record) => {
        let eventId: string | undefined;
        try {
          const event = busEventSchema.parse(jsonOf(record.body));
          eventId = event.detail.id;
          await take(event, firstReceived(record));
          return [];
        } catch (error) {
          log.error('event not taken', error, { messageId: record.messageId, eventId });
          // Without the longer pause the queue's own visibility timeout still brings it back.
          await later(record).catch((failure: unknown) => log.error('no back-off', failure));
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    return { batchItemFailures: outcomes.flat() };
  });
}
