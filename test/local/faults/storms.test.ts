import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eachOf, until } from '../../../infra/local/story/facts.ts';
import { enter } from '../../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../../infra/local/story/trial-standard.ts';
import { GRACE_MS } from '../../../services/sla/contract/grace.ts';
import { startFaults } from '../gateway-faults.ts';
import { reportFlood, toldOutcome, untilInstant } from '../trial-flood.ts';
import { act, assignedWorkOrder, report } from './cases.ts';
import { lookAtEffects, metLife } from './effects.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './journals.ts';

/** DynamoDB that refuses for want of peace or capacity, and a key that cannot be used: late, but whole and once. */

const stage = inject('stage');
const refusal = (type: string, more = {}) => ({
  respond: {
    status: 400,
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }),
  },
});

const [manager, agent, supervisor] = await Promise.all([
  enter(stage, 'zhou-lan'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
]);

describe('storms', () => {
  let inboxes: readonly Inbox[];
  let deadBefore: Record<string, number>;
  let standard: TrialStandard | undefined;

  beforeAll(async () => {
    inboxes = await inboxesOfStage(stage);
    deadBefore = await deadLetters(stage);
  });

  afterAll(() => standard?.restore());

  it('transactions in conflict and reads over capacity: every life is whole, and nothing happens twice', async () => {
    const conflict = refusal('TransactionCanceledException', {
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    });
    const overCapacity = refusal('ProvisionedThroughputExceededException');
    const dynamo = { service: 'dynamodb' } as const;
    const faults = await startFaults(
      { ...dynamo, operation: 'TransactWriteItems', times: 60, fate: conflict },
      { ...dynamo, operation: 'Query', times: 40, fate: overCapacity },
      { ...dynamo, operation: 'GetItem', times: 40, fate: overCapacity },
    );
    const lives = await eachOf([...Array(20).keys()], 6, (n) => report(agent, `yunshan-${1 + (n % 3)}-2-102`));
    const orders = await eachOf(lives, 6, (life) => assignedWorkOrder(supervisor, life));
    for (const kind of ['accept', 'arrive']) await eachOf(orders, 6, (order) => act(stage, order, kind));
    const met = await faults.stop();
    expect(Math.min(...met)).toBeGreaterThan(0);
    await untilSettled(stage, inboxes);
    const effectsOf = await lookAtEffects(stage);
    for (const life of lives) expect(effectsOf(life)).toEqual(metLife);
    for (const service of ['intake', 'dispatch', 'sla'] as const)
      expect(brokenJournals(await rowsOf(stage, service))).toEqual([]);
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });

  it('the key of personal data cannot be used: the breach is on record at once, the alarm follows, once', async () => {
    standard = await trialStandard(manager, agent);
    await standard.limitArrival(8);
    const denied = { respond: { status: 400, body: '{"__type":"AccessDeniedException","message":"denied"}' } };
    const faults = await startFaults({ service: 'kms', operation: 'Decrypt', fate: denied });
    const floods = await eachOf([...Array(4).keys()], 4, (n) => reportFlood(agent, 321 + n));
    await untilInstant(Math.max(...floods.map(({ due }) => Date.parse(due))) + GRACE_MS);
    for (const flood of floods)
      await until(
        'the breach',
        30_000,
        async () => (await toldOutcome(supervisor, flood)).status === 'breached' || undefined,
      );
    expect((await faults.stop())[0]).toBeGreaterThan(0);
    await untilSettled(stage, inboxes);
    for (const flood of floods)
      expect(await toldOutcome(supervisor, flood)).toMatchObject({ status: 'breached', alarms: 1, corrections: 0 });
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });
});
