import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { todoShard } from '../../shared/journal/address.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { isConditionFailure } from '../../shared/journal/errors.ts';
import { connectionOf } from './connection-of.ts';
import { type Outputs, output, type Part, parts, readOutputs } from './outputs.ts';

/** An inbox and the queue where its undeliverable messages wait. */
export interface InboxQueues {
  /** Like `notification Urgent`. */
  readonly name: string;
  readonly inbox: string;
  readonly deadLetters: string;
}

/** The inboxes of all services, or of one. */
export function inboxesOf(outputs: Outputs, service?: Part): InboxQueues[] {
  return parts
    .filter((part) => service === undefined || part === service)
    .flatMap((part) =>
      Object.keys(outputs[part]).flatMap((key) => {
        const prefix = /^(.*)DeadLetterUrl$/.exec(key)?.[1];
        if (prefix === undefined) return [];
        const inbox = output(outputs, part, `${prefix}InboxUrl`);
        return [{ name: `${part} ${prefix}`.trim(), inbox, deadLetters: output(outputs, part, key) }];
      }),
    );
}

export interface Redriven {
  /** Messages that were there at the start, as far as SQS knew. */
  readonly found: number;
  /** Messages that are in the inbox again. */
  readonly moved: number;
  /** Messages that could not be sent, or not be deleted after it; they come back to the dead letters by themselves. */
  readonly failed: number;
}

const AT_ONCE = 10;
const HIDDEN_SECONDS = 60;

/**
 * Moves dead letters back to their inbox with their body as it is: sent first, deleted then, so that none is lost. One
 * that is moved twice does no harm: consumers know the event's id. Never more than were there at the start, so what
 * fails again cannot go round and round. (SQS has a task for this, but not in every partition.)
 */
export async function redrive(sqs: SQSClient, { inbox, deadLetters }: InboxQueues): Promise<Redriven> {
  const found = await countMessages(sqs, deadLetters);
  let moved = 0;
  let failed = 0;
  while (moved + failed < found) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetters,
        MaxNumberOfMessages: Math.min(AT_ONCE, found - moved - failed),
        WaitTimeSeconds: 2,
        VisibilityTimeout: HIDDEN_SECONDS,
      }),
    );
    if (Messages.length === 0) break;
    const { Successful: sent = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: inbox,
        Entries: Messages.map(({ Body }, n) => ({ Id: String(n), MessageBody: Body })),
      }),
    );
    const { Successful: deleted = [] } =
      sent.length === 0
        ? {}
        : await sqs.send(
            new DeleteMessageBatchCommand({
              QueueUrl: deadLetters,
              Entries: sent.map(({ Id }) => ({ Id, ReceiptHandle: Messages[Number(Id)]?.ReceiptHandle })),
            }),
          );
    moved += deleted.length;
    failed += Messages.length - deleted.length;
  }
  return { found, moved, failed };
}

async function countMessages(sqs: SQSClient, queue: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

/**
 * Makes a parked event owed again: the next sweep sends it. Its key is in the log line `event parked` of relay or sweep.
 * @returns false when it is not parked
 */
export async function unpark(
  doc: DynamoDBDocumentClient,
  table: string,
  key: { readonly pk: string; readonly sk: string },
  now: string,
): Promise<boolean> {
  try {
    await doc.send(
      new UpdateCommand({
        TableName: table,
        Key: key,
        UpdateExpression: 'SET todoShard = :shard, todoAt = :now REMOVE parkedAt, attempts',
        ConditionExpression: 'attribute_exists(parkedAt)',
        ExpressionAttributeValues: { ':shard': todoShard(key.pk), ':now': now },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

const usage = `npm run redrive -- --company NAME [--service NAME]
npm run redrive -- --company NAME --service NAME --event PK SK`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      company: { type: 'string', default: 'demo' },
      service: { type: 'string' },
      event: { type: 'string' },
    },
  });
  const service = parts.find((part) => part === values.service);
  if (values.service !== undefined && service === undefined)
    throw new Error(`No service ${values.service}. There are: ${parts.join(', ')}`);
  const connection = connectionOf(values.company);
  const outputs = await readOutputs(connection, values.company);

  if (values.event !== undefined) {
    const [sk] = positionals;
    if (service === undefined || sk === undefined) throw new Error(usage);
    const table = output(outputs, service, 'TableName');
    const doc = documentClient(new DynamoDBClient(connection));
    const done = await unpark(doc, table, { pk: values.event, sk }, new Date().toISOString());
    console.log(done ? 'The event is owed again; the next sweep sends it.' : 'No parked event has this key.');
    if (!done) process.exitCode = 1;
    return;
  }

  const sqs = new SQSClient(connection);
  for (const queues of inboxesOf(outputs, service)) {
    const { found, moved, failed } = await redrive(sqs, queues);
    console.log(`${queues.name}: ${found} dead letters, ${moved} moved back, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  }
}

if (import.meta.main) await main();
