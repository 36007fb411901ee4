import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { expectStatus } from '../../../infra/local/callers.ts';
import { eachOf } from '../../../infra/local/story/facts.ts';
import { enter } from '../../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../../infra/local/story/trial-standard.ts';
import { GRACE_MS } from '../../../services/sla/contract/grace.ts';
import { reportFlood, toldOutcome, untilInstant } from '../trial-flood.ts';
import { assignedWorkOrder } from './cases.ts';
import { clockAhead, deployedFunctions, sweep } from './functions.ts';
import { type Inbox, inboxesOfStage } from './inboxes.ts';
import { isEvent, rowsOf, untilSettled } from './journals.ts';

/**
 * Servers whose clocks are five minutes apart. What must be left behind: nobody is called late before the deadline by
 * the time of Step Functions, who came in time has met it, every breach is told once.
 */

const stage = inject('stage');
const LIMIT_SECONDS = 30;
const AT_ONCE = 6;
const FIVE_MINUTES_MS = 300_000;

const [manager, agent, supervisor, technician] = await Promise.all([
  enter(stage, 'zhou-lan'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
  enter(stage, 'li-ming'),
]);

const BreachSchema = z.object({
  pk: z.string(),
  name: z.literal('clock.breached'),
  at: z.string(),
  detail: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.object({ data: z.object({ due: z.string(), judgedBy: z.string(), requestId: z.string() }) })),
});

describe('clocks apart', () => {
  let inboxes: readonly Inbox[];
  let standard: TrialStandard;

  beforeAll(async () => {
    inboxes = await inboxesOfStage(stage);
    // A process that is replaced in the middle of its work keeps its message for minutes.
    await untilSettled(stage, inboxes);
    standard = await trialStandard(manager, agent);
    await standard.limitArrival(LIMIT_SECONDS);
  });

  afterAll(() => standard.restore());

  it('R042: sla five minutes ahead of the others, dispatch five behind: nobody is called late before the deadline', async () => {
    const astray = (await deployedFunctions(stage)).flatMap(({ service, entry, name }) => {
      if (entry !== 'on-events' && entry !== 'sweep') return [];
      if (service === 'sla') return [clockAhead(stage, name, FIVE_MINUTES_MS)];
      return service === 'dispatch' ? [clockAhead(stage, name, -FIVE_MINUTES_MS)] : [];
    });
    const restore = await Promise.all(astray);
    const floods = await eachOf([...Array(6).keys()], AT_ONCE, (n) => reportFlood(agent, 301 + n));
    await sweep(stage, 'sla');
    const arrivals = await eachOf(floods.slice(0, 3), AT_ONCE, async (flood) => {
      const { id } = await assignedWorkOrder(supervisor, flood);
      expectStatus(await technician.post(`/v1/work-orders/${id}/accept`, {}), 200);
      const { arrivedAt } = expectStatus(await technician.post(`/v1/work-orders/${id}/arrive`, {}), 200).body;
      return { flood, arrivedAt };
    });
    const inTime = arrivals.filter(({ flood, arrivedAt }) => arrivedAt <= flood.due).map(({ flood }) => flood);
    expect(inTime.length, 'arrivals in time').toBeGreaterThan(0);
    await sweep(stage, 'sla');
    await untilInstant(Math.max(...floods.map(({ due }) => Date.parse(due))) + GRACE_MS + 1_000);
    await untilSettled(stage, inboxes);
    for (const undo of restore) await undo();

    const outcomes = await eachOf(floods, AT_ONCE, (flood) => toldOutcome(supervisor, flood));
    expect(outcomes.map(({ status, alarms, corrections }) => ({ status, alarms, corrections }))).toEqual(
      floods.map((flood) => ({
        status: inTime.includes(flood) ? 'met' : 'breached',
        alarms: inTime.includes(flood) ? 0 : 1,
        corrections: 0,
      })),
    );
    const own = new Set(floods.map(({ id }) => id));
    const breaches = (await rowsOf(stage, 'sla'))
      .filter(isEvent)
      .flatMap((row) => BreachSchema.safeParse(row).data ?? [])
      .filter(({ detail }) => own.has(detail.data.requestId));
    expect(breaches.length).toBeGreaterThanOrEqual(floods.length - inTime.length);
    for (const { at, detail } of breaches) expect(at > detail.data.due, `${at} ${detail.data.due}`).toBe(true);
    expect(new Set(breaches.map(({ detail }) => detail.data.judgedBy))).toEqual(new Set(['timer']));
  });
});
