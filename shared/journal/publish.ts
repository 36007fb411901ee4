import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { count, log } from '../log/log.ts';
import { metricNames } from '../log/metric-names.ts';
import { isConditionFailure } from './errors.ts';

/** An event item as the relay reads it from the stream, or the sweep from the table. */
export const unsentEventSchema = z.object({
  pk: z.string(),
  sk: z.string().startsWith('event#'),
  id: z.string(),
  name: z.string(),
  at: z.string(),
  detail: z.string(),
});
export type UnsentEvent = z.infer<typeof unsentEventSchema>;

export interface PublishPorts {
  readonly doc: DynamoDBDocumentClient;
  readonly eventBridge: EventBridgeClient;
  readonly table: string;
  readonly bus: string;
  /** Name of the service; the event's source is `guanjia.<service>`. */
  readonly service: string;
}

/** PutEvents takes ten entries; our envelopes are small enough that ten fit in one call's bytes. */
const ENTRIES_PER_CALL = 10;
const MARKS_AT_ONCE = 10;
const QUICK_TRIES = 3;
const PARK_AFTER = 10;

/**
 * Puts events on the bus and removes their marks. What the bus refuses is tried twice more at once and then stays
 * owed: the next sweep sends it. A refusal of the entry itself counts towards parking, an outage of the bus does not.
 * Sending again is harmless: the id stays the same and consumers know it. Never throws: what fails is logged and owed.
 */
export async function publish(events: readonly UnsentEvent[], ports: PublishPorts): Promise<void> {
  const sent: UnsentEvent[] = [];
  for (let from = 0; from < events.length; from += ENTRIES_PER_CALL)
    sent.push(...(await send(events.slice(from, from + ENTRIES_PER_CALL), ports)));
  // Last, so that no event waits for another one's mark.
  for (let from = 0; from < sent.length; from += MARKS_AT_ONCE)
    await Promise.all(sent.slice(from, from + MARKS_AT_ONCE).map((event) => unmark(event, ports)));
}

/** @returns the events that are on the bus */
async function send(chunk: readonly UnsentEvent[], ports: PublishPorts): Promise<UnsentEvent[]> {
  const sent: UnsentEvent[] = [];
  let waiting = chunk;
  for (let tries = 1; ; tries++) {
    const refused = await put(waiting, ports);
    sent.push(...waiting.filter((event) => !refused.has(event)));
    waiting = [...refused.keys()];
    if (waiting.length === 0) return sent;
    if (tries === QUICK_TRIES) {
      for (const [event, code] of refused) await countRefusal(event, code, ports);
      return sent;
    }
    await sleep(50 * 2 ** tries);
  }
}

const OUTAGE = '';
const outageCodes = ['ThrottlingException', 'InternalFailure'];

/** @returns the entries that are not on the bus, with the bus's error code, or `OUTAGE` when it is not their fault */
async function put(events: readonly UnsentEvent[], { eventBridge, bus, service }: PublishPorts) {
  const refused = new Map<UnsentEvent, string>();
  const sendable = events.flatMap((event) => {
    const Detail = envelopeOf(event);
    if (Detail === undefined) refused.set(event, 'NoEnvelope');
    return Detail === undefined ? [] : [{ event, Detail }];
  });
  if (sendable.length === 0) return refused;
  try {
    const { Entries = [] } = await eventBridge.send(
      new PutEventsCommand({
        Entries: sendable.map(({ event, Detail }) => ({
          EventBusName: bus,
          Source: `guanjia.${service}`,
          DetailType: event.name,
          Detail,
        })),
      }),
    );
    for (const [n, { event }] of sendable.entries()) {
      const { EventId, ErrorCode = 'NoAnswer' } = Entries[n] ?? {};
      if (!EventId) refused.set(event, outageCodes.includes(ErrorCode) ? OUTAGE : ErrorCode);
    }
  } catch (error) {
    log.error('bus call failed', error, { events: sendable.length });
    for (const { event } of sendable) refused.set(event, OUTAGE);
  }
  log.info('events published', { sent: events.length - refused.size, refused: refused.size });
  return refused;
}

/** The envelope with its instant; `undefined` for an event that makes none, so that it cannot hold up the others. */
function envelopeOf({ detail, at }: UnsentEvent): string | undefined {
  try {
    return JSON.stringify({ ...JSON.parse(detail), at: new Date(at).toISOString() });
  } catch {
    return undefined;
  }
}

async function unmark({ pk, sk, id }: UnsentEvent, { doc, table }: PublishPorts): Promise<void> {
  try {
    await doc.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        UpdateExpression: 'REMOVE todoShard, todoAt, attempts',
        ConditionExpression: 'attribute_exists(pk)',
      }),
    );
  } catch (error) {
    log.error('mark not removed; the sweep will send again', error, { eventId: id });
  }
}

async function countRefusal(
  { pk, sk, id, name }: UnsentEvent,
  code: string,
  { doc, table }: PublishPorts,
): Promise<void> {
  log.warn('event still owed', { eventId: id, name, code });
  if (code === OUTAGE) return;
  const row = { TableName: table, Key: { pk, sk }, ConditionExpression: 'attribute_exists(todoShard)' };
  try {
    const { Attributes } = await doc.send(
      new UpdateCommand({
        ...row,
        UpdateExpression: 'ADD attempts :one',
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    if (Number(Attributes?.attempts) < PARK_AFTER) return;
    await doc.send(
      new UpdateCommand({
        ...row,
        UpdateExpression: 'SET parkedAt = :now REMOVE todoShard, todoAt',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
    count(metricNames.eventsParked);
    log.error('event parked', new Error(code), { eventId: id, pk, sk });
  } catch (error) {
    // A lost condition: somebody else has sent it meanwhile.
    if (!isConditionFailure(error)) log.error('refusal not counted', error, { eventId: id });
  }
}
