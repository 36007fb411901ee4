import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller } from '../../infra/local/callers.ts';
import { localConnection } from '../../infra/local/connection.ts';
import { freePort } from '../../infra/local/emulator.ts';
import { type HandedOver, handedOver } from '../../infra/local/handed-over.ts';
import { readPasswords } from '../../infra/local/seeded.ts';
import { until } from '../../infra/local/story/facts.ts';
import { clocksOf, enter, messagesOf, type ShownClock, type Stage } from '../../infra/local/story/stage.ts';
import { trialStandard } from '../../infra/local/story/trial-standard.ts';
import { output, readOutputs } from '../../infra/operations/outputs.ts';
import { GRACE_MS } from '../../services/sla/contract/grace.ts';
import { clockAddress } from '../../services/sla/store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { act, assignedWorkOrder, type Reported, report } from './faults/cases.ts';
import { inboxesOfStage } from './faults/inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './faults/journals.ts';
import { newStateFolder } from './test-folders.ts';
import { isAlarm } from './told.ts';

/** `npm start`, stopped by Ctrl-C while clocks run and started again: with processes of its own, as a person does it. */

const repository = join(import.meta.dirname, '../..');
const stateDir = await newStateFolder();
const port = await freePort();

interface Started {
  /** What it has printed so far. */
  printed(): string;
  readonly stage: Stage;
  readonly manager: Caller;
  readonly agent: Caller;
  readonly supervisor: Caller;
  /** @returns its exit code */
  end(): Promise<number | null>;
}

/** The process that runs now. */
let running: Pick<Started, 'end'> | undefined;
let first: Started;
let second: Started;
let firstEnd: { readonly exitCode: number | null; readonly left: readonly string[] };
/** The emulator forgets e-mails when it stops, not SMS. */
let emailsBefore: readonly HandedOver[];
/** Told before the stop; due during it; due after it; reported in the moment of the stop. */
let told: Reported;
let during: Reported;
let after: Reported;
let last: Reported;

beforeAll(async () => {
  first = await start();
  const { agent, manager } = first;
  // What is being worked on at the stop comes back after this time instead of minutes.
  for (const inbox of await inboxesOfStage(first.stage)) await inbox.tune({ visibilitySeconds: 20 });
  const standard = await trialStandard(manager, agent);
  await standard.limitArrival(2);
  told = await dispatched(first, 1);
  await alarmsOf(first, told);
  emailsBefore = (await handedOver(first.stage.url)).filter(({ channel }) => channel === 'email');
  await standard.limitArrival(10);
  during = await dispatched(first, 2);
  const { due } = await arrivalOf(first, during);
  await standard.limitArrival(25);
  after = await dispatched(first, 3);
  last = await report(agent, 'trial-4-1-101');
  firstEnd = { exitCode: await first.end(), left: processes() };
  await sleep(Math.max(0, Date.parse(due) + GRACE_MS - Date.now()));
  second = await start();
});

afterAll(async () => {
  await running?.end();
  await rm(stateDir, { recursive: true, force: true });
});

it('Ctrl-C saves, ends well and leaves no process behind', () => {
  expect(firstEnd).toEqual({ exitCode: 0, left: [] });
  expect(first.printed()).toContain('已保存 Saved');
});

it('the next start says what it has recovered', () => {
  const [, clocks] = /已恢复：(\d+) 个进行中的时限重新计时/.exec(second.printed()) ?? [];
  // Of each, those that nobody has stopped: two of the one that was told, three of others, and maybe of the last.
  expect(Number(clocks)).toBeGreaterThanOrEqual(2 + 3 + 3);
});

it('every clock is judged once, never before its deadline, and every alarm is given', async () => {
  const table = output(second.stage.outputs, 'sla', 'TableName');
  const journal = new Journal(documentClient(new DynamoDBClient(second.stage.connection)), table, 'demo');
  for (const reported of [told, during, after, last]) {
    await alarmsOf(second, reported);
    const clock = await arrivalOf(second, reported);
    expect(clock.status).toBe('breached');
    expect(Date.parse(clock.judgedAt ?? '')).toBeGreaterThan(Date.parse(clock.due) + GRACE_MS);
    const events = await journal.events(clockAddress(reported.id, clock.id));
    expect(events.filter(({ name }) => name === 'clock.breached')).toHaveLength(1);
  }
  // It prints each message as it is handed over.
  for (const { number } of [during, after])
    await until(`alarms of ${number}`, 30_000, async () => second.printed().includes(`单号${number}`) || undefined);
});

it('what is reported now takes its whole way', async () => {
  const reported = await dispatched(second, 5);
  const workOrder = await assignedWorkOrder(second.supervisor, reported);
  await act(second.stage, workOrder, 'arrive');
  const met = await until('the verdict', 120_000, async () => {
    const clock = await arrivalOf(second, reported);
    return clock.status === 'met' ? clock : undefined;
  });
  expect(met.stoppedAt).not.toBeNull();
});

it('nobody is told twice, unless it says that this may be', async () => {
  await untilSettled(second.stage, await inboxesOfStage(second.stage));
  const alarms = [...emailsBefore, ...(await handedOver(second.stage.url))].filter(isAlarm);
  for (const { id, number } of [told, during, after, last]) {
    const log = (await messagesOf(second.supervisor, id)).filter(({ template }) => template === 'breach');
    expect(log.map(({ channel, status }) => `${channel} ${status}`)).toEqual(['email sent', 'sms sent']);
    for (const { channel, uncertain } of log) {
      const times = alarms.filter((alarm) => alarm.channel === channel && alarm.text.includes(number)).length;
      expect(uncertain ? Math.min(times, 1) : times, `${channel} about ${number}`).toBe(1);
    }
  }
});

it('and it ends as well as the first time', async () => {
  expect({ exitCode: await second.end(), left: processes() }).toEqual({ exitCode: 0, left: [] });
});

it('killed in the middle of its work it comes back as it was last saved, whole, and goes on', async () => {
  const third = await start();
  const lost = await dispatched(third, 6);
  const emulator = processes().find((line) => line.includes('emulator_main.py'));
  process.kill(Number(emulator?.trim().split(/\s+/)[0]), 'SIGKILL');
  await third.end();
  const fourth = await start();
  expect((await fourth.agent.get(`/v1/requests/${lost.id}`)).status).toBe(404);
  for (const service of ['intake', 'dispatch', 'sla'] as const)
    expect(brokenJournals(await rowsOf(fourth.stage, service))).toEqual([]);
  for (const reported of [told, during, after, last])
    expect(await arrivalOf(fourth, reported)).toMatchObject({ status: 'breached' });
  const next = await dispatched(fourth, 7);
  await act(fourth.stage, await assignedWorkOrder(fourth.supervisor, next), 'arrive');
  await untilSettled(fourth.stage, await inboxesOfStage(fourth.stage));
  expect(await arrivalOf(fourth, next)).toMatchObject({ status: 'met' });
  await fourth.end();
  expect(processes()).toEqual([]);
});

/** Runs `npm start` until it has printed the address. */
async function start(): Promise<Started> {
  const child = spawn(process.execPath, ['infra/local/set-up.mjs', 'infra/local/start.ts'], {
    cwd: repository,
    env: { ...process.env, PORT: String(port), STATE_DIR: stateDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  const exited = once(child, 'exit');
  const end = async (): Promise<number | null> => {
    running = undefined;
    child.kill('SIGINT');
    const [code] = await exited;
    return code;
  };
  running = { end };
  await until('the address', 180_000, async () => {
    if (child.exitCode !== null) throw new Error(printed);
    return printed.includes(`Guanjia is running:  http://localhost:${port}`) || undefined;
  });
  const connection = localConnection(port);
  const outputs = await readOutputs(connection, 'demo');
  const stage = { url: connection.endpoint, connection, outputs, passwords: readPasswords(stateDir) };
  const [manager, agent, supervisor] = await Promise.all([
    enter(stage, 'zhou-lan'),
    enter(stage, 'wu-ting'),
    enter(stage, 'zhao-gang'),
  ]);
  return { printed: () => printed, stage, manager, agent, supervisor, end };
}

/** Processes that work on our folder. */
function processes(): string[] {
  const all = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(stateDir));
}

/** Reports a burst pipe and waits until somebody has it and its clocks run. */
async function dispatched(on: Started, building: number): Promise<Reported> {
  const reported = await report(on.agent, `trial-${building}-1-101`);
  await assignedWorkOrder(on.supervisor, reported);
  await arrivalOf(on, reported);
  return reported;
}

function arrivalOf({ supervisor }: Started, { id, number }: Reported): Promise<ShownClock> {
  return until(`the arrival clock of ${number}`, 120_000, async () =>
    (await clocksOf(supervisor, id)).find(({ kind }) => kind === 'arrival'),
  );
}

/** Waits until a breach has been told by e-mail and SMS. */
async function alarmsOf({ supervisor }: Started, { id, number }: Reported): Promise<void> {
  await until(`alarms of ${number}`, 150_000, async () => {
    const sent = (await messagesOf(supervisor, id)).filter(
      ({ template, status }) => template === 'breach' && status === 'sent',
    );
    return sent.length >= 2 || undefined;
  });
}
