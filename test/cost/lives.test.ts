import { beforeAll, describe, expect, test } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { sumOf } from './dollars.ts';
import { type Life, lives, report } from './lives.ts';
import { fingerprint, type Measured, measure, mornings } from './measure.ts';
import { storeOthers } from './others.ts';
import { World } from './world.ts';

const MOST_TRANSITIONS = 7;
const MOST_DOLLARS_PER_THOUSAND = 0.5;

describe('an urgent request that is met', () => {
  let world: World;
  let urgentMet: Life;
  const days = mornings('2026-01-06T02:00:00.000Z');
  const live = (): Promise<Measured> => measure(world, urgentMet, days.next().value);

  beforeAll(async () => {
    world = await World.open(loadProfile('demo'), '2026-01-05T00:00:00.000Z');
    const [first] = lives;
    if (!first) throw new Error('no life');
    urgentMet = first;
  }, 60_000);

  test('takes at most 7 transitions, disturbs nobody by e-mail, and costs the same among 1,000 others', async () => {
    const { requestId } = await live();
    const alone = await live();
    expect(alone.usage.emails).toBe(0);
    expect(alone.usage.transitions).toBeLessThanOrEqual(MOST_TRANSITIONS);
    const { 'a year of storage': _, 'traces, at most': __, ...used } = alone.dollars;
    expect(sumOf(used) * 1000).toBeLessThanOrEqual(MOST_DOLLARS_PER_THOUSAND);
    storeOthers(world.tables, requestId, 0, 1000);
    expect(fingerprint(await live())).toBe(fingerprint(alone));
  });

  test('pays for its limits with one row of its household; what staff do is counted without', async () => {
    const start = days.next().value;
    await world.until(start);
    const counters = () =>
      (['intake', 'dispatch', 'sla'] as const).flatMap((service) => {
        const table = world.tables.table(service);
        return table.partitionKeys.filter((pk) => pk.startsWith('rate#')).flatMap((pk) => table.partition(pk));
      });
    const before = counters().length;
    const id = await report(world, '阳台推拉门有点紧');
    expect(counters()).toHaveLength(before + 1);
    const { status } = await world.call('intake', 'wu-ting', 'POST', `/v1/requests/${id}/confirm`, {});
    expect([status, counters().length]).toEqual([200, before + 1]);
  });
});
