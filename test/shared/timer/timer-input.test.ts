import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { sharedAddress, todoShard } from '../../../shared/journal/address.ts';
import { draft, EventTooLarge } from '../../../shared/journal/event-item.ts';
import { type PlannedStep, timerInput, wholeSecondAfter } from '../../../shared/timer/timer-input.ts';

const address = sharedAddress('request#r1', 'clock', 'r1.arrival.1');
const warned = defineEvent('clock.warned', 1, z.object({ clockId: z.string() }));
const breached = defineEvent('clock.breached', 1, z.object({ clockId: z.string() }));
const cause = { actor: { type: 'system', id: 'timer' }, correlationId: 'c1', causationId: 'e1' } as const;
const mark: PlannedStep = {
  instant: '2026-11-25T02:08:00.000Z',
  graceMs: 1,
  statusBefore: 'running',
  statusAfter: 'running',
  listKey: 'running#yunshan',
  listAt: '2026-11-25T02:10:00.500Z',
  event: draft(warned, { clockId: 'r1.arrival.1' }),
};
const deadline: PlannedStep = {
  instant: '2026-11-25T02:10:00.500Z',
  graceMs: 2000,
  statusBefore: 'running',
  statusAfter: 'breached',
  listKey: 'breached#yunshan',
  listAt: '2026-11-25T02:10:00.500Z',
  event: draft(breached, { clockId: 'r1.arrival.1' }),
};
const input = (version: number, ...steps: PlannedStep[]) => timerInput(address, version, steps, 'demo', cause);

describe('when a step wakes up', () => {
  test.each([
    ['2026-11-25T02:10:00.000Z', 1, '2026-11-25T02:10:01.000Z'],
    ['2026-11-25T02:10:00.000Z', 2000, '2026-11-25T02:10:02.000Z'],
    ['2026-11-25T02:10:00.001Z', 2000, '2026-11-25T02:10:03.000Z'],
    ['2026-11-25T02:10:00.999Z', 1, '2026-11-25T02:10:01.000Z'],
    ['2026-12-31T23:59:59.500Z', 2000, '2027-01-01T00:00:02.000Z'],
  ])('%s and %i ms wake at %s', (instant, graceMs, at) => {
    expect(wholeSecondAfter(instant, graceMs)).toBe(at);
  });

  test('always a whole second, never before the instant and its grace, less than a second after', () => {
    const instants = fc.date({
      min: new Date('2020-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 10_000 }), (instant, graceMs) => {
        const at = wholeSecondAfter(instant.toISOString(), graceMs);
        const late = Date.parse(at) - instant.getTime() - graceMs;
        expect(at).toMatch(/:\d\d\.000Z$/);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(1000);
        // The guard compares texts.
        expect(instant.toISOString() < at).toBe(true);
      }),
    );
  });
});

describe('the steps of a timer', () => {
  test('are linked, each expecting the version that the one before leaves', () => {
    const { step } = input(1, mark, deadline);
    expect(step).toMatchObject({ expectedVersion: 1, version: 2, statusAfter: 'running', eventName: 'clock.warned' });
    expect(step.next).toMatchObject({ expectedVersion: 2, version: 3, statusAfter: 'breached' });
    expect(step.next).not.toHaveProperty('next');
  });

  test('leave the row waiting for the instant of the next one, without its grace', () => {
    const { step } = input(1, mark, deadline);
    expect(step.nextAt).toBe('2026-11-25T02:10:00.500Z');
    expect(step.at).toBe('2026-11-25T02:08:01.000Z');
    expect(step.next?.at).toBe('2026-11-25T02:10:03.000Z');
  });

  test('each say which list shows the row afterwards', () => {
    const { step } = input(1, mark, deadline);
    expect(step).toMatchObject({ listKey: 'running#yunshan', listAt: deadline.instant });
    expect(step.next).toMatchObject({ listKey: 'breached#yunshan', listAt: deadline.instant });
  });

  test('carry their event finished: key, id and envelope of the version they make', () => {
    const { step } = input(4, deadline);
    expect(step).toMatchObject({
      eventSk: 'event#clock#r1.arrival.1#000000000005',
      eventId: 'clock.r1.arrival.1.000000000005',
      eventName: 'clock.breached',
    });
    expect(JSON.parse(step.detail)).toEqual({
      id: 'clock.r1.arrival.1.000000000005',
      schema: 1,
      company: 'demo',
      ...cause,
      subject: { type: 'clock', id: 'r1.arrival.1', version: 5 },
      data: { clockId: 'r1.arrival.1' },
    });
  });

  test('name their row and its shard once', () => {
    const { step, ...head } = input(1, mark, mark, deadline);
    expect(step.next?.next).toBeDefined();
    expect(head).toEqual({
      pk: 'request#r1',
      sk: 'clock#r1.arrival.1',
      todoShard: todoShard('request#r1'),
      tries: { count: 0 },
    });
  });

  test('are at least one, and each fits the bus', () => {
    expect(() => input(1)).toThrow(RangeError);
    const event = draft(breached, { clockId: '水'.repeat(10_000) });
    expect(() => input(1, mark, { ...deadline, event })).toThrow(EventTooLarge);
  });
});
