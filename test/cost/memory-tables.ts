import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { cancelled } from '../shared/journal/cancelled.ts';
import { holds, type Terms, updated } from './expressions.ts';
import { MemoryTable } from './memory-table.ts';
import { type Item, indexWriteUnits, itemBytes, readUnits, writeUnits } from './units.ts';

interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A put, an update, a deletion or a bare condition, alone or in a transaction. */
interface Write extends Terms {
  readonly TableName: string;
  readonly Item?: Item | undefined;
  readonly Key?: Key | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
}

export interface Query extends Terms {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item | undefined;
}

/** What one request consumed. */
export interface Consumed {
  readonly table: string;
  readonly operation: string;
  readonly index?: string | undefined;
  readonly reads: number;
  readonly writes: number;
}

export interface Watch {
  consumed(consumed: Consumed): void;
  /** The new items of one write, as the table's stream gives them. */
  inserted(table: string, items: readonly Item[]): void;
}

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/**
 * DynamoDB in memory, for as much of it as our stores use: every request is executed, and counted as AWS counts it.
 * Writes are atomic; there are no conflicts and no throttling. There is no scan, and no test here may need one.
 */
export class MemoryTables {
  readonly #tables = new Map<string, MemoryTable>();
  readonly #watch: Watch;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  table(name: string): MemoryTable {
    const table = this.#tables.get(name) ?? new MemoryTable();
    this.#tables.set(name, table);
    return table;
  }

  get({ TableName, Key, ConsistentRead }: { TableName: string; Key: Key; ConsistentRead?: boolean }) {
    const item = this.table(TableName).get(Key.pk, Key.sk);
    const reads = readUnits(item ? itemBytes(item) : 0, ConsistentRead ? 'strong' : 'eventual');
    this.#watch.consumed({ table: TableName, operation: 'GetItem', reads, writes: 0 });
    return { Item: structuredClone(item) };
  }

  batchGet({ RequestItems }: { RequestItems: Record<string, { Keys: Key[]; ConsistentRead?: boolean }> }) {
    const Responses = Object.entries(RequestItems).map(([name, { Keys, ConsistentRead }]) => {
      const found = Keys.map(({ pk, sk }) => this.table(name).get(pk, sk));
      const reads = found.reduce(
        (sum, item) => sum + readUnits(item ? itemBytes(item) : 0, ConsistentRead ? 'strong' : 'eventual'),
        0,
      );
      this.#watch.consumed({ table: name, operation: 'BatchGetItem', reads, writes: 0 });
      return [name, structuredClone(found.filter((item) => item !== undefined))];
    });
    return { Responses: Object.fromEntries(Responses) };
  }

  query(query: Query) {
    const { TableName, IndexName, KeyConditionExpression, FilterExpression, Limit, ConsistentRead } = query;
    if (IndexName && ConsistentRead) throw new Error('an index is never strongly consistent');
    const table = this.table(TableName);
    const [partition, sort] = IndexName ? table.keysOf(IndexName) : (['pk', 'sk'] as const);
    const value = partitionValue(query, partition);
    const rows = IndexName ? table.entries(IndexName, value) : table.partition(value);
    const backwards = query.ScanIndexForward === false;
    const ordered = backwards ? rows.toReversed() : rows;
    const start = query.ExclusiveStartKey;
    const position = (row: Item): string => [row[sort], row.pk, row.sk].join('\n');
    const after = (row: Item): boolean =>
      !start || (backwards ? position(row) < position(start) : position(row) > position(start));
    const matching = ordered.filter((row) => after(row) && holds(KeyConditionExpression, row, query));
    const page = matching.slice(0, Limit);
    const bytes = page.reduce((sum, row) => sum + itemBytes(row), 0);
    const reads = readUnits(bytes, ConsistentRead ? 'strong' : 'eventual');
    this.#watch.consumed({ table: TableName, operation: 'Query', index: IndexName, reads, writes: 0 });
    const last = page.at(-1);
    return {
      Items: structuredClone(page.filter((row) => holds(FilterExpression, row, query))),
      ...(last &&
        page.length === Limit && {
          LastEvaluatedKey: { pk: last.pk, sk: last.sk, [partition]: last[partition], [sort]: last[sort] },
        }),
    };
  }

  /** @throws ConditionalCheckFailedException */
  write(kind: Kind, write: Write) {
    const before = this.#before(write);
    const good = holds(write.ConditionExpression, before ?? {}, write);
    const after = good ? this.#apply(kind, write) : before;
    this.#count(`${kind}Item`, write.TableName, before, after, false);
    if (!good) throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    this.#tell(write.TableName, before, after);
    return { Attributes: structuredClone(after) };
  }

  /** @throws TransactionCanceledException */
  transact({ TransactItems }: { TransactItems: readonly Partial<Record<Kind, Write>>[] }) {
    const writes = TransactItems.flatMap((item) =>
      (['Put', 'Update', 'Delete', 'ConditionCheck'] as const).flatMap((kind) => {
        const write = item[kind];
        return write ? [{ kind, write, before: this.#before(write) }] : [];
      }),
    );
    const keys = writes.map(({ write }) => [write.TableName, keyOf(write).pk, keyOf(write).sk].join('\n'));
    if (new Set(keys).size < keys.length) throw new Error('a transaction names an item twice');
    const good = writes.map(({ write, before }) => holds(write.ConditionExpression, before ?? {}, write));
    const done = !good.includes(false);
    const inserted = new Map<string, Item[]>();
    for (const { kind, write, before } of writes) {
      const after = done ? this.#apply(kind, write) : before;
      this.#count('TransactWriteItems', write.TableName, before, after, true);
      if (!before && after) inserted.set(write.TableName, [...(inserted.get(write.TableName) ?? []), after]);
    }
    if (!done) throw cancelled(...good.map((one) => (one ? 'None' : 'ConditionalCheckFailed')));
    for (const [table, items] of inserted) this.#watch.inserted(table, items);
    return {};
  }

  #before(write: Write): Item | undefined {
    const { pk, sk } = keyOf(write);
    return this.table(write.TableName).get(pk, sk);
  }

  #apply(kind: Kind, write: Write): Item | undefined {
    const table = this.table(write.TableName);
    const key = keyOf(write);
    const before = table.get(key.pk, key.sk);
    if (kind === 'ConditionCheck') return before;
    if (kind === 'Delete') {
      table.delete(key.pk, key.sk);
      return undefined;
    }
    const { UpdateExpression } = write;
    const after = UpdateExpression
      ? updated(UpdateExpression, before ?? { ...key }, write)
      : withoutGaps(write.Item ?? {});
    table.put({ ...structuredClone(after), pk: key.pk, sk: key.sk });
    return table.get(key.pk, key.sk);
  }

  #count(operation: string, name: string, before: Item | undefined, after: Item | undefined, transactional: boolean) {
    const indexes = this.table(name).indexes.reduce((sum, index) => sum + indexWriteUnits(before, after, index), 0);
    const writes = writeUnits(before, after, transactional) + indexes;
    this.#watch.consumed({ table: name, operation, reads: 0, writes });
  }

  #tell(table: string, before: Item | undefined, after: Item | undefined): void {
    if (!before && after) this.#watch.inserted(table, [after]);
  }
}

function keyOf({ Item, Key }: Write): Key {
  const { pk, sk } = Key ?? Item ?? {};
  return { pk: String(pk), sk: String(sk) };
}

/** The value that the key condition asks of the partition key. */
function partitionValue(
  { KeyConditionExpression, ExpressionAttributeValues, ExpressionAttributeNames }: Query,
  key: string,
) {
  for (const [, name = '', value = ''] of KeyConditionExpression.matchAll(/([#\w]+) = (:\w+)/g))
    if ((ExpressionAttributeNames?.[name] ?? name) === key) return String(ExpressionAttributeValues?.[value]);
  throw new Error(`no ${key} in ${KeyConditionExpression}`);
}

/** As the document client sends it: attributes without a value are left out, inside too. */
const withoutGaps = (item: Item): Item => JSON.parse(JSON.stringify(item));
