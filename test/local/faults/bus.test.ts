import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Service } from '../../../infra/functions.ts';
import type { Caller } from '../../../infra/local/callers.ts';
import { eachOf, until } from '../../../infra/local/story/facts.ts';
import { enter } from '../../../infra/local/story/stage.ts';
import { output } from '../../../infra/operations/outputs.ts';
import { unpark } from '../../../infra/operations/redrive.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { startFaults } from '../gateway-faults.ts';
import { type BusLog, listenToBus } from './bus-log.ts';
import { type Reported, report } from './cases.ts';
import { assignedLife, breachedLife, type Effects, lookAtEffects } from './effects.ts';
import { deployedFunction, sweep, switchOff } from './functions.ts';
import { deadLetters, inboxesOfStage } from './inboxes.ts';
import { brokenJournals, isEvent, type Row, rowsOf, untilSettled } from './journals.ts';

const stage = inject('stage');
const putEvents = { service: 'events', operation: 'PutEvents' };
const OFF_MS = 120_000;
const SWEEP_LEAVES_MS = 15_000;
const PARK_AFTER = 10;

/** In the two minutes in which one relay is off, the bus fails in other ways for others. */
describe('what the bus or the way to it loses', () => {
  let agent: Caller;
  let bus: BusLog;
  let switchOn: () => Promise<void>;
  let offSince: number;
  let deadBefore: Record<string, number>;
  /** Nobody comes, and the relay that would tell so is off. */
  let delayed: Reported[];
  const others: Reported[] = [];

  beforeAll(async () => {
    agent = await enter(stage, 'wu-ting');
    bus = await listenToBus(stage);
    deadBefore = await deadLetters(stage);
    switchOn = await switchOff(stage, (await deployedFunction(stage, 'sla', 'relay')).name);
    offSince = Date.now();
    delayed = await eachOf([361, 362, 363], 3, (building) => report(agent, `trial-${building}-1-101`));
  });

  afterAll(async () => {
    await startFaults();
    await switchOn();
    await bus.stop();
  });

  it('the bus takes a part of a call: only the rest is sent again', async () => {
    const relay = await deployedFunction(stage, 'dispatch', 'relay');
    const refused = 'trial-371-1-101';
    const faults = await startFaults({
      ...putEvents,
      body: 'work-order.assigned',
      times: 3,
      fate: {
        refuseEntries: { containing: ['work-order.assigned', refused], code: 'InternalFailure', url: stage.url },
      },
    });
    // Four events wait for the relay, and it takes them together.
    const putOn = await switchOff(stage, relay.name);
    const lives = [await reported(refused), await reported('trial-372-1-101')];
    for (const life of lives) await eventOf('dispatch', life, ({ name }) => name === 'work-order.assigned');
    await putOn();
    for (const life of lives)
      await until('on the bus', 20_000, async () => (await onBus(life, 'work-order.created')) === 1 || undefined);
    const [first, second] = await Promise.all(lives.map((life) => onBus(life, 'work-order.assigned')));
    expect([first, second]).toEqual([0, 1]);
    for (const life of lives) await becomes(life, assignedLife, 'dispatch');
    expect(await faults.stop()).toEqual([3]);
    for (const life of lives)
      for (const name of ['work-order.created', 'work-order.assigned']) expect(await onBus(life, name)).toBe(1);
  });

  it('the bus takes a call and its answer is lost: the events come twice, their effects do not', async () => {
    const premises = 'trial-374-1-101';
    const faults = await startFaults({ ...putEvents, body: premises, times: 2, fate: 'lose-answer' });
    const life = await reported(premises);
    await becomes(life, assignedLife);
    expect(await faults.stop()).toEqual([2]);
    expect(await onBus(life, 'request.received')).toBeGreaterThan(1);
  });

  it('an entry that the bus refuses ten times is parked; made owed again, it goes out once', async () => {
    const premises = 'trial-373-1-101';
    const faults = await startFaults({
      ...putEvents,
      body: premises,
      fate: { refuseEntries: { containing: [premises], code: 'MalformedDetail', url: stage.url } },
    });
    const life = await reported(premises);
    const { pk, sk, todoAt } = await eventOf('intake', life, ({ parkedAt }) => parkedAt !== undefined, 'intake');
    expect(todoAt).toBeUndefined();
    await faults.stop();
    const table = output(stage.outputs, 'intake', 'TableName');
    const doc = documentClient(new DynamoDBClient(stage.connection));
    expect(await unpark(doc, table, { pk, sk }, new Date().toISOString())).toBe(true);
    await becomes(life, assignedLife, 'intake');
    expect(await onBus(life, 'request.received')).toBe(1);
  });

  it('the bus is down: everything goes out once it is back, and nothing has been parked', async () => {
    const faults = await startFaults({ ...putEvents, fate: { respond: { status: 503, body: '{}' } } });
    const lives = await eachOf([375, 376, 377], 3, (building) => reported(`trial-${building}-1-101`));
    // Young events are the relay's business. Then the sweep tries more often than a refused entry may be.
    await wait(SWEEP_LEAVES_MS);
    for (let tries = 1; tries <= PARK_AFTER + 1; tries++) await sweep(stage, 'intake');
    for (const life of lives) {
      const { todoAt, parkedAt, attempts } = await eventOf('intake', life, () => true);
      expect({ owed: todoAt !== undefined, parkedAt, attempts }).toEqual({ owed: true });
      expect(await onBus(life, 'request.received')).toBe(0);
    }
    expect((await faults.stop())[0]).toBeGreaterThan(PARK_AFTER);
    for (const life of lives) await becomes(life, assignedLife, 'intake', 'dispatch');
  });

  it('a relay is off for two minutes: everything is out afterwards, and nothing has happened twice', async () => {
    await wait(OFF_MS - (Date.now() - offSince));
    await switchOn();
    await untilSettled(stage, await inboxesOfStage(stage));
    const effectsOf = await lookAtEffects(stage);
    for (const life of delayed) expect(effectsOf(life)).toEqual(breachedLife);
    for (const life of others) expect(effectsOf(life)).toEqual(assignedLife);
    // The sweep had sent them; then the relay came to them in its stream.
    for (const life of delayed) expect(await onBus(life, 'clock.breached')).toBeGreaterThan(1);
    for (const service of ['intake', 'dispatch', 'sla'] as const) {
      const rows = await rowsOf(stage, service);
      expect(brokenJournals(rows)).toEqual([]);
      expect(rows.filter(({ at, parkedAt }) => parkedAt !== undefined && Date.parse(String(at)) > offSince)).toEqual(
        [],
      );
    }
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });

  async function reported(premisesId: string): Promise<Reported> {
    const life = await report(agent, premisesId, 'simple-repair');
    others.push(life);
    return life;
  }

  async function onBus({ id }: Reported, name: string): Promise<number> {
    return (await bus.events()).filter((event) => event.name === name && event.body.includes(id)).length;
  }

  /** Waits for an event in a service's journal; calls sweeps meanwhile. */
  function eventOf(
    service: Service,
    { id }: Reported,
    isWanted: (row: Row) => boolean,
    ...sweeps: readonly Service[]
  ): Promise<Row> {
    return until(`event in the journal of ${service}`, 60_000, async () => {
      await sweep(stage, ...sweeps);
      const rows = await rowsOf(stage, service);
      return rows.find((row) => isEvent(row) && JSON.stringify(row).includes(id) && isWanted(row));
    });
  }

  async function becomes(life: Reported, wanted: Effects, ...sweeps: readonly Service[]): Promise<void> {
    let seen: Effects | undefined;
    await until('its effects', 40_000, async () => {
      await sweep(stage, ...sweeps);
      seen = (await lookAtEffects(stage))(life);
      return isDeepStrictEqual(seen, wanted) || undefined;
    }).catch(() => expect(seen).toEqual(wanted));
  }
});
