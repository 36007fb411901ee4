import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { eachOf } from '../../../infra/local/story/facts.ts';
import { enter } from '../../../infra/local/story/stage.ts';
import { act, assignedWorkOrder, type Reported, report } from './cases.ts';
import { type Effects, lookAtEffects, metLife, retractedLife } from './effects.ts';
import { type Inbox, inboxesOfStage } from './inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './journals.ts';

const stage = inject('stage');

/** Decides the order in which events come; another one is another test. */
const SEED = 20_261_125;

const BusEventSchema = z.object({ 'detail-type': z.string(), detail: z.object({ at: z.string() }) });
const eventIn = (body: string) => BusEventSchema.parse(JSON.parse(body));
const named =
  (...names: string[]) =>
  (body: string) =>
    names.includes(eventIn(body)['detail-type']);
const about =
  (...cases: readonly Reported[]) =>
  (body: string) =>
    cases.some(({ id }) => body.includes(id));

describe(`every event of twenty lives three times and out of order (seed ${SEED})`, () => {
  const random = randomFrom(SEED);
  let inboxes: Inbox[] = [];
  /** Of each kind the first life gets its events once and in order. */
  let inTime: Reported[];
  /** Arrived in time too, but sla hears of it only after the breach has been told. */
  let late: Reported[];
  /** As those, and notification hears of the breach only after it has been taken back. */
  let overtaken: Reported[];
  let effectsOf: (reported: Reported) => Effects;

  afterAll(async () => {
    for (const inbox of inboxes) await inbox.release();
  });

  beforeAll(async () => {
    inboxes = await inboxesOfStage(stage);
    const [intake, dispatch, sla, urgent] = ['intake', 'dispatch', 'sla', 'notification Urgent'].map((name) => {
      const inbox = inboxes.find((one) => one.name === name);
      if (!inbox) throw new Error(`no inbox ${name}`);
      return inbox;
    });
    if (!intake || !dispatch || !sla || !urgent) throw new Error('an inbox is missing');
    const [agent, supervisor] = await Promise.all([enter(stage, 'wu-ting'), enter(stage, 'zhao-gang')]);
    for (const inbox of [intake, dispatch, sla, urgent]) await inbox.hold();

    const lives = await eachOf([...Array(23).keys()], 6, (n) =>
      report(agent, n < 11 ? `yunshan-${1 + (n % 3)}-2-102` : `trial-${201 + n}-1-101`),
    );
    [inTime, late, overtaken] = [lives.slice(0, 11), lives.slice(11, 21), lives.slice(21)];
    const inOrder = [inTime[0], late[0], overtaken[0]].flatMap((life) => life ?? []);
    const everything = new Map<Inbox, string[]>();

    /** Takes what has come in for these lives, one event of each name for each. */
    const hear = async (inbox: Inbox, cases: readonly Reported[], ...names: string[]): Promise<string[]> => {
      const isWanted = (body: string) => named(...names)(body) && about(...cases)(body);
      const bodies = await inbox.take(cases.length * names.length, isWanted);
      everything.set(inbox, [...(everything.get(inbox) ?? []), ...bodies]);
      return bodies;
    };
    const deliver = async (inbox: Inbox, bodies: readonly string[]): Promise<void> => {
      await inbox.release();
      for (const body of bodies.filter(about(...inOrder)).toSorted(byInstant)) {
        await inbox.send([body]);
        await inbox.drained();
      }
      await repeat(inbox, bodies);
    };
    const repeat = async (inbox: Inbox, bodies: readonly string[]): Promise<void> => {
      const others = bodies.filter((body) => !about(...inOrder)(body));
      await inbox.hold();
      await inbox.send(shuffled([...others, ...others, ...others], random));
      await inbox.release();
      await inbox.drained();
      await inbox.hold();
    };

    await hear(sla, lives, 'request.received');
    await deliver(dispatch, await hear(dispatch, lives, 'request.received'));
    const orders = await eachOf(lives, 6, (life) => assignedWorkOrder(supervisor, life));
    await eachOf(orders, 6, (order) => act(stage, order, 'accept'));
    await eachOf(orders, 6, (order) => act(stage, order, 'arrive'));

    const acts = ['work-order.assigned', 'work-order.accepted', 'work-order.arrived'];
    await hear(sla, lives, ...acts);
    const facts = everything.get(sla) ?? [];
    const isLate = (body: string) =>
      about(...late, ...overtaken)(body) && named('work-order.accepted', 'work-order.arrived')(body);
    await deliver(
      sla,
      facts.filter((body) => !isLate(body)),
    );
    await deliver(intake, await hear(intake, lives, 'work-order.created', ...acts));
    await deliver(urgent, await hear(urgent, lives, 'work-order.assigned'));

    const breached = [...late, ...overtaken];
    await deliver(sla, await hear(sla, breached, 'clock.breached'));
    const alarms = await hear(urgent, breached, 'escalation.raised');
    await deliver(urgent, alarms.filter(about(...late)));

    await deliver(sla, facts.filter(isLate));
    await repeat(sla, facts);
    const corrections = await hear(urgent, breached, 'clock.breach-retracted');
    await deliver(urgent, corrections);
    await deliver(urgent, alarms.filter(about(...overtaken)));
    await deliver(
      intake,
      await hear(intake, breached, 'clock.breached', 'escalation.raised', 'clock.breach-retracted'),
    );

    for (const inbox of [intake, dispatch, sla, urgent]) await repeat(inbox, everything.get(inbox) ?? []);
    for (const inbox of inboxes) await inbox.release();
    await untilSettled(stage, inboxes);
    effectsOf = await lookAtEffects(stage);
  });

  it('an arrival in time: verdicts, timeline, work order and messages are those of the life in order', () => {
    for (const life of inTime) expect(effectsOf(life)).toEqual(metLife);
  });

  it('a breach told, then late news of the arrival in time: taken back once, as in order', () => {
    for (const life of late) expect(effectsOf(life)).toEqual(retractedLife);
  });

  it('a retraction that overtakes its breach: nobody is told of either, as in order', () => {
    const untold: Effects = {
      ...retractedLife,
      events: [
        ...retractedLife.events.filter((name) => name !== 'message.delivered'),
        ...metLife.events.filter((name) => name === 'message.delivered'),
      ].toSorted(),
      messages: metLife.messages,
      handedOver: metLife.handedOver,
    };
    for (const life of overtaken) expect(effectsOf(life)).toEqual(untold);
  });

  it('no journal has a gap', async () => {
    for (const service of ['intake', 'dispatch', 'sla'] as const)
      expect(brokenJournals(await rowsOf(stage, service))).toEqual([]);
  });
});

const byInstant = (a: string, b: string): number => (eventIn(a).detail.at < eventIn(b).detail.at ? -1 : 1);

/** The same numbers between 0 and 1 for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}
