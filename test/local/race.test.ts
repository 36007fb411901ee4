import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { expectStatus } from '../../infra/local/callers.ts';
import { handedOver } from '../../infra/local/handed-over.ts';
import { eachOf } from '../../infra/local/story/facts.ts';
import { clocksOf, enter, messagesOf, type ShownMessage } from '../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../infra/local/story/trial-standard.ts';
import { GRACE_MS } from '../../services/sla/contract/grace.ts';
import { assignedWorkOrder } from './faults/cases.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './faults/inboxes.ts';
import { untilSettled } from './faults/journals.ts';
import { startFaults } from './gateway-faults.ts';
import { isAlarm } from './told.ts';
import { type Flood, reportFlood, untilInstant } from './trial-flood.ts';

/**
 * Arrivals in the second before their deadline and in the second after it: their instant decides, never who comes
 * first, the timer or the news.
 */

const stage = inject('stage');
/** Arrivals in the second before a deadline, and as many in the second after one. */
const WANTED = 50;
const MOST_ROUNDS = 3;
const PER_GROUP = 60;
const LIMIT_SECONDS = 12;
const AT_ONCE = 6;

const [manager, agent, supervisor] = await Promise.all([
  enter(stage, 'zhou-lan'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
]);

/**
 * How the news of a group's arrivals fares on its way.
 * @param lastDue the last of its deadlines, in epoch milliseconds
 * @returns what ends it, after the last arrival
 */
type Way = (lastDue: number) => Promise<() => Promise<unknown>>;

/** The bus cannot be reached with some of it: the alarm goes out, and a sweep brings the news afterwards. */
const someIsLost: Way = async () => {
  // A relay tries six times.
  const lost = {
    service: 'events',
    operation: 'PutEvents',
    body: 'work-order.arrived',
    times: 18,
    fate: 'drop',
  } as const;
  const faults = await startFaults(lost);
  return () => faults.stop();
};

/** It has to wait until the timers have judged; then it comes to sla side by side with their breaches. */
const timersAreFirst: Way = async (lastDue) => {
  const inbox = inboxes.find(({ name }) => name === 'sla');
  if (!inbox) throw new Error('sla has no inbox');
  await inbox.hold();
  return async () => {
    await untilInstant(lastDue + GRACE_MS + 1500);
    await inbox.release();
  };
};

const asUsual: Way = async () => async () => undefined;

const ways: readonly Way[] = [someIsLost, timersAreFirst, asUsual];

interface Arrival extends Flood {
  /** By the server's clock. */
  readonly arrivedAt: string;
}

let inboxes: readonly Inbox[];
let standard: TrialStandard;

beforeAll(async () => {
  inboxes = await inboxesOfStage(stage);
  standard = await trialStandard(manager, agent);
  await standard.limitArrival(LIMIT_SECONDS);
});

afterAll(() => standard.restore());

it('R042: an arrival is judged by its instant, in the second of the deadline too', { timeout: 420_000 }, async () => {
  const before = new Set((await handedOver(stage.url)).map(({ id }) => id));
  const deadBefore = await deadLetters(stage);
  const arrivals: Arrival[] = [];
  for (let round = 0; round < MOST_ROUNDS && !areEnough(arrivals); round++)
    for (const [n, way] of ways.entries()) arrivals.push(...(await play(way, 1 + n * PER_GROUP)));
  expect(areEnough(arrivals), 'enough arrivals within a second of their deadline').toBe(true);
  await untilSettled(stage, inboxes);
  expect(await deadLetters(stage)).toEqual(deadBefore);

  const outcomes = await eachOf(arrivals, AT_ONCE, outcomeOf);
  expect(outcomes).toEqual(arrivals.map((arrival, n) => expected(arrival, outcomes[n]?.alarms ?? [])));
  const inTime = outcomes.filter(({ verdict }) => verdict === 'met');
  // Both happened: news that came before any alarm, and news that came after it.
  expect(inTime.some(({ alarms }) => alarms.length === 0)).toBe(true);
  expect(inTime.some(({ alarms }) => alarms.length > 0)).toBe(true);

  const alarms = (await handedOver(stage.url)).filter((message) => !before.has(message.id) && isAlarm(message));
  const taken = arrivals.map(({ number }) =>
    alarms.filter(({ text }) => text.includes(number)).map(({ channel }) => channel),
  );
  expect(taken.map((channels) => channels.toSorted())).toEqual(
    outcomes.map((outcome) => outcome.alarms.map((alarm) => alarm.split(' ')[0])),
  );
});

/** Reports for a group, lets the technician accept all, and then arrive everywhere within a second of the deadline. */
async function play(way: Way, firstBuilding: number): Promise<Arrival[]> {
  const technician = await enter(stage, 'li-ming');
  const act = async (workOrderId: string, kind: string): Promise<string> =>
    expectStatus(await technician.post(`/v1/work-orders/${workOrderId}/${kind}`), 200).body.arrivedAt;

  const buildings = Array.from({ length: PER_GROUP }, (_, n) => firstBuilding + n);
  const reported = await eachOf(buildings, AT_ONCE, (building) => reportFlood(agent, building));
  const cases = await eachOf(reported, AT_ONCE, async (one, n) => {
    const { id: workOrderId } = await assignedWorkOrder(supervisor, one);
    await act(workOrderId, 'accept');
    // Neighbours in time go to different distances from the deadline: 7 has no factor in common with the group's size.
    const distance = -980 + (1_950 * ((n * 7) % PER_GROUP)) / PER_GROUP;
    return { one, workOrderId, arriveAt: Date.parse(one.due) + distance };
  });

  const dues = reported.map(({ due }) => Date.parse(due));
  await untilInstant(Math.min(...dues) - 1_300);
  const endOfWay = await way(Math.max(...dues));
  const inOrder = cases.toSorted((a, b) => a.arriveAt - b.arriveAt);
  const arrivals = await eachOf(inOrder, AT_ONCE, async ({ one, workOrderId, arriveAt }) => {
    await untilInstant(arriveAt);
    return { ...one, arrivedAt: await act(workOrderId, 'arrive') };
  });
  await endOfWay();
  return arrivals;
}

function areEnough(arrivals: readonly Arrival[]): boolean {
  const distances = arrivals.map(({ arrivedAt, due }) => Date.parse(arrivedAt) - Date.parse(due));
  const before = distances.filter((ms) => ms > -1000 && ms <= 0).length;
  const after = distances.filter((ms) => ms > 0 && ms < 1000).length;
  return before >= WANTED && after >= WANTED;
}

/** What a case came to. Messages like `email zhao-gang chen-jing`, sorted. */
interface Outcome {
  readonly number: string;
  readonly verdict: string | undefined;
  readonly stoppedAt: string | null | undefined;
  readonly alarms: readonly string[];
  readonly corrections: readonly string[];
  /** Neither sent nor dropped. */
  readonly open: readonly ShownMessage[];
}

async function outcomeOf({ id, number }: Arrival): Promise<Outcome> {
  const [clocks, messages] = await Promise.all([clocksOf(supervisor, id), messagesOf(supervisor, id)]);
  const arrival = clocks.find(({ kind }) => kind === 'arrival');
  const sent = (template: string): string[] =>
    messages
      .filter((message) => message.template === template && message.status === 'sent')
      .map(({ channel, staffId, copyStaffIds }) => [channel, staffId, ...copyStaffIds].join(' '))
      .toSorted();
  return {
    number,
    verdict: arrival?.status,
    stoppedAt: arrival?.stoppedAt,
    alarms: sent('breach'),
    corrections: sent('breach-retracted'),
    open: messages.filter(({ status }) => !['sent', 'dropped'].includes(status)),
  };
}

/**
 * What it had to come to. In time: whoever was alarmed all the same was told that it is void, on the same channels.
 * @param alarms that were sent; what is up to the race for those who came in time
 */
function expected({ number, arrivedAt, due }: Arrival, alarms: readonly string[]): Outcome {
  const outcome = { number, stoppedAt: arrivedAt, open: [] };
  return arrivedAt <= due
    ? { ...outcome, verdict: 'met', alarms, corrections: alarms }
    : { ...outcome, verdict: 'breached', alarms: ['email zhao-gang chen-jing', 'sms zhao-gang'], corrections: [] };
}
