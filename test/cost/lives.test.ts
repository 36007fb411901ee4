import { beforeAll, describe, expect, test } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { type Life, lives } from './lives.ts';
import { fingerprint, type Measured, measure, mornings } from './measure.ts';
import { storeOthers } from './others.ts';
import { World } from './world.ts';

const MOST_TRANSITIONS = 7;

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
    storeOthers(world.tables, requestId, 0, 1000);
    expect(fingerprint(await live())).toBe(fingerprint(alone));
  });
});
