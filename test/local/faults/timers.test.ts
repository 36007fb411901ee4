import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectStatus } from '../../../infra/local/callers.ts';
import { eachOf } from '../../../infra/local/story/facts.ts';
import { clocksOf, enter } from '../../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../../infra/local/story/trial-standard.ts';
import { GRACE_MS } from '../../../services/sla/contract/grace.ts';
import { type FaultRule, startFaults } from '../gateway-faults.ts';
import { type Flood, reportFlood, toldOutcome, untilInstant } from '../trial-flood.ts';
import { assignedWorkOrder } from './cases.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './journals.ts';

/**
 * Step Functions that refuses, answers into the void or does not stop a timer. What must be left behind: every clock is
 * judged once and never before its deadline, every breach is told once, nothing is owed, no journal has a gap.
 */

const stage = inject('stage');
const LIMIT_SECONDS = 10;
const AT_ONCE = 6;

const [manager, agent, supervisor, technician] = await Promise.all([
  enter(stage, 'zhou-lan'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
  enter(stage, 'li-ming'),
]);

const states = { service: 'states' } as const;
const refusal = (code: string) => ({ respond: { status: 400, body: JSON.stringify({ __type: code }) } });

const cases: readonly { what: string; building: number; rule: FaultRule }[] = [
  {
    what: 'a start is throttled',
    building: 261,
    rule: { ...states, operation: 'StartExecution', times: 12, fate: refusal('ThrottlingException') },
  },
  {
    what: 'the account has no executions left',
    building: 271,
    rule: { ...states, operation: 'StartExecution', times: 12, fate: refusal('ExecutionLimitExceeded') },
  },
  {
    what: 'a timer is started and the answer is lost',
    building: 281,
    rule: { ...states, operation: 'StartExecution', times: 12, fate: 'lose-answer' },
  },
  {
    what: 'a timer cannot be stopped',
    building: 291,
    rule: { ...states, operation: 'StopExecution', fate: refusal('ThrottlingException') },
  },
];

describe('timers that fail', () => {
  let inboxes: readonly Inbox[];
  let standard: TrialStandard;
  let deadBefore: Record<string, number>;

  beforeAll(async () => {
    inboxes = await inboxesOfStage(stage);
    deadBefore = await deadLetters(stage);
    standard = await trialStandard(manager, agent);
    await standard.limitArrival(LIMIT_SECONDS);
  });

  afterAll(() => standard.restore());

  it.each(cases)('$what: every clock is judged once, every breach told once', async ({ building, rule }) => {
    const faults = await startFaults(rule);
    const floods = await eachOf([...Array(6).keys()], AT_ONCE, (n) => reportFlood(agent, building + n));
    const inTime = floods.slice(0, 3);
    await eachOf(inTime, AT_ONCE, arrive);
    await untilInstant(Math.max(...floods.map(({ due }) => Date.parse(due))) + GRACE_MS + 1_000);
    expect((await faults.stop())[0]).toBeGreaterThan(0);
    await untilSettled(stage, inboxes);

    const outcomes = await eachOf(floods, AT_ONCE, (one) => toldOutcome(supervisor, one));
    expect(outcomes.map(({ status, alarms, corrections }) => ({ status, told: alarms - corrections }))).toEqual(
      floods.map((one) => (inTime.includes(one) ? { status: 'met', told: 0 } : { status: 'breached', told: 1 })),
    );
    for (const { id, due } of floods) {
      const arrival = (await clocksOf(supervisor, id)).find(({ kind }) => kind === 'arrival');
      if (arrival?.status === 'breached') expect(arrival.judgedAt?.localeCompare(due), id).toBe(1);
    }
    expect(brokenJournals(await rowsOf(stage, 'sla'))).toEqual([]);
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });

  async function arrive(one: Flood): Promise<void> {
    const { id } = await assignedWorkOrder(supervisor, one);
    expectStatus(await technician.post(`/v1/work-orders/${id}/arrive`), 200);
  }
});
