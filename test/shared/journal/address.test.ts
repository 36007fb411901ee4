import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, eventId, eventSk, sharedAddress, todoShard, todoShards } from '../../../shared/journal/address.ts';

describe('keys of an aggregate', () => {
  test('events sort by version, also beyond nine', () => {
    const address = addressOf('request', 'r1');
    const keys = [1, 2, 9, 10, 11, 100, 999_999].map((version) => eventSk(address, version));
    expect([...keys].sort()).toEqual(keys);
    expect(keys[3]).toBe('event#000000000010');
  });

  test('aggregates that share a partition share neither state nor events', () => {
    const one = sharedAddress('request#r1', 'clock', 'r1.accept.1');
    const two = sharedAddress('request#r1', 'clock', 'r1.accept.11');
    expect(one.pk).toBe(two.pk);
    expect(one.state).not.toBe(two.state);
    expect(eventSk(two, 1).startsWith(one.events)).toBe(false);
    expect(eventSk(one, 1).startsWith('event#')).toBe(true);
  });

  test('an id is derived: same aggregate and version, same id', () => {
    expect(eventId(addressOf('request', 'r1'), 3)).toBe('request.r1.000000000003');
    expect(eventId(sharedAddress('request#r1', 'clock', 'r1.ack.1'), 3)).toBe('clock.r1.ack.1.000000000003');
  });
});

describe('shards of what is owed', () => {
  test('every partition falls into a shard that the sweep reads; which one is fixed for ever', () => {
    expect([todoShard('request#r1'), todoShard('request#r2'), todoShard('')]).toEqual(['todo#6', 'todo#3', 'todo#5']);
    fc.assert(fc.property(fc.string(), (pk) => todoShards.includes(todoShard(pk))));
  });

  test.each([
    ['random ids', () => `request#${crypto.randomUUID()}`],
    ['numbers in a row', (n: number) => `request#${n}`],
    ['premises in a row', (n: number) => `premises#yunshan-${1 + (n % 9)}-1-${100 + Math.floor(n / 9)}`],
  ])('%s spread over all shards, none above twice its share', (_name, pk) => {
    const perShard = new Map(todoShards.map((shard) => [shard, 0]));
    for (let n = 0; n < 8000; n++) {
      const shard = todoShard(pk(n));
      perShard.set(shard, (perShard.get(shard) ?? 0) + 1);
    }
    expect(perShard.size).toBe(todoShards.length);
    for (const held of perShard.values()) expect(held).toSatisfy((count: number) => count > 500 && count < 2000);
  });
});
