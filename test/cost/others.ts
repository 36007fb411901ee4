import { functions } from '../../infra/functions.ts';
import type { MemoryTables } from './memory-tables.ts';
import type { Item } from './units.ts';

type Row = Item & { readonly pk: string; readonly sk: string };

/**
 * All rows of one request, without the once-records of events: each lies alone, is asked for by its own key, and goes
 * after 30 days.
 */
function rowsOf(tables: MemoryTables, service: string, requestId: string): Row[] {
  const table = tables.table(service);
  return table.partitionKeys
    .filter((pk) => !pk.startsWith('inbox#'))
    .flatMap((pk) =>
      table.partition(pk).flatMap((row) => {
        const sk = String(row.sk);
        return `${pk}\n${sk}`.includes(requestId) ? [{ ...row, pk, sk }] : [];
      }),
    );
}

const idOf = (template: string, n: number): string => n.toString(16).padStart(8, '0') + template.slice(8);

/** A row as text, to be made again under other names. */
interface Template {
  readonly row: Row;
  readonly json: string;
}

const renamed = ({ json }: Template, from: string, to: string): Row => JSON.parse(json.replaceAll(from, to));

/**
 * Stores so many more requests that are like one which is there, with ids of their own: in the same lists and shared
 * partitions. What lies in partitions of their own is written out when somebody looks at it.
 */
export function storeOthers(tables: MemoryTables, requestId: string, from: number, to: number): void {
  for (const service of Object.keys(functions)) {
    const table = tables.table(service);
    const rows = rowsOf(tables, service, requestId).map((row): Template => ({ row, json: JSON.stringify(row) }));
    const [own, shared] = [
      rows.filter(({ row }) => row.pk.includes(requestId)),
      rows.filter(({ row }) => !row.pk.includes(requestId)),
    ];
    const partitions = [...Map.groupBy(own, ({ row }) => row.pk)].map(([pk, there]) => ({
      ...{ pk, there },
      listed: there.filter(({ row }) => row.listKey !== undefined || row.todoShard !== undefined),
    }));
    for (let n = from; n < to; n++) {
      const id = idOf(requestId, n);
      for (const { pk, there, listed } of partitions)
        table.putLater(
          pk.replaceAll(requestId, id),
          () => new Map(there.map((row) => renamed(row, requestId, id)).map((row) => [row.sk, row])),
          listed.map((row) => renamed(row, requestId, id)),
        );
      for (const row of shared) table.put(renamed(row, requestId, id));
    }
  }
}
