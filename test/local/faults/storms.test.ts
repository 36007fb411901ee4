import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eachOf } from '../../../infra/local/story/facts.ts';
import { enter } from '../../../infra/local/story/stage.ts';
import { startFaults } from '../gateway-faults.ts';
import { act, assignedWorkOrder, report } from './cases.ts';
import { lookAtEffects, metLife } from './effects.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './journals.ts';

/** DynamoDB that refuses for want of peace or capacity: all is late, but whole and once. */

const stage = inject('stage');
const refusal = (type: string, more = {}) => ({
  respond: {
    status: 400,
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }),
  },
});

const [agent, supervisor] = await Promise.all([enter(stage, 'wu-ting'), enter(stage, 'zhao-gang')]);

describe('storms', () => {
  let inboxes: readonly Inbox[];
  let deadBefore: Record<string, number>;

  beforeAll(async () => {
    inboxes = await inboxesOfStage(stage);
    deadBefore = await deadLetters(stage);
  });

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
});
