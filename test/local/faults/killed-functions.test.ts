import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Entry, Service } from '../../../infra/functions.ts';
import { expectStatus } from '../../../infra/local/callers.ts';
import { eachOf, until } from '../../../infra/local/story/facts.ts';
import { clocksOf, enter, messagesOf, type ShownMessage } from '../../../infra/local/story/stage.ts';
import { type BusEvent, listenToBus } from './bus-log.ts';
import { act, assignedWorkOrder, type Reported, report } from './cases.ts';
import { breachedLife, type Effects, lookAtEffects, metLife } from './effects.ts';
import { type Death, deployedFunction, type Killing, killing, sweepLater } from './functions.ts';
import { deadLetters, inboxesOfStage } from './inboxes.ts';
import { brokenJournals, isEvent, journalled, type Row, rowsOf, untilSettled } from './journals.ts';

const stage = inject('stage');
const startedAt = new Date().toISOString();
const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

interface Doom {
  readonly service: Service;
  readonly entry: Entry;
  /** The call that commits, and a text in it that tells what about. */
  readonly commit: string;
  readonly what: string;
  /** Numbers reach beyond the last answer of AWS, so that no point is left out. */
  readonly points: readonly (number | string)[];
}

const transaction = 'TransactWriteItems';
const beforeAnswer = 1000;
const dooms: readonly Doom[] = [
  { service: 'intake', entry: 'api', commit: transaction, what: 'request.received', points: count(2) },
  { service: 'intake', entry: 'on-events', commit: transaction, what: 'timeline#', points: count(2) },
  // A relay's batch may be of any size, and its marks are all alike.
  { service: 'intake', entry: 'relay', commit: 'PutEvents', what: 'request.received', points: [0, 1, beforeAnswer] },
  {
    service: 'sla',
    entry: 'relay',
    commit: 'PutEvents',
    what: 'clock.started',
    points: [0, 1, 2, 3, 'UpdateItem', beforeAnswer],
  },
  { service: 'dispatch', entry: 'on-events', commit: transaction, what: 'work-order.created', points: count(2) },
  { service: 'dispatch', entry: 'api', commit: transaction, what: 'work-order.accepted', points: count(2) },
  { service: 'dispatch', entry: 'api', commit: transaction, what: 'work-order.arrived', points: count(2) },
  // Three clocks get a timer: start, mark as armed.
  { service: 'sla', entry: 'on-events', commit: transaction, what: 'clock.started', points: count(8) },
  // Two clocks stop, then one more.
  { service: 'sla', entry: 'on-events', commit: transaction, what: '"kind":{"S":"accepted"}', points: count(4) },
  { service: 'sla', entry: 'on-events', commit: transaction, what: '"kind":{"S":"arrived"}', points: count(3) },
  { service: 'sla', entry: 'on-events', commit: transaction, what: 'escalation.raised', points: count(2) },
  // Queue; look up; claim; hand over; record.
  {
    service: 'notification',
    entry: 'on-events',
    commit: transaction,
    what: 'inbox#notification#work-order.',
    points: [...count(12), 'PutItem', 'Publish', transaction],
  },
  {
    service: 'notification',
    entry: 'on-events',
    commit: transaction,
    what: 'inbox#notification#escalation.',
    points: [...count(18), 'PutItem', 'SendEmail', 'Publish', transaction],
  },
];

/** More than any function has points. */
const NOBODY_COMES = 23;
const SOMEBODY_COMES = 6;
const LEASE_MS = 60_000;

/** One burst of requests in which all the deaths happen, and what is there when all has come to rest. */
describe('functions killed after their commit', () => {
  const restores: (() => Promise<void>)[] = [];
  let deathsOf: Map<string, Death[]>;
  let nobodyComes: Reported[];
  let somebodyComes: Reported[];
  let effectsOf: (reported: Reported) => Effects;
  let messages: ShownMessage[][];
  let rows: Map<Service, Row[]>;
  let published: readonly BusEvent[];
  let deadBefore: Record<string, number>;

  afterAll(async () => {
    for (const restore of restores.reverse()) await restore();
  });

  beforeAll(async () => {
    const [agent, supervisor] = await Promise.all([enter(stage, 'wu-ting'), enter(stage, 'zhao-gang')]);
    const bus = await listenToBus(stage);
    restores.push(() => bus.stop());
    deadBefore = await deadLetters(stage);
    const inboxes = await inboxesOfStage(stage);
    // What a dead process had in hand comes back soon, and each process has one message.
    for (const inbox of inboxes)
      restores.push(await inbox.tune({ visibilitySeconds: 4, maxReceives: 50, batchSize: 1, concurrency: 8 }));
    const killings = new Map<string, Killing>();
    for (const { service, entry, commit, what, points } of dooms) {
      const { name } = await deployedFunction(stage, service, entry);
      const mortal = killings.get(name) ?? (await killing(stage, name, commit));
      if (!killings.has(name)) restores.push(() => mortal.restore());
      killings.set(name, mortal);
      await mortal.die(what, points);
    }

    // 20 seconds for the arrival in the one community, 10 minutes in the other.
    nobodyComes = await eachOf(count(NOBODY_COMES), 6, (n) => report(agent, `trial-${101 + n}-1-101`));
    somebodyComes = await eachOf(count(SOMEBODY_COMES), 6, (n) => report(agent, `yunshan-${1 + (n % 3)}-1-102`));
    const orders = await eachOf(somebodyComes, 6, (reported) => assignedWorkOrder(supervisor, reported));
    await eachOf(orders, 6, (order) => act(stage, order, 'accept'));
    for (const { id } of somebodyComes)
      await until('accepted', 60_000, async () =>
        (await clocksOf(supervisor, id)).find(({ kind, status }) => kind === 'accept' && status === 'met'),
      );
    await eachOf(orders, 6, (order) => act(stage, order, 'arrive'));

    await until('all deaths', 90_000, async () => {
      const left = await Promise.all([...killings.values()].map((mortal) => mortal.left()));
      return left.every((points) => points === 0) || undefined;
    });
    await until('all inboxes empty', 60_000, async () => {
      const waiting = await Promise.all(inboxes.map((inbox) => inbox.waiting()));
      return waiting.every((messages) => messages === 0) || undefined;
    });
    await sweepLater(stage, 'notification', LEASE_MS + 1000);
    await untilSettled(stage, inboxes);

    deathsOf = new Map(
      await Promise.all([...killings].map(async ([name, mortal]) => [name, await mortal.deaths()] as const)),
    );
    published = await bus.events();
    rows = new Map(
      await Promise.all(journalled.map(async (service) => [service, await rowsOf(stage, service)] as const)),
    );
    effectsOf = await lookAtEffects(stage);
    // Warnings depend on when a clock was started; the effects leave them out too.
    messages = await eachOf([...nobodyComes, ...somebodyComes], 6, async ({ id }) =>
      (await messagesOf(supervisor, id)).filter(({ template }) => template !== 'warning'),
    );
  });

  it.each(dooms)('$service $entry has died at each point after $what', async ({ service, entry, what, points }) => {
    const { name } = await deployedFunction(stage, service, entry);
    const died = deathsOf.get(name)?.filter((death) => death.what === what) ?? [];
    expect(died.map(({ point }) => String(point)).toSorted()).toEqual(points.map(String).toSorted());
    const last = Math.max(...points.filter((point) => typeof point === 'number'));
    for (const { point, where } of died)
      if (point === last) expect(where, 'a later point has been left out').toBe('answer');
      else if (point === 0) expect(where).not.toBe('answer');
      else if (typeof point === 'string') expect(where).toBe(point);
  });

  it('a client that repeats its call has made one request, and gets the same answer for ever', async () => {
    const agent = await enter(stage, 'wu-ting');
    for (const { id, number, key, body } of nobodyComes) {
      expect(expectStatus(await agent.post('/v1/requests', body, key), 201).body).toMatchObject({ id, number });
      const premisesId = 'premisesId' in body ? body.premisesId : undefined;
      const made = rows.get('intake')?.filter((row) => row.sk === 'state' && row.premisesId === premisesId) ?? [];
      expect(made.filter(({ receivedAt }) => String(receivedAt) >= startedAt)).toHaveLength(1);
    }
  });

  it('where nobody came, everything has happened once', () => {
    for (const reported of nobodyComes) expect(once(effectsOf(reported))).toEqual(breachedLife);
  });

  it('where somebody came in time, everything has happened once', () => {
    for (const reported of somebodyComes) expect(once(effectsOf(reported))).toEqual(metLife);
  });

  it('a message comes twice only where its outcome was lost, and then it says so', () => {
    const certain = messages.flat().filter(({ uncertain }) => !uncertain);
    const uncertain = messages.flat().filter((message) => message.uncertain);
    const takenByProviders = [...nobodyComes, ...somebodyComes].flatMap((reported) => effectsOf(reported).handedOver);
    const doubled = takenByProviders.length - certain.length - uncertain.length;
    expect(doubled).toBeGreaterThan(0);
    expect(doubled).toBeLessThanOrEqual(uncertain.length);
    for (const [n, reported] of [...nobodyComes, ...somebodyComes].entries()) {
      const taken = effectsOf(reported).handedOver;
      for (const { template, channel, uncertain } of messages[n] ?? []) {
        const copies = taken.filter((text) => text === `${template} ${channel}`).length;
        expect(uncertain ? [1, 2] : [1]).toContain(copies);
      }
    }
  });

  it('all running clocks have their timers', () => {
    const clocks = rows.get('sla')?.filter(({ sk, status }) => sk.startsWith('clock#') && status === 'running') ?? [];
    expect(clocks.length).toBeGreaterThan(0);
    expect(clocks.filter(({ armedAt }) => armedAt === undefined)).toEqual([]);
  });

  it('no journal has a gap, every event was on the bus, none is owed or parked', () => {
    for (const service of ['intake', 'dispatch', 'sla'] as const)
      expect(brokenJournals(rows.get(service) ?? [])).toEqual([]);
    const onBus = new Set(published.map(({ id }) => id));
    const events = [...rows.values()].flat().filter((row) => isEvent(row) && String(row.at) >= startedAt);
    expect(events.filter(({ id }) => !onBus.has(String(id)))).toEqual([]);
    expect(events.filter(({ todoAt, parkedAt }) => todoAt !== undefined || parkedAt !== undefined)).toEqual([]);
    // The relays that died had sent them before.
    expect(published.length).toBeGreaterThan(onBus.size);
  });

  it('no message is dead', async () => {
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });
});

/** What providers have taken twice is judged apart. */
const once = (effects: Effects): Effects => ({ ...effects, handedOver: [...new Set(effects.handedOver)] });
