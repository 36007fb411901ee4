import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Service } from '../../../infra/functions.ts';
import { until } from '../../../infra/local/story/facts.ts';
import type { Stage } from '../../../infra/local/story/stage.ts';
import { output } from '../../../infra/operations/outputs.ts';
import { todoShards } from '../../../shared/journal/address.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { sweep } from './functions.ts';
import type { Inbox } from './inboxes.ts';

const RowSchema = z.looseObject({ pk: z.string(), sk: z.string() });

/** One item of a service's table. */
export type Row = z.infer<typeof RowSchema>;

/** The services that have a journal which tests fill. */
export const journalled: readonly Service[] = ['intake', 'dispatch', 'sla', 'notification'];

/** Everything in a service's table; that of the directory's people is its second one. */
export async function rowsOf(stage: Stage, service: Service, table = 'TableName'): Promise<Row[]> {
  const client = documentClient(new DynamoDBClient(stage.connection));
  const rows: Row[] = [];
  for await (const { Items } of paginateScan({ client }, { TableName: output(stage.outputs, service, table) }))
    rows.push(...z.array(RowSchema).parse(Items ?? []));
  return rows;
}

export const isEvent = ({ sk }: Row): boolean => sk.startsWith('event#');

const VERSION_DIGITS = 12;

/**
 * What is wrong with the journal of a table: an aggregate whose events do not count 1, 2, 3 … up to its state's version.
 * @returns one line each
 */
export function brokenJournals(rows: readonly Row[]): string[] {
  const versions = new Map(rows.map(({ pk, sk, version }) => [`${pk} ${sk}`, version]));
  const chains = Map.groupBy(rows.filter(isEvent), ({ pk, sk }) => `${pk} ${sk.slice(0, -VERSION_DIGITS)}`);
  return [...chains].flatMap(([chain, events]) => {
    const [pk = '', prefix = ''] = chain.split(' ');
    const state = `${pk} ${prefix === 'event#' ? 'state' : prefix.slice('event#'.length, -1)}`;
    const told = events.map(({ sk }) => Number(sk.slice(-VERSION_DIGITS))).toSorted((a, b) => a - b);
    const whole = told.every((version, n) => version === n + 1) && versions.get(state) === told.length;
    return whole ? [] : [`${chain}: events ${told.join(' ')}, state ${versions.get(state)}`];
  });
}

/** What services still owe: unsent events, messages under way, and whatever is due by now. */
async function owed(stage: Stage): Promise<Row[]> {
  const client = documentClient(new DynamoDBClient(stage.connection));
  const now = new Date().toISOString();
  // A claim ends within a minute; what waits longer waits for the end of the quiet hours.
  const soon = new Date(Date.now() + 120_000).toISOString();
  const rows: Row[] = [];
  for (const service of journalled)
    for (const shard of todoShards) {
      const query = {
        TableName: output(stage.outputs, service, 'TableName'),
        IndexName: 'todo',
        KeyConditionExpression: 'todoShard = :shard',
        ExpressionAttributeValues: { ':shard': shard },
      };
      for await (const { Items } of paginateQuery({ client }, query))
        rows.push(...z.array(RowSchema).parse(Items ?? []));
    }
  const due = rows.filter(({ sk, todoAt }) => String(todoAt) <= (/^(event|message|notice)#/.test(sk) ? soon : now));
  if (!due.some(({ pk }) => pk.startsWith('work-order#'))) return due;
  // Work for which nobody is on duty waits for somebody who comes, however long.
  const free = (await rowsOf(stage, 'dispatch')).filter(({ sk, status }) => sk === 'state' && status === 'unassigned');
  const waiting = new Set(free.map(({ pk }) => pk));
  return due.filter(({ pk }) => !waiting.has(pk));
}

/** Waits until nothing is under way and nothing is owed any more; calls the sweeps, which else come every minute. */
export async function untilSettled(stage: Stage, inboxes: readonly Inbox[], limitMs = 120_000): Promise<void> {
  let open: string[] = [];
  await until(
    'nothing owed any more',
    limitMs,
    async () => {
      const waiting = await Promise.all(inboxes.map((inbox) => inbox.waiting()));
      const rows = await owed(stage);
      open = [
        ...rows.map(({ pk, sk, todoAt }) => `${pk} ${sk} ${todoAt}`),
        ...inboxes.flatMap(({ name }, n) => (waiting[n] ? [`${waiting[n]} messages to ${name}`] : [])),
      ];
      if (rows.length === 0 && waiting.every((count) => count === 0)) return true;
      if (rows.length > 0) await sweep(stage, ...journalled);
      return undefined;
    },
    1000,
  ).catch((error: unknown) => {
    throw new Error(`still owed:\n${open.join('\n')}`, { cause: error });
  });
}
