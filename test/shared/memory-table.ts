import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { cancelled } from './journal/cancelled.ts';

export type Row = Record<string, unknown>;

interface Write {
  readonly Item?: Row;
  readonly deletes?: boolean;
  readonly Key?: Row;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Row;
}

interface Query {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeValues: Row;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Row;
}

const keyOf = (key: Row | undefined): string => `${key?.pk}\n${key?.sk}`;

/**
 * One DynamoDB table in memory, for tests that judge rows rather than calls. It understands the expressions that the
 * services use and fails loudly on any other. Writes are atomic; conflicts and throttling come from `failNextWrites`.
 */
export function memoryTable() {
  const dynamo = mockClient(DynamoDBDocumentClient);
  const rows = new Map<string, Row>();
  let failures: Error[] = [];

  const holds = (write: Write): boolean =>
    condition(write.ConditionExpression, rows.get(keyOf(write.Item ?? write.Key)) ?? {}, write);

  function apply(write: Write): void {
    const key = write.Item ?? write.Key ?? {};
    if (write.deletes) rows.delete(keyOf(key));
    else if (write.Item) rows.set(keyOf(key), structuredClone(write.Item));
    else if (write.UpdateExpression) rows.set(keyOf(key), updated({ ...key, ...rows.get(keyOf(key)) }, write));
  }

  function single(write: Write): void {
    if (!holds(write)) throw new ConditionalCheckFailedException({ message: 'condition', $metadata: {} });
    apply(write);
  }

  /** Every command answered again, and no row. */
  function reset(): void {
    dynamo.reset();
    rows.clear();
    failures = [];
    dynamo.on(GetCommand).callsFake(async ({ Key }) => ({ Item: structuredClone(rows.get(keyOf(Key))) }));
    dynamo
      .on(BatchGetCommand)
      .callsFake(async ({ RequestItems }: { RequestItems: Record<string, { Keys: Row[] }> }) => ({
        Responses: Object.fromEntries(
          Object.entries(RequestItems).map(([table, { Keys }]) => [
            table,
            Keys.flatMap((key) => structuredClone(rows.get(keyOf(key))) ?? []),
          ]),
        ),
      }));
    dynamo.on(QueryCommand).callsFake(async (query: Query) => queried([...rows.values()], query));
    dynamo.on(PutCommand).callsFake(async (write: Write) => {
      single(write);
      return {};
    });
    dynamo.on(UpdateCommand).callsFake(async (write: Write) => {
      single(write);
      return { Attributes: structuredClone(rows.get(keyOf(write.Key))) };
    });
    dynamo.on(TransactWriteCommand).callsFake(async ({ TransactItems }: { TransactItems: Record<string, Write>[] }) => {
      const failure = failures.shift();
      if (failure) throw failure;
      const writes = TransactItems.flatMap((item) =>
        Object.entries(item).map(([kind, write]): Write => ({ ...write, deletes: kind === 'Delete' })),
      );
      const keys = writes.map((write) => keyOf(write.Item ?? write.Key));
      if (new Set(keys).size < keys.length) throw new Error('a transaction names an item twice');
      const held = writes.map(holds);
      if (held.includes(false)) throw cancelled(...held.map((good) => (good ? 'None' : 'ConditionalCheckFailed')));
      writes.forEach(apply);
      return {};
    });
  }

  /** The transactions to come fail like this, one after another; then they are written again. */
  function failNextWrites(...errors: readonly Error[]): void {
    failures.push(...errors);
  }

  reset();
  return { dynamo, rows, reset, failNextWrites };
}

/** Key attributes of the table and of its sparse indexes, which project nothing else. */
const keysOf: Readonly<Record<string, readonly [partition: string, sort: string]>> = {
  table: ['pk', 'sk'],
  list: ['listKey', 'listAt'],
};

/** One page of a query. Like DynamoDB it refuses a start outside of what is asked for, and bounds the wrong way round. */
function queried(rows: readonly Row[], query: Query): { Items: Row[]; LastEvaluatedKey?: Row } {
  const { IndexName = 'table', ExpressionAttributeValues: values, Limit, ExclusiveStartKey: start } = query;
  const [partition, sort] = keysOf[IndexName] ?? [];
  const term = /^(\w+) = (:\w+)(?: AND (?:begins_with\((\w+), (:\w+)\)|(\w+) BETWEEN (:\w+) AND (:\w+)))?$/;
  const [, hash, equal = '', begun, prefix = '', ranged, low = '', high = ''] =
    term.exec(query.KeyConditionExpression) ?? [];
  if (!partition || !sort || hash !== partition || (begun ?? ranged ?? sort) !== sort)
    throw new Error(`not understood: ${query.KeyConditionExpression}`);
  if (ranged && String(values[low]) > String(values[high])) throw new Error('BETWEEN the wrong way round');
  const fits = (row: Row): boolean =>
    row[partition] === values[equal] &&
    (!begun || String(row[sort]).startsWith(String(values[prefix]))) &&
    (!ranged || (String(row[sort]) >= String(values[low]) && String(row[sort]) <= String(values[high])));
  if (start && !(fits(start) && Object.values(start).every(Boolean))) throw new Error('no start of this query');

  const order = (row: Row): string => `${row[sort]}\n${row.pk}\n${row.sk}`;
  const way = query.ScanIndexForward === false ? -1 : 1;
  const found = rows
    .filter((row) => row[sort] !== undefined && fits(row))
    .filter((row) => !start || (order(row) > order(start) ? 1 : -1) === way)
    .filter((row) => !start || order(row) !== order(start))
    .toSorted((a, b) => (order(a) < order(b) ? -way : way));
  const page = found.slice(0, Limit);
  const keys = (row: Row): Row =>
    Object.fromEntries([...new Set(['pk', 'sk', partition, sort])].map((name) => [name, row[name]]));
  const last = page.at(-1);
  return {
    Items: structuredClone(IndexName === 'table' ? page : page.map(keys)),
    ...(last && page.length === Limit && { LastEvaluatedKey: keys(last) }),
  };
}

/** `a OR b AND c` of presence and comparisons, as DynamoDB binds them. */
function condition(expression: string | undefined, row: Row, write: Write): boolean {
  if (expression === undefined) return true;
  return expression.split(' OR ').some((some) => some.split(' AND ').every((term) => holdsTerm(term, row, write)));
}

function holdsTerm(
  term: string,
  row: Row,
  { ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Write,
) {
  const [, presence, attribute = ''] = /^attribute_(exists|not_exists)\((#?\w+)\)$/.exec(term) ?? [];
  if (presence) return (presence === 'exists') === (row[names?.[attribute] ?? attribute] !== undefined);
  const [, left = '', operator, right = ''] = /^(#?\w+) (=|<=|<) (:\w+)$/.exec(term) ?? [];
  if (!operator) throw new Error(`not understood: ${term}`);
  const [a, b] = [row[names?.[left] ?? left], values?.[right]];
  if (operator === '=') return a === b;
  if (typeof a === 'number' && typeof b === 'number') return operator === '<' ? a < b : a <= b;
  return typeof a === 'string' && typeof b === 'string' && (operator === '<' ? a < b : a <= b);
}

/** `ADD`, `SET` (also `if_not_exists`) and `REMOVE` clauses. */
function updated(
  row: Row,
  { UpdateExpression = '', ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Write,
) {
  const next = { ...row };
  const name = (token = ''): string => names?.[token] ?? token;
  for (const [, verb, list = ''] of UpdateExpression.matchAll(/(SET|ADD|REMOVE) (.*?)(?= SET | ADD | REMOVE |$)/g))
    for (const part of list.split(/, (?![^(]*\))/)) {
      const [, target, kept, value] = /^(#?\w+)(?: = if_not_exists\((#?\w+), (:\w+)\))?$/.exec(part) ?? [];
      const [, plain, plainValue] = /^(#?\w+)(?: =)? (:\w+)$/.exec(part) ?? [];
      if (verb === 'REMOVE' && target) delete next[name(target)];
      else if (verb === 'ADD' && plain)
        next[name(plain)] = Number(next[name(plain)] ?? 0) + Number(values?.[plainValue ?? '']);
      else if (verb === 'SET' && kept) next[name(target)] = next[name(kept)] ?? values?.[value ?? ''];
      else if (verb === 'SET' && plain) next[name(plain)] = values?.[plainValue ?? ''];
      else throw new Error(`not understood: ${part}`);
    }
  return next;
}
