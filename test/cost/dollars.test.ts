import { expect, test } from 'vitest';
import { dollarsOf, sumOf } from './dollars.ts';
import { Meter } from './meter.ts';

test('what was used costs its price, part by part', () => {
  const meter = new Meter();
  meter.usage.transitions = 1000;
  for (let n = 0; n < 1000; n++) {
    meter.call('api', 512);
    meter.message();
    meter.event('{}');
  }
  meter.event('x'.repeat(64 * 1024 + 1));
  meter.dynamo({ table: 'intake', operation: 'PutItem', reads: 0, writes: 8000 });
  const { timers, tables, ...others } = dollarsOf(meter.usage, 1024 ** 3);
  expect(timers).toBeCloseTo(0.025, 10);
  expect(tables).toBeCloseTo(0.005, 10);
  expect(others['bus and queues']).toBeCloseTo(1002e-6 + 3000 * 0.4e-6, 10);
  expect(others.functions).toBeCloseTo(1000 * 0.2e-6 + 1000 * 0.5 * 0.03 * 0.0000133334, 10);
  expect(others['a year of storage']).toBe(3);
  expect(sumOf(dollarsOf(new Meter().usage, 0))).toBe(0);
});

test('a sweep that finds work is paid for its work, not for its call and its look', async () => {
  const meter = new Meter();
  const look = { table: 'sla', operation: 'Query', index: 'todo', reads: 0.5, writes: 0 };
  await meter.asideFromStanding(async () => {
    meter.call('sweep', 512);
    meter.dynamo(look);
    meter.dynamo({ table: 'sla', operation: 'PutItem', reads: 0, writes: 2 });
  });
  expect([meter.usage.calls.sweep, meter.usage.readUnits, meter.usage.writeUnits]).toEqual([0, 0, 2]);
  meter.dynamo(look);
  expect(meter.usage.readUnits).toBe(0.5);
});
