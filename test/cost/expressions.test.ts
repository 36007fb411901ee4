import { expect, test } from 'vitest';
import { holds, updated } from './expressions.ts';

const row = { pk: 'a', status: 'running', version: 3, at: '2026-11-25' };
const terms = {
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: {
    ':three': 3,
    ':four': 4,
    ':run': 'running',
    ':from': '2026-11-01',
    ':until': '2026-12-01',
  },
};

test.each([
  ['attribute_exists(pk)', true],
  ['attribute_not_exists(pk)', false],
  ['attribute_not_exists(pk) OR version < :four', true],
  ['#status = :run AND version = :four', false],
  ['version = :four OR version = :three AND #status = :run', true],
  ['(version = :four OR version = :three) AND NOT #status = :run', false],
  ['at BETWEEN :from AND :until AND begins_with(at, :from)', false],
  ['at BETWEEN :from AND :until', true],
  ['version BETWEEN :four AND :four', false],
  ['version IN (:four, :three)', true],
  ['version <> :three', false],
  ['missing < :four', false],
  ['at < :four', false],
])('%s is %s', (expression, expected) => {
  expect(holds(expression, row, terms)).toBe(expected);
});

test('an update sets, adds, keeps and removes, from what the row was', () => {
  const { pk, at } = row;
  expect(
    updated(
      'SET #status = if_not_exists(#status, :from), other = if_not_exists(other, :from), n = version + :three ADD version :four REMOVE missing',
      row,
      terms,
    ),
  ).toEqual({ pk, at, status: 'running', other: '2026-11-01', n: 6, version: 7 });
  expect(updated('REMOVE #status, at', row, terms)).toEqual({ pk, version: 3 });
});

test.each(['size(pk) > :three', 'pk = :unknown', 'pk ~ :run', 'pk'])('%s is not understood', (expression) => {
  expect(() => holds(expression, row, terms)).toThrow('not understood');
});
