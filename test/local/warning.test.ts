import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectStatus } from '../../infra/local/callers.ts';
import { until } from '../../infra/local/story/facts.ts';
import { enter, messagesOf } from '../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../infra/local/story/trial-standard.ts';
import { act, assignedWorkOrder } from './faults/cases.ts';
import { isWarning, toldAbout } from './told.ts';
import { type Flood, reportFlood, untilInstant } from './trial-flood.ts';

/** A word before a deadline, to whoever has the work, in the language they have asked for. */

const stage = inject('stage');
const [manager, agent, supervisor, technician] = await Promise.all([
  enter(stage, 'zhou-lan'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
  enter(stage, 'li-ming'),
]);

const LIMIT_SECONDS = 30;
const MARK = 0.4;

const nothing = { channels: null, language: null, quietHours: null, mutedKinds: [] };
let standard: TrialStandard;
let missed: Flood;
let kept: Flood;

/** How the technician wants to be told from now on. */
async function technicianWants(wishes: object): Promise<void> {
  const { version } = expectStatus(await technician.get('/v1/preferences'), 200).body;
  expectStatus(await technician.put('/v1/preferences', version, { ...nothing, ...wishes }), 200);
}

beforeAll(async () => {
  await technicianWants({ language: 'en' });
  standard = await trialStandard(manager, agent);
  await standard.limitArrival(LIMIT_SECONDS, undefined, [MARK]);
  [missed, kept] = await Promise.all([reportFlood(agent, 5), reportFlood(agent, 6)]);
  const order = await assignedWorkOrder(supervisor, kept);
  for (const kind of ['accept', 'arrive']) await act(stage, order, kind);
});

afterAll(async () => {
  await standard.restore();
  await technicianWants({});
});

const warningsOf = async ({ id }: Flood) =>
  (await messagesOf(supervisor, id)).filter(({ template }) => template === 'warning');

describe('before the deadline of an arrival', () => {
  it('R042: the technician who has the work is warned by SMS', async () => {
    await until('the warning', LIMIT_SECONDS * 1000, async () =>
      (await warningsOf(missed)).some(({ status }) => status === 'sent') ? true : undefined,
    );
    const order = await assignedWorkOrder(supervisor, missed);
    expect(await warningsOf(missed)).toMatchObject([{ channel: 'sms', staffId: order.assigneeStaffId }]);
  });

  it('R139: in the language that they have asked for', async () => {
    const told = (await toldAbout(stage.url, missed.number)).filter(({ text }) => text.includes('Due soon'));
    expect(told).toMatchObject([{ text: expect.stringMatching(/Arrival due .+ left\. No\. BX\d{6}$/) }]);
  });

  it('nobody is warned of one who has come', async () => {
    await untilInstant(Date.parse(kept.due));
    expect(await warningsOf(kept)).toEqual([]);
    expect((await toldAbout(stage.url, kept.number)).filter(isWarning)).toEqual([]);
  });
});
