import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SQSEvent } from 'aws-lambda';

const bus = new EventBridgeClient();

/** Passes each event on to the bus, as a service does between two events. */
export async function handler({ Records }: SQSEvent): Promise<void> {
  const Entries = Records.map(({ body }) => ({
    EventBusName: process.env.BUS_NAME,
    Source: 'bare',
    DetailType: 'bare.second',
    Detail: JSON.stringify(JSON.parse(body).detail),
  }));
  const { FailedEntryCount } = await bus.send(new PutEventsCommand({ Entries }));
  if (FailedEntryCount) throw new Error(`${FailedEntryCount} entries refused`);
  console.log(`${Records.length} passed on`);
}
