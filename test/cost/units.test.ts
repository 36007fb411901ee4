import { describe, expect, test } from 'vitest';
import { indexWriteUnits, itemBytes, type KeysIndex, readUnits, writeUnits } from './units.ts';

const KB = 1024;
/** An item of exactly so many bytes. */
const sized = (bytes: number) => ({ a: 'x'.repeat(bytes - 1) });

describe('the size of an item', () => {
  test.each([
    ['name and value of a string', { name: 'Li' }, 6],
    ['bytes of UTF-8, not letters', { 名: '水管' }, 3 + 6],
    ['a number: a byte, and one for two digits', { n: 27 }, 1 + 2],
    ['an odd digit takes a whole byte', { n: 123 }, 1 + 3],
    ['zeroes at both ends are trimmed', { n: 1_200_000 }, 1 + 2],
    ['a sign takes a byte', { n: -27 }, 1 + 3],
    ['zero', { n: 0 }, 1 + 1],
    ['a fraction', { n: 0.5 }, 1 + 2],
    ['true, false and null are a byte each', { t: true, f: false, n: null }, 6],
    ['raw bytes', { b: new Uint8Array(100) }, 101],
    ['an empty list and an empty map', { l: [], m: {} }, 1 + 3 + 1 + 3],
    ['a byte for each element of a list', { l: ['ab', 'c'] }, 1 + 3 + (1 + 2) + (1 + 1)],
    ['names inside a map count', { m: { zh: '水', en: 'w' } }, 1 + 3 + (1 + 2 + 3) + (1 + 2 + 1)],
    ['what has no value is not stored', { a: 'b', c: undefined }, 2],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });

  test('refuses what DynamoDB cannot store', () => {
    expect(() => itemBytes({ f: () => 1 })).toThrow(TypeError);
  });
});

describe('reads, as the developer guide counts them', () => {
  test('an item of 3,500 bytes costs as much as one of 4 KB', () => {
    expect(readUnits(3500, 'strong')).toBe(readUnits(4 * KB, 'strong'));
    expect(readUnits(4 * KB, 'strong')).toBe(1);
  });

  test('8 KB: two units strongly consistent, one eventually, four in a transaction', () => {
    expect([readUnits(8 * KB, 'strong'), readUnits(8 * KB, 'eventual'), readUnits(8 * KB, 'transactional')]).toEqual([
      2, 1, 4,
    ]);
  });

  test('a batch counts each item: 1.5 KB and 6.5 KB are 12 KB, not 8', () => {
    expect(readUnits(1.5 * KB, 'strong') + readUnits(6.5 * KB, 'strong')).toBe(12 / 4);
  });

  test('a query counts their sum: 40.8 KB are 44 KB', () => {
    expect(readUnits(40.8 * KB, 'strong')).toBe(11);
    expect(readUnits(40.8 * KB, 'eventual')).toBe(5.5);
  });

  test('what is not there costs as much as a little', () => {
    expect(readUnits(0, 'strong')).toBe(1);
    expect(readUnits(0, 'eventual')).toBe(0.5);
  });
});

describe('writes, as the developer guide counts them', () => {
  test('512 bytes count as 1 KB, 1.5 KB as 2 KB', () => {
    expect(writeUnits(undefined, sized(512), false)).toBe(1);
    expect(writeUnits(undefined, sized(1.5 * KB), false)).toBe(2);
  });

  test('a byte beyond is another unit', () => {
    expect(writeUnits(undefined, sized(KB), false)).toBe(1);
    expect(writeUnits(undefined, sized(KB + 1), false)).toBe(2);
  });

  test('twice as many in a transaction', () => {
    expect(writeUnits(undefined, sized(2 * KB), true)).toBe(4);
  });

  test('an update costs the larger one of before and after', () => {
    expect(writeUnits(sized(3 * KB), sized(10), false)).toBe(3);
    expect(writeUnits(sized(10), sized(3 * KB), false)).toBe(3);
  });

  test('a condition on what is not there still costs', () => {
    expect(writeUnits(undefined, undefined, true)).toBe(2);
  });
});

describe('an index of keys alone', () => {
  const index: KeysIndex = { name: 'todo', partition: 'todoShard', sort: 'todoAt' };
  const owed = { pk: 'a', sk: 'b', todoShard: 'todo#1', todoAt: '2026', more: 'x' };
  const { todoShard: _, todoAt: __, ...settled } = owed;

  test.each([
    ['an item without its keys', undefined, settled, 0],
    ['one that comes into it', undefined, owed, 1],
    ['one that leaves it', owed, settled, 1],
    ['one that moves in it is deleted and put again', owed, { ...owed, todoAt: '2027' }, 2],
    ['one whose keys stay, whatever else changes', owed, { ...owed, more: 'y' }, 0],
    ['one that is deleted', owed, undefined, 1],
    ['half a key is none', undefined, { ...settled, todoShard: 'todo#1' }, 0],
  ])('%s', (_, before, after, units) => {
    expect(indexWriteUnits(before, after, index)).toBe(units);
  });
});
