import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { count, log } from '../log/log.ts';
import { metricNames } from '../log/metric-names.ts';
import { todoShards } from './address.ts';
import { getBatch } from './dynamo.ts';
import { type PublishPorts, publish, type UnsentEvent, unsentEventSchema } from './publish.ts';

/** A row with something owed, read consistently. */
export type OwedRow = Record<string, unknown> & { readonly pk: string; readonly sk: string; readonly todoAt: string };

/** Does what a state item owes. Repeatable; throws to be called again at the next sweep. */
export type Settle = (row: OwedRow, now: string) => Promise<void>;

/** The relay needs a moment; younger events are its business. */
const RELAY_MS = 15_000;
const PAGE = 100;
const TIME_LEFT_MS = 10_000;
/** Rows settled side by side in each shard. */
const AT_ONCE = 5;

interface Sweep {
  readonly ports: PublishPorts;
  readonly settle: Settle | undefined;
  readonly now: Date;
  hasTime(): boolean;
}

/** What the scheduler sends; a call by hand carries no instant. */
const scheduledSchema = z.object({ time: z.iso.datetime({ offset: true }).optional() });

/**
 * Every minute: reads what is due in the `todo` index, re-reads the rows consistently (the index may be stale) and
 * does it. It makes true what the quick paths missed. The shards run side by side, so that rows which take long (their
 * dependency is down) cannot keep another shard waiting.
 * Its instant is the scheduler's, not the function's own: a server whose clock is ahead must not call anybody late.
 * @param settle what a service's own state items owe; events are sent here
 */
export function sweepHandler(ports: PublishPorts, settle?: Settle) {
  return middy(async (event: unknown, context: Context): Promise<void> => {
    const { time } = scheduledSchema.parse(event);
    const hasTime = () => context.getRemainingTimeInMillis() > TIME_LEFT_MS;
    const sweep: Sweep = { ports, settle, now: time ? new Date(time) : new Date(), hasTime };
    const shards = await Promise.allSettled(todoShards.map((shard) => sweepShard(shard, sweep)));
    const ages = shards.flatMap((shard) => (shard.status === 'fulfilled' ? shard.value : []));
    count(metricNames.oldestUnsentSeconds, Math.max(0, ...ages));
    log.info('swept', { shards: ages.length });
    for (const shard of shards) if (shard.status === 'rejected') throw shard.reason;
  });
}

/** @returns age in seconds of the oldest event that was still unsent */
async function sweepShard(shard: string, { ports, settle, now, hasTime }: Sweep): Promise<number> {
  let oldestSeconds = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await owed(ports, shard, now.toISOString(), from);
    from = page.next;
    const rows = (await reread(ports.doc, ports.table, page.keys)).filter((row) => row.todoAt <= now.toISOString());
    const events = rows.filter(isEvent).flatMap((row) => unsent(row, now));
    for (const { at } of events) oldestSeconds = Math.max(oldestSeconds, (now.getTime() - Date.parse(at)) / 1000);
    await publish(events, ports);
    const states = rows.filter((row) => !isEvent(row));
    for (let n = 0; n < states.length && hasTime(); n += AT_ONCE)
      await Promise.all(states.slice(n, n + AT_ONCE).map((row) => settleOne(row, now.toISOString(), settle)));
  } while (from && hasTime());
  return oldestSeconds;
}

const isEvent = ({ sk }: OwedRow): boolean => sk.startsWith('event#');

function unsent(row: OwedRow, now: Date): UnsentEvent[] {
  if (Date.parse(row.todoAt) > now.getTime() - RELAY_MS) return [];
  const event = unsentEventSchema.safeParse(row);
  if (!event.success) stillOwed(row, event.error);
  return event.success ? [event.data] : [];
}

async function settleOne(row: OwedRow, now: string, settle: Settle | undefined): Promise<void> {
  try {
    await settle?.(row, now);
  } catch (error) {
    stillOwed(row, error);
  }
}

function stillOwed({ pk, sk }: OwedRow, error: unknown): void {
  count(metricNames.sweepFailures);
  log.error('row still owed', error, { pk, sk });
}

async function owed({ doc, table }: PublishPorts, shard: string, until: string, from?: Record<string, unknown>) {
  const { Items = [], LastEvaluatedKey } = await doc.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'todo',
      KeyConditionExpression: 'todoShard = :shard AND todoAt <= :until',
      ExpressionAttributeValues: { ':shard': shard, ':until': until },
      Limit: PAGE,
      ExclusiveStartKey: from,
    }),
  );
  return { keys: Items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })), next: LastEvaluatedKey };
}

const markedSchema = z.looseObject({ pk: z.string(), sk: z.string(), todoAt: z.string() });

/**
 * The rows as they stand now; one whose mark has gone owes nothing.
 * @throws Error when DynamoDB does not give them all
 */
export async function reread(
  doc: DynamoDBDocumentClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<OwedRow[]> {
  const rows = await getBatch(doc, table, keys, { consistent: true });
  return rows.flatMap((row) => markedSchema.safeParse(row).data ?? []);
}
