import type { Service } from '../../infra/functions.ts';
import { todoShards } from '../../shared/journal/address.ts';
import type { MemoryTables } from './memory-tables.ts';

const MINUTE_MS = 60_000;

/** The first instant at which a service owes something. */
const firstOwed = (tables: MemoryTables, service: Service): string | undefined =>
  todoShards
    .flatMap((shard) =>
      tables
        .table(service)
        .entries('todo', shard)
        .map(({ todoAt }) => String(todoAt)),
    )
    .toSorted()[0];

/** Whether a service owes something at an instant. */
export function owes(tables: MemoryTables, service: Service, at: string): boolean {
  const first = firstOwed(tables, service);
  return first !== undefined && first <= at;
}

/** The full minute at which a sweep finds something to do; `undefined` when nothing is owed any more. */
export function nextSweep(tables: MemoryTables, services: readonly Service[], now: string): string | undefined {
  const first = services.flatMap((service) => firstOwed(tables, service) ?? []).toSorted()[0];
  if (first === undefined) return undefined;
  const at = Math.max(Date.parse(first), Date.parse(now) + 1);
  return new Date(Math.ceil(at / MINUTE_MS) * MINUTE_MS).toISOString();
}
