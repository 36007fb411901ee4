import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { todoShards } from '../../shared/journal/address.ts';
import { reread } from '../../shared/journal/sweep.ts';
import type { Timer } from '../../shared/timer/timer.ts';
import { clockRow } from './clock-row.ts';
import { lives } from './domain/clock.ts';
import { timerName, timerOf } from './use-cases/arm-clock.ts';

export interface RearmPorts {
  readonly doc: DynamoDBDocumentClient;
  readonly table: string;
  readonly timer: Timer;
  readonly company: string;
}

const AT_ONCE = 10;

/**
 * Gives every clock that lives a second timer, after an accident that ended the first ones. Writes nothing: two timers of
 * one clock carry the same steps, and the row takes each step once. Such a clock always owes something, so the
 * `todo` index lists them all.
 * @param suffix makes the executions' names new; a retry of one recovery uses the same one
 * @returns how many clocks it found
 */
export async function rearmClocks({ doc, table, timer, company }: RearmPorts, suffix: string): Promise<number> {
  let running = 0;
  for (const shard of todoShards) {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await doc.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'todo',
          KeyConditionExpression: 'todoShard = :shard',
          ExpressionAttributeValues: { ':shard': shard },
          Limit: 100,
          ExclusiveStartKey: from,
        }),
      );
      const keys = (page.Items ?? [])
        .map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
        .filter(({ sk }) => sk.startsWith('clock#'));
      const clocks = (await reread(doc, table, keys)).map(clockRow).filter(({ state }) => lives(state));
      for (let n = 0; n < clocks.length; n += AT_ONCE)
        await Promise.all(
          clocks
            .slice(n, n + AT_ONCE)
            .map((row) => timer.start(`${timerName(row.state)}-r${suffix}`, timerOf(row, company))),
        );
      running += clocks.length;
      from = page.LastEvaluatedKey;
    } while (from);
  }
  return running;
}
