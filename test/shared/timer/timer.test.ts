import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { Timer } from '../../../shared/timer/timer.ts';
import type { TimerInput } from '../../../shared/timer/timer-input.ts';
import { capturedLines } from '../captured-lines.ts';

const lines = capturedLines();
const sfn = mockClient(SFNClient);
const timer = new Timer(new SFNClient({}), 'arn:aws-cn:states:cn-north-1:000000000000:stateMachine:timer');
const input: TimerInput = {
  pk: 'request#r1',
  sk: 'clock#c1',
  todoShard: 'todo#0',
  tries: { count: 0 },
  step: {
    at: '2026-11-25T02:10:02.000Z',
    expectedVersion: 1,
    version: 2,
    statusBefore: 'running',
    statusAfter: 'breached',
    listKey: 'breached#yunshan',
    listAt: '2026-11-25T02:10:00.000Z',
    nextAt: '2026-11-25T02:10:00.000Z',
    eventSk: 'event#clock#c1#000000000002',
    eventId: 'clock.c1.000000000002',
    eventName: 'clock.breached',
    detail: '{}',
  },
};

beforeEach(() => {
  sfn.reset();
});

test('a timer starts under its name with its finished steps', async () => {
  sfn.on(StartExecutionCommand).resolves({});
  await timer.start('c1-1', input);
  expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
    stateMachineArn: 'arn:aws-cn:states:cn-north-1:000000000000:stateMachine:timer',
    name: 'c1-1',
    input: JSON.stringify(input),
  });
});

test('a timer that exists already is a success; any other failure is one', async () => {
  sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: '', $metadata: {} }));
  await expect(timer.start('c1-1', input)).resolves.toBeUndefined();
  sfn.on(StartExecutionCommand).rejects(new Error('throttled'));
  await expect(timer.start('c1-1', input)).rejects.toThrow('throttled');
});

test('stopping names the execution, in every partition', async () => {
  sfn.on(StopExecutionCommand).resolves({});
  await timer.stop('c1-1');
  expect(sfn.commandCalls(StopExecutionCommand)[0]?.args[0].input.executionArn).toBe(
    'arn:aws-cn:states:cn-north-1:000000000000:execution:timer:c1-1',
  );
});

test('a timer that cannot be stopped is no failure: its guard ends it', async () => {
  sfn.on(StopExecutionCommand).rejects(new ExecutionDoesNotExist({ message: '', $metadata: {} }));
  await expect(timer.stop('c1-1')).resolves.toBeUndefined();
  expect(lines()).toEqual([]);
  sfn.on(StopExecutionCommand).rejects(new Error('throttled'));
  await expect(timer.stop('c1-1')).resolves.toBeUndefined();
  expect(lines()).toMatchObject([{ level: 'WARN', timer: 'c1-1' }]);
});
