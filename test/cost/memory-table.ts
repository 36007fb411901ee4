import { type Item, indexEntry, itemBytes, type KeysIndex, STORAGE_OVERHEAD_BYTES } from './units.ts';

/** The indexes of every service's table (`infra/constructs/journal-table.ts`). */
const INDEXES: readonly KeysIndex[] = [
  { name: 'todo', partition: 'todoShard', sort: 'todoAt' },
  { name: 'list', partition: 'listKey', sort: 'listAt' },
];

type Rows = Map<string, Item>;

/** The rows of one table by partition, and its indexes. */
export class MemoryTable {
  readonly indexes = INDEXES;
  readonly #partitions = new Map<string, Rows | (() => Rows)>();
  readonly #entries = new Map<string, Map<string, Rows>>(INDEXES.map(({ name }) => [name, new Map()]));

  get(pk: string, sk: string): Item | undefined {
    return this.#rows(pk)?.get(sk);
  }

  /** The rows of a partition in the order of their sort keys. */
  partition(pk: string): Item[] {
    return [...(this.#rows(pk)?.values() ?? [])].toSorted((a, b) => order(String(a.sk), String(b.sk)));
  }

  /** The entries of an index under one key, in their order. */
  entries(index: string, value: string): Item[] {
    const [, sort] = this.keysOf(index);
    const found = this.#entries.get(index)?.get(value)?.values() ?? [];
    return [...found].toSorted(
      (a, b) => order(String(a[sort]), String(b[sort])) || order(`${a.pk}\n${a.sk}`, `${b.pk}\n${b.sk}`),
    );
  }

  keysOf(index: string): readonly [partition: string, sort: string] {
    const found = INDEXES.find(({ name }) => name === index);
    if (!found) throw new Error(`no index ${index}`);
    return [found.partition, found.sort];
  }

  put(item: Item): void {
    const [pk, sk] = [String(item.pk), String(item.sk)];
    this.delete(pk, sk);
    const rows = this.#rows(pk) ?? new Map<string, Item>();
    this.#partitions.set(pk, rows.set(sk, item));
    this.#enter(item);
  }

  delete(pk: string, sk: string): void {
    const before = this.get(pk, sk);
    for (const index of before ? INDEXES : []) {
      const entry = indexEntry(before, index);
      if (entry) this.#entries.get(index.name)?.get(String(entry[index.partition]))?.delete(`${pk}\n${sk}`);
    }
    this.#rows(pk)?.delete(sk);
  }

  /**
   * A partition that is written out when somebody looks at it: so that a hundred thousand requests fit into memory.
   * @param listed those of its rows that stand in an index
   */
  putLater(pk: string, rows: () => Rows, listed: readonly Item[]): void {
    this.#partitions.set(pk, rows);
    for (const item of listed) this.#enter(item);
  }

  /** Removes what is over, as DynamoDB does some time later and for nothing. @param seconds of the epoch */
  expire(seconds: number): void {
    for (const pk of this.partitionKeys)
      for (const { sk, expiresAt } of this.partition(pk))
        if (typeof expiresAt === 'number' && expiresAt <= seconds) this.delete(pk, String(sk));
  }

  /** Keys of the partitions that are written out. */
  get partitionKeys(): string[] {
    return [...this.#partitions].flatMap(([pk, rows]) => (typeof rows === 'function' ? [] : [pk]));
  }

  /** Bytes that are paid as storage for these partitions, entries of indexes included. */
  storedBytes(pks: readonly string[]): number {
    const items = pks.flatMap((pk) => this.partition(pk));
    const entries = items.flatMap((item) => INDEXES.map((index) => indexEntry(item, index)));
    const kept = [...items, ...entries].filter((item) => item !== undefined);
    return kept.reduce((sum, item) => sum + itemBytes(item) + STORAGE_OVERHEAD_BYTES, 0);
  }

  #enter(item: Item): void {
    for (const index of INDEXES) {
      const entry = indexEntry(item, index);
      if (!entry) continue;
      const entries = this.#entries.get(index.name);
      const key = String(entry[index.partition]);
      const rows = entries?.get(key) ?? new Map<string, Item>();
      entries?.set(key, rows.set(`${entry.pk}\n${entry.sk}`, entry));
    }
  }

  #rows(pk: string): Rows | undefined {
    const rows = this.#partitions.get(pk);
    if (typeof rows !== 'function') return rows;
    const written = rows();
    this.#partitions.set(pk, written);
    return written;
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
