import { readFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { sharedAddress, todoShard } from '../../../shared/journal/address.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import { unsentEventSchema } from '../../../shared/journal/publish.ts';
import { timerInput } from '../../../shared/timer/timer-input.ts';
import { machineSchema, run, TaskError } from './machine.ts';

const text = readFileSync(new URL('../../../shared/timer/timer.asl.json', import.meta.url), 'utf8');
const filled = (partition: string): unknown =>
  JSON.parse(text.replace(/\$\{Partition\}/g, partition).replace(/\$\{TableName\}/g, 'clocks'));
const machine = machineSchema.parse(filled('aws'));

const address = sharedAddress('request#r1', 'clock', 'c1');
const told = defineEvent('clock.told', 1, z.object({ clockId: z.string() }));
const step = (instant: string, statusAfter: string, graceMs: number) => ({
  instant,
  graceMs,
  statusBefore: 'running',
  statusAfter,
  listKey: statusAfter,
  listAt: due,
  event: draft(told, { clockId: 'c1' }),
});
const start = '2026-11-25T02:00:00.000Z';
const markAt = '2026-11-25T02:08:00.000Z';
const due = '2026-11-25T02:10:00.500Z';
const input = timerInput(address, 1, [step(markAt, 'running', 1), step(due, 'breached', 2000)], 'demo', {
  actor: { type: 'system', id: 'timer' },
  correlationId: 'c1',
  causationId: 'e1',
});

const attributes = z.record(z.string(), z.custom<AttributeValue>());
const requestSchema = z.strictObject({
  TransactItems: z.tuple([
    z.strictObject({
      Update: z.strictObject({
        TableName: z.literal('clocks'),
        Key: attributes,
        UpdateExpression: z.string(),
        ConditionExpression: z.literal('#status = :before AND version = :expected AND nextAt < :now'),
        ExpressionAttributeNames: z.strictObject({ '#status': z.literal('status') }),
        ExpressionAttributeValues: attributes,
      }),
    }),
    z.strictObject({
      Put: z.strictObject({
        TableName: z.literal('clocks'),
        Item: attributes,
        ConditionExpression: z.literal('attribute_not_exists(pk)'),
      }),
    }),
  ]),
});

const cancelled = (...codes: string[]): TaskError =>
  new TaskError(
    'DynamoDb.TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
  );

/** The two items of a clock, and DynamoDB as far as the machine uses it. */
function table(row: Record<string, unknown> = {}, failures: (TaskError | undefined)[] = []) {
  const clock: Record<string, unknown> = {
    ...{ pk: 'request#r1', sk: 'clock#c1', status: 'running', version: 1, nextAt: markAt },
    ...{ todoShard: 'todo#0', todoAt: due, listKey: 'running', listAt: start },
    ...row,
  };
  const events: Record<string, unknown>[] = [];
  const transact = (parameters: unknown): void => {
    const failure = failures.shift();
    if (failure) throw failure;
    const [{ Update }, { Put }] = requestSchema.parse(parameters).TransactItems;
    const values = unmarshall(Update.ExpressionAttributeValues);
    const holds =
      clock.status === values[':before'] &&
      clock.version === values[':expected'] &&
      String(clock.nextAt) < values[':now'] &&
      clock.pk === unmarshall(Update.Key).pk &&
      clock.sk === unmarshall(Update.Key).sk;
    if (!holds) throw cancelled('ConditionalCheckFailed', 'None');
    const [, set = '', remove = ''] = /^SET (.+?)(?: REMOVE (.+))?$/.exec(Update.UpdateExpression) ?? [];
    for (const [name = '', value = ''] of set.split(', ').map((part) => part.split(' = ')))
      clock[name.replace('#', '')] = values[value];
    for (const name of remove.split(', ').filter(Boolean)) delete clock[name];
    events.push(unmarshall(Put.Item));
  };
  return { clock, events, transact };
}

describe('a life of a timer', () => {
  test('each step is written at its wake-up; the last one leaves nothing owed', () => {
    const { clock, events, transact } = table();
    const { end, wakeUps } = run(machine, input, start, transact);
    expect(end).toBe('End');
    expect(wakeUps).toEqual(['2026-11-25T02:08:01.000Z', '2026-11-25T02:10:03.000Z']);
    expect(clock).toEqual({
      pk: 'request#r1',
      sk: 'clock#c1',
      status: 'breached',
      version: 3,
      judgedAt: '2026-11-25T02:10:03.000Z',
      listKey: 'breached',
      listAt: due,
    });
    expect(events.map(({ sk, at }) => [sk, at])).toEqual([
      ['event#clock#c1#000000000002', '2026-11-25T02:08:01.000Z'],
      ['event#clock#c1#000000000003', '2026-11-25T02:10:03.000Z'],
    ]);
  });

  test('a step is written only to a row of the status that it was planned for', () => {
    const resume = { ...step(markAt, 'running', 1), statusBefore: 'paused' };
    const steps = [resume, step(due, 'breached', 2000)];
    const cause = { actor: { type: 'system', id: 'timer' }, correlationId: 'c1', causationId: 'e1' } as const;
    const pausing = timerInput(address, 1, steps, 'demo', cause);
    const { clock, transact } = table({ status: 'paused' });
    expect(run(machine, pausing, start, transact).end).toBe('End');
    expect(clock).toMatchObject({ status: 'breached', version: 3 });
    const resumed = table({ status: 'running' });
    expect(run(machine, pausing, start, resumed.transact).end).toBe('Succeed');
    expect(resumed.events).toEqual([]);
  });

  test('between its steps the row waits for the next one and stays owed', () => {
    const { clock, transact } = table({}, [undefined, cancelled('ConditionalCheckFailed', 'None')]);
    run(machine, input, start, transact);
    expect(clock).toMatchObject({ status: 'running', version: 2, nextAt: due, todoShard: 'todo#0', todoAt: due });
    expect(clock).toMatchObject({ listKey: 'running', listAt: due });
  });

  test('its events are such as relay and sweep send, and owed from the instant they are written', () => {
    const { events, transact } = table();
    run(machine, input, start, transact);
    for (const event of events) {
      expect(unsentEventSchema.parse(event)).toMatchObject({ pk: 'request#r1', name: 'clock.told' });
      expect(event).toMatchObject({ todoShard: todoShard('request#r1'), todoAt: event.at });
      expect(JSON.parse(String(event.detail)).id).toBe(event.id);
    }
  });

  test('a timer that is started late writes at once', () => {
    const { clock, transact } = table();
    const late = '2026-11-25T03:00:00.000Z';
    expect(run(machine, input, late, transact).wakeUps).toEqual([late, late]);
    expect(clock.status).toBe('breached');
  });
});

describe('whose row has moved on', () => {
  test.each([
    ['is met', { status: 'met', version: 2 }],
    ['has a new version', { version: 2 }],
    ['waits for a later instant', { nextAt: '2026-11-25T02:08:01.000Z' }],
    ['is gone', { pk: 'other' }],
  ])('a clock that %s: the timer ends well, having written nothing', (_name, row) => {
    const { clock, events, transact } = table(row);
    const before = { ...clock };
    const { end, wakeUps } = run(machine, input, start, transact);
    // It must not go on: a later step could meet the version that somebody else's act has made.
    expect([end, wakeUps.length, events]).toEqual(['Succeed', 1, []]);
    expect(clock).toEqual(before);
  });

  test('an event that exists already ends it as well', () => {
    const { transact } = table({}, [cancelled('None', 'ConditionalCheckFailed')]);
    expect(run(machine, input, start, transact).end).toBe('Succeed');
  });
});

describe('a transaction that only met others', () => {
  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    '%s: again a second later',
    (code) => {
      const { clock, events, transact } = table({}, [cancelled(code, 'None'), cancelled('None', code)]);
      const { end, wakeUps } = run(machine, input, start, transact);
      expect(end).toBe('End');
      expect(wakeUps).toEqual([
        '2026-11-25T02:08:01.000Z',
        '2026-11-25T02:08:02.000Z',
        '2026-11-25T02:08:03.000Z',
        '2026-11-25T02:10:03.000Z',
      ]);
      expect(clock.version).toBe(3);
      expect(events).toHaveLength(2);
    },
  );

  test('five more tries, then it fails with the reason, for the alarm', () => {
    const conflicts = Array.from({ length: 10 }, () => cancelled('TransactionConflict', 'None'));
    const { end, path, failure } = run(machine, input, start, table({}, conflicts).transact);
    expect(end).toBe('Fail');
    expect(path.filter((name) => name === 'WriteStep')).toHaveLength(6);
    expect(failure).toEqual(['DynamoDb.TransactionCanceledException', expect.stringContaining('TransactionConflict')]);
  });

  test('either spelling of the error is known', () => {
    const other = new TaskError('DynamoDB.TransactionCanceledException', '[TransactionConflict, None]');
    const { transact, clock } = table({}, [other]);
    run(machine, input, start, transact);
    expect(clock.status).toBe('breached');
  });
});

describe('the document', () => {
  const tasks = Object.entries(machine.States).flatMap(([name, state]) =>
    state.Type === 'Task' ? [{ name, state }] : [],
  );

  test.each(['aws', 'aws-cn'])('is valid in the partition %s', (partition) => {
    const { isValid, errorsText } = validate(filled(partition), { checkPaths: true, checkArn: true });
    expect(isValid, errorsText('\n')).toBe(true);
  });

  test('has no other placeholders than these two', () => {
    const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(['Partition', 'TableName']));
  });

  test('every task ends in time, repeats what may pass, and never repeats a cancelled transaction blindly', () => {
    expect(tasks.map(({ name }) => name)).toEqual(['WriteStep', 'WriteLastStep']);
    const spellings = ['DynamoDb.TransactionCanceledException', 'DynamoDB.TransactionCanceledException'];
    for (const { state } of tasks) {
      expect(state.TimeoutSeconds).toBeLessThanOrEqual(60);
      expect(state.Retry[0]).toEqual({ ErrorEquals: spellings, MaxAttempts: 0 });
      expect(state.Retry[1]).toMatchObject({ ErrorEquals: ['States.TaskFailed', 'States.Timeout'], MaxAttempts: 5 });
      expect(state.Catch.map(({ ErrorEquals }) => ErrorEquals)).toEqual([spellings]);
      expect(state.Resource).toBe('arn:aws:states:::aws-sdk:dynamodb:transactWriteItems');
    }
  });

  test('the two writes differ only in what the row does afterwards', () => {
    const [one, last] = tasks.map(({ state }) => structuredClone(state));
    if (!one || !last) throw new Error('two writes');
    const update = (state: typeof one) => requestShape.parse(state.Parameters).TransactItems[0].Update;
    const both = 'SET #status = :status, version = :version, listKey = :listKey, listAt = :listAt';
    expect(update(one).UpdateExpression).toBe(`${both}, nextAt = :nextAt`);
    expect(update(last).UpdateExpression).toBe(`${both}, judgedAt = :now REMOVE nextAt, todoShard, todoAt`);
    expect([one.Next, one.End, last.Next, last.End]).toEqual(['TakeNextStep', undefined, undefined, true]);
    const same = (state: typeof one) => {
      const { UpdateExpression: _, ExpressionAttributeValues: values, ...rest } = update(state);
      const { ':nextAt': __, ...others } = values;
      const { Next: ___, End: ____, Parameters: _____, ...outside } = state;
      return { outside, rest, others, put: requestShape.parse(state.Parameters).TransactItems[1] };
    };
    expect(same(one)).toEqual(same(last));
  });
});

const requestShape = z.object({
  TransactItems: z.tuple([
    z.object({
      Update: z.looseObject({
        UpdateExpression: z.string(),
        ExpressionAttributeValues: z.record(z.string(), z.unknown()),
      }),
    }),
    z.unknown(),
  ]),
});
