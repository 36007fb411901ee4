import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod';
import { readEnv } from '../env.ts';
import { log } from '../log/log.ts';
import { documentClient } from './dynamo.ts';
import { type PublishPorts, publish, unsentEventSchema } from './publish.ts';

/** What relay and sweep of a service need to publish its events, from the function's environment. */
export function publishPorts(service: string): PublishPorts {
  const env = readEnv(z.object({ TABLE_NAME: z.string(), BUS_NAME: z.string() }));
  return {
    doc: documentClient(),
    eventBridge: new EventBridgeClient({ maxAttempts: 2 }),
    table: env.TABLE_NAME,
    bus: env.BUS_NAME,
    service,
  };
}

/**
 * The fast path from the table's stream to the bus. It never throws: a stream that repeats a batch for ever would hold
 * up everything behind it, and what is not sent here is still owed in the `todo` index.
 */
export function relayHandler(ports: PublishPorts) {
  return middy(async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
    const events = Records.flatMap(({ dynamodb }) => {
      // The two packages type the same wire shape apart.
      const image = dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
      const parsed = unsentEventSchema.safeParse(image && unmarshall(image));
      if (!parsed.success) log.warn('not an event', { sk: dynamodb?.Keys?.sk?.S });
      return parsed.success ? [parsed.data] : [];
    });
    await publish(events, ports);
  });
}
