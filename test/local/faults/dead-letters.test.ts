import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Caller } from '../../../infra/local/callers.ts';
import { until } from '../../../infra/local/story/facts.ts';
import { enter, type Stage } from '../../../infra/local/story/stage.ts';
import { report } from './cases.ts';
import { assignedLife, lookAtEffects } from './effects.ts';
import { deployedFunctions } from './functions.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './inboxes.ts';
import { untilSettled } from './journals.ts';

const stage = inject('stage');

/** What no consumer can take, whatever it is told. */
const poison = (detail: object): readonly string[] => [
  '{"cut off',
  '[]',
  JSON.stringify({ 'detail-type': 'request.received', detail: { id: 'without an envelope' } }),
  JSON.stringify({ 'detail-type': 'nobody.knows-this', detail: { ...detail, id: 'poison.name' } }),
  JSON.stringify({ 'detail-type': 'request.received', detail: { ...detail, id: 'poison.schema', schema: 99 } }),
  JSON.stringify({ 'detail-type': 'request.received', detail: { ...detail, id: 'poison.data', data: { number: 1 } } }),
  // Far larger than any event of ours, and close to what a queue takes.
  JSON.stringify({
    'detail-type': 'nobody.knows-this',
    detail: { ...detail, id: 'poison.size', data: 'x'.repeat(250_000) },
  }),
];

const envelope = {
  schema: 1,
  company: 'demo',
  at: '2026-11-25T02:00:00.000Z',
  actor: { type: 'system', id: 'test' },
  correlationId: 'test',
  causationId: 'test',
  subject: { type: 'request', id: 'poison', version: 1 },
  data: {},
};

describe('messages that cannot be taken', () => {
  let agent: Caller;
  let inboxes: Inbox[];
  let before: number;
  const undo: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    agent = await enter(stage, 'wu-ting');
    inboxes = await inboxesOfStage(stage);
    before = await dead();
    // Dead after the first failure, which the consumer puts off for five seconds.
    for (const inbox of inboxes) undo.push(await inbox.tune({ maxReceives: 1 }));
  });

  afterAll(async () => {
    for (const step of undo) await step();
    for (const inbox of inboxes) await inbox.purgeDeadLetters();
  });

  it('poison in each inbox ends among the dead letters, and its neighbours are taken', async () => {
    for (const inbox of inboxes) await inbox.hold();
    for (const inbox of inboxes) await inbox.send(poison(envelope));
    const urgent = await report(agent, 'yunshan-3-2-1202');
    const life = await report(agent, 'yunshan-3-2-1201', 'simple-repair');
    for (const inbox of inboxes) await inbox.release();
    const expected = before + inboxes.length * poison(envelope).length;
    await until('the dead letters', 60_000, async () => ((await dead()) === expected ? true : undefined));
    await untilSettled(stage, inboxes);
    const effectsOf = await lookAtEffects(stage);
    expect(effectsOf(life)).toEqual(assignedLife);
    expect(effectsOf(urgent).messages).toEqual(['work-order-assigned sms sent']);
    for (const inbox of inboxes) await inbox.purgeDeadLetters();
    expect(await dead()).toBe(0);
  });

  it('events that died for want of a right are moved back once it is there, and take effect once', async () => {
    const [intake, dispatch, sla, urgent, bulk] = [
      'intake',
      'dispatch',
      'sla',
      'notification Urgent',
      'notification Bulk',
    ].flatMap((name) => inboxes.filter((inbox) => inbox.name === name));
    if (!intake || !dispatch || !sla || !urgent || !bulk) throw new Error('an inbox is missing');
    for (const inbox of [intake, urgent, bulk]) await inbox.hold();
    const dispatched = [
      await report(agent, 'yunshan-2-2-602'),
      await report(agent, 'yunshan-2-2-601', 'simple-repair'),
    ];
    for (const inbox of [intake, urgent, bulk]) await inbox.filled(inbox === intake ? 4 : 1);
    for (const inbox of [dispatch, sla]) await inbox.hold();
    const heldUp = await report(agent, 'yunshan-2-2-101', 'simple-repair');
    for (const inbox of [dispatch, sla]) await inbox.filled(1);

    const giveBack = await takeRights(stage);
    for (const inbox of inboxes) await inbox.release();
    await until('the dead letters', 60_000, async () => ((await dead()) >= 8 ? true : undefined));
    const whenDead = await lookAtEffects(stage);
    expect(whenDead(heldUp)).toMatchObject({ facts: [], workOrders: [], messages: [] });
    for (const life of dispatched) expect(whenDead(life)).toMatchObject({ timeline: ['received'], messages: [] });

    await giveBack();
    // Whatever else failed meanwhile is dead soon.
    for (const inbox of inboxes) await inbox.drained();
    const told = await redrive(stage);
    for (const { name } of inboxes)
      expect(told).toMatch(new RegExp(`^${name}: ([1-9]\\d*) dead letters, \\1 moved back, 0 failed$`, 'm'));
    await untilSettled(stage, inboxes);
    const effectsOf = await lookAtEffects(stage);
    const { facts, workOrders, timeline, messages, handedOver } = assignedLife;
    expect(effectsOf(heldUp)).toEqual(assignedLife);
    for (const life of dispatched)
      expect(effectsOf(life)).toMatchObject({ facts, workOrders, timeline, messages, handedOver });
    expect(await dead()).toBe(0);
  });

  const dead = async (): Promise<number> =>
    Object.entries(await deadLetters(stage)).reduce((sum, [queue, count]) => sum + (isInbox(queue) ? count : 0), 0);
});

/** Sweeps and streams have dead letters too. */
const isInbox = (queue: string): boolean => queue.includes('InboxDeadLetters');

/** No consumer may touch a table any more. @returns how to give the right back */
async function takeRights(stage: Stage): Promise<() => Promise<void>> {
  const iam = new IAMClient(stage.connection);
  const roles = (await deployedFunctions(stage)).filter(({ entry }) => entry === 'on-events');
  const PolicyName = 'taken-away-by-a-test';
  const Statement = [{ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  for (const { roleName: RoleName } of roles)
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  return async () => {
    for (const { roleName: RoleName } of roles) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  };
}

/** `npm run redrive`, as an operator runs it. @returns what it says */
async function redrive({ connection }: Stage): Promise<string> {
  const root = join(import.meta.dirname, '../../..');
  const { stdout } = await promisify(execFile)(process.execPath, ['infra/operations/redrive.ts', '--company', 'demo'], {
    cwd: root,
    env: {
      AWS_ENDPOINT_URL: connection.endpoint,
      AWS_REGION: connection.region,
      AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
    },
  });
  return stdout;
}
