import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { count, log } from '../log/log.ts';
import { metricNames } from '../log/metric-names.ts';
import { todoShards } from './address.ts';
import { type PublishPorts, publish, type UnsentEvent, unsentEventSchema } from './publish.ts';

/** A row with something owed, read consistently. */
export type OwedRow = Record<string, unknown> & { readonly pk: string; readonly sk: string; readonly todoAt: string };

/** Does what a state item owes. Repeatable; throws to be called again at the next sweep. */
export type Settle = (row: OwedRow, now: string) => Promise<void>;

/** The relay needs a moment; younger events are its business. */
const RELAY_MS = 15_000;
const PAGE = 100;
const TIME_LEFT_MS = 10_000;
const AT_ONCE = 10;

/**
 * Every minute: reads what is due in the `todo` index, re-reads the rows consistently (the index may be stale) and
 * does it. It makes true what the quick paths missed.
 * @param settle what a service's own state items owe; events are sent here
 */
export function sweepHandler(ports: PublishPorts, settle?: Settle) {
  return middy(async (_event: unknown, context: Context): Promise<void> => {
    const now = new Date();
    let oldestSeconds = 0;
    let settled = 0;
    for (const shard of todoShards) {
      let from: Record<string, unknown> | undefined;
      do {
        const page = await owed(ports, shard, now.toISOString(), from);
        from = page.next;
        const rows = await reread(ports.doc, ports.table, page.keys);
        const events = rows
          .filter(({ sk }) => sk.startsWith('event#'))
          .filter(({ todoAt }) => Date.parse(todoAt) <= now.getTime() - RELAY_MS)
          .map((row): UnsentEvent => unsentEventSchema.parse(row));
        for (const { at } of events) oldestSeconds = Math.max(oldestSeconds, (now.getTime() - Date.parse(at)) / 1000);
        await publish(events, ports);
        const states = rows.filter(({ sk }) => !sk.startsWith('event#'));
        for (let n = 0; n < states.length; n += AT_ONCE)
          await Promise.all(states.slice(n, n + AT_ONCE).map((row) => settleOne(row, now.toISOString(), settle)));
        settled += events.length + states.length;
      } while (from && context.getRemainingTimeInMillis() > TIME_LEFT_MS);
    }
    count(metricNames.oldestUnsentSeconds, oldestSeconds);
    log.info('swept', { settled });
  });
}

async function settleOne(row: OwedRow, now: string, settle: Settle | undefined): Promise<void> {
  try {
    await settle?.(row, now);
  } catch (error) {
    count(metricNames.sweepFailures);
    log.error('row still owed', error, { pk: row.pk, sk: row.sk });
  }
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

/** The rows as they stand now; one whose mark has gone owes nothing. */
export async function reread(
  doc: DynamoDBDocumentClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<OwedRow[]> {
  const rows: OwedRow[] = [];
  let request: Record<string, unknown>[] = [...keys];
  while (request.length > 0) {
    const { Responses, UnprocessedKeys } = await doc.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: request, ConsistentRead: true } } }),
    );
    for (const { pk, sk, todoAt, ...rest } of Responses?.[table] ?? [])
      if (typeof todoAt === 'string') rows.push({ ...rest, pk, sk, todoAt });
    request = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return rows;
}
