/*
 * What DynamoDB counts for a request, after the pages "DynamoDB item sizes and formats" and "DynamoDB read and write
 * operations" of its developer guide, and "Using global secondary indexes" for what an index costs.
 */

export type Item = Readonly<Record<string, unknown>>;

export type ReadKind = 'eventual' | 'strong' | 'transactional';

const READ_BYTES = 4096;
const WRITE_BYTES = 1024;
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;
/** Kept for each item and for each entry of an index; paid as storage, never in units. */
export const STORAGE_OVERHEAD_BYTES = 100;

const text = (value: string): number => Buffer.byteLength(value);

/** Bytes of an item: names and values of its attributes. An attribute without a value is not stored. */
export function itemBytes(item: Item): number {
  return stored(item).reduce((sum, [name, value]) => sum + text(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return numberBytes(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value))
    return value.reduce<number>((sum, one) => sum + ELEMENT_BYTES + valueBytes(one), CONTAINER_BYTES);
  if (typeof value === 'object')
    return stored(value).reduce(
      (sum, [name, one]) => sum + ELEMENT_BYTES + text(name) + valueBytes(one),
      CONTAINER_BYTES,
    );
  throw new TypeError(`DynamoDB stores no ${typeof value} here`);
}

const stored = (item: object): [string, unknown][] => Object.entries(item).filter(([, value]) => value !== undefined);

/** One byte, and one for every two significant digits; a sign takes another one. */
function numberBytes(value: number): number {
  const digits = Math.abs(value)
    .toString()
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
}

const readFactor: Readonly<Record<ReadKind, number>> = { eventual: 0.5, strong: 1, transactional: 2 };

/**
 * Read units of one item, or of all that a query goes through together; nothing there costs as much as a little.
 * Several items that are asked for by key are counted one by one.
 */
export const readUnits = (bytes: number, kind: ReadKind): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * readFactor[kind];

/** Write units of one item: of the larger one of before and after, however little of it changes. */
export function writeUnits(before: Item | undefined, after: Item | undefined, transactional: boolean): number {
  const bytes = Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0);
  return Math.max(1, Math.ceil(bytes / WRITE_BYTES)) * (transactional ? 2 : 1);
}

/** An index that holds keys alone. */
export interface KeysIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

/** What an index holds of an item; `undefined` for an item without its keys. */
export function indexEntry(item: Item | undefined, { partition, sort }: KeysIndex): Item | undefined {
  if (item?.[partition] === undefined || item[sort] === undefined) return undefined;
  const { pk, sk } = item;
  return { pk, sk, [partition]: item[partition], [sort]: item[sort] };
}

/**
 * Write units of an index by a write to its table: none while its keys stay; one for an entry that comes or goes, two for
 * one that moves (it is deleted and put again). An index follows its table by itself: a transaction does not double it.
 */
export function indexWriteUnits(before: Item | undefined, after: Item | undefined, index: KeysIndex): number {
  const [left, came] = [indexEntry(before, index), indexEntry(after, index)];
  if (left && came && left[index.partition] === came[index.partition] && left[index.sort] === came[index.sort])
    return 0;
  return (left ? writeUnits(left, undefined, false) : 0) + (came ? writeUnits(undefined, came, false) : 0);
}
