import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { expectStatus } from '../../infra/local/callers.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { seedLocally } from '../../infra/local/seeded.ts';
import { until } from '../../infra/local/story/facts.ts';
import {
  clocksOf,
  enter,
  messagesOf,
  type ShownClock,
  type Stage,
  workOrdersOf,
} from '../../infra/local/story/stage.ts';
import { output } from '../../infra/operations/outputs.ts';
import { rearmCompany } from '../../infra/operations/rearm.ts';
import { GRACE_MS } from '../../services/sla/contract/grace.ts';
import { clockAddress } from '../../services/sla/store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { newStateFolder } from './test-folders.ts';

/** A cloud of our own, stopped while clocks run and started again: what `npm start` does after Ctrl-C. */

const stateDir = await newStateFolder();
let cloud: Cloud | undefined;
afterAll(async () => {
  cloud?.kill();
  await cloud?.stop();
  await rm(stateDir, { recursive: true, force: true });
});

async function start(): Promise<Stage> {
  cloud = await startCloud({ company: 'demo', stateDir, port: 0, onProgress: () => undefined });
  return { ...cloud, passwords: await seedLocally(cloud, 'demo', () => undefined) };
}

const arrival = (clocks: readonly ShownClock[]): ShownClock | undefined =>
  clocks.find(({ kind }) => kind === 'arrival');

/** Reports a burst pipe and waits until its clocks run and somebody has it. @returns id and deadline */
async function report(stage: Stage): Promise<{ id: string; due: string }> {
  const [owner, supervisor] = await Promise.all([enter(stage, 'chen-xiao'), enter(stage, 'zhao-gang')]);
  const body = { premisesId: 'trial-1-1-101', description: '厨房水管爆裂' };
  const { id } = expectStatus(await owner.post('/v1/requests', body), 201).body;
  await until('派单', 90_000, async () => ((await workOrdersOf(supervisor, id)).length > 0 ? true : undefined));
  const clock = await until('计时', 90_000, async () => arrival(await clocksOf(owner, id)));
  return { id, due: clock.due };
}

const untilInstant = (instant: number): Promise<void> => sleep(Math.max(0, instant - Date.now()));

describe('after a clean stop with clocks running', () => {
  test('each is judged once and told once, whether its deadline fell into the stop or comes after it', async () => {
    const before = await start();
    const during = await report(before);
    await untilInstant(Date.parse(during.due) - 4000);
    const after = await report(before);
    await cloud?.stop();
    await untilInstant(Date.parse(during.due) + GRACE_MS);

    const stage = await start();
    expect(await rearmCompany(stage.connection, 'demo', stage.outputs)).toBeGreaterThanOrEqual(2);
    const supervisor = await enter(stage, 'zhao-gang');
    const doc = documentClient(new DynamoDBClient(stage.connection));
    const journal = new Journal(doc, output(stage.outputs, 'sla', 'TableName'), 'demo');
    for (const { id, due } of [during, after]) {
      const alarms = await until('超时通知', 150_000, async () => {
        const sent = (await messagesOf(supervisor, id)).filter(
          ({ template, status }) => template === 'breach' && status === 'sent',
        );
        return sent.length >= 2 ? sent : undefined;
      });
      expect(alarms.map(({ channel }) => channel).toSorted()).toEqual(['email', 'sms']);
      const clock = arrival(await clocksOf(supervisor, id));
      expect(clock).toMatchObject({ status: 'breached', due });
      expect(Date.parse(clock?.judgedAt ?? '')).toBeGreaterThan(Date.parse(due) + GRACE_MS - 1);
      const events = await journal.events(clockAddress(id, clock?.id ?? ''));
      expect(events.filter(({ name }) => name === 'clock.breached')).toHaveLength(1);
    }

    // What is reported now takes its whole way as well: the streams are read again, or the sweep sends.
    const fresh = await report(stage);
    expect(Date.parse(fresh.due)).toBeGreaterThan(Date.now());
  });
});
