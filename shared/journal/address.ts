/**
 * Where an aggregate lives in its service's table. `state` is the sort key of its state item,
 * `events` the prefix of the sort keys of its events.
 */
export interface Address {
  readonly type: string;
  readonly id: string;
  readonly pk: string;
  readonly state: string;
  /** Starts with `event#`: the relay listens to nothing else. */
  readonly events: `event#${string}`;
}

/** An aggregate with a partition of its own: the usual case. */
export function addressOf(type: string, id: string): Address {
  return { type, id, pk: `${type}#${id}`, state: 'state', events: 'event#' };
}

/** An aggregate that shares a partition, so that one query reads all that belongs together. */
export function sharedAddress(pk: string, type: string, id: string): Address {
  return { type, id, pk, state: `${type}#${id}`, events: `event#${type}#${id}#` };
}

const VERSION_DIGITS = 12;
const padded = (version: number): string => String(version).padStart(VERSION_DIGITS, '0');

/** Sort key of the event that made `version`. */
export const eventSk = (address: Address, version: number): string => `${address.events}${padded(version)}`;

/** Derived, never random: a retry publishes the same id. */
export const eventId = (address: Address, version: number): string =>
  `${address.type}.${address.id}.${padded(version)}`;

const TODO_SHARDS = 8;

/** All values of the `todo` index's partition key. */
export const todoShards: readonly string[] = Array.from({ length: TODO_SHARDS }, (_, n) => `todo#${n}`);

/** The shard of the `todo` index that holds what a partition owes. FNV-1a: even, and the same in every process. */
export function todoShard(pk: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < pk.length; i++) hash = Math.imul(hash ^ pk.charCodeAt(i), 0x01000193);
  return `todo#${(hash >>> 0) % TODO_SHARDS}`;
}
