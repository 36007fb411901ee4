import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectStatus } from '../../../infra/local/callers.ts';
import { handedOver } from '../../../infra/local/handed-over.ts';
import { until } from '../../../infra/local/story/facts.ts';
import { clocksOf, enter } from '../../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../../infra/local/story/trial-standard.ts';
import { isAlarm } from '../told.ts';
import { type Flood, reportFlood } from '../trial-flood.ts';
import { deployedFunctions, restarted, sweep, variable } from './functions.ts';
import { type Inbox, inboxesOfStage } from './inboxes.ts';
import { rowsOf, untilSettled } from './journals.ts';

/**
 * The key of personal data is switched off. What must be left behind: what is masked is read as ever, nobody is entered
 * and nothing is revealed, requests and clocks go on, and each alarm goes out once when the key is back.
 */

const stage = inject('stage');
const HOME = 'yunshan-3-1-1201';
const CANARY = { name: '许无名', phone: '13911112222' };

const [manager, agent] = await Promise.all([enter(stage, 'zhou-lan'), enter(stage, 'wu-ting')]);
const kms = new KMSClient(stage.connection);

describe('the key of personal data is switched off', () => {
  let inboxes: readonly Inbox[];
  let standard: TrialStandard;
  let undo: (() => Promise<void>)[];
  let flood: Flood;
  let KeyId: string;

  beforeAll(async () => {
    inboxes = await inboxesOfStage(stage);
    // A process that is replaced in the middle of its work keeps its message for minutes.
    await untilSettled(stage, inboxes);
    standard = await trialStandard(manager, agent);
    await standard.limitArrival(5);
    KeyId = await variable(stage, 'directory', 'api', 'PERSONAL_KEY_ID');
    await kms.send(new DisableKeyCommand({ KeyId }));
    // What warm processes remember must not help.
    const readers = (await deployedFunctions(stage)).filter(
      ({ service, entry }) => service === 'notification' || (service === 'directory' && entry === 'api'),
    );
    undo = await Promise.all(readers.map(({ name }) => restarted(stage, name, { PROCESSES: 'new' })));
  });

  afterAll(async () => {
    await kms.send(new EnableKeyCommand({ KeyId }));
    await standard.restore();
    for (const restore of undo) await restore();
  });

  it('what is masked is read as ever', async () => {
    const { members } = expectStatus(await agent.get(`/v1/households/${HOME}`), 200).body;
    expect(members).toContainEqual(expect.objectContaining({ personId: 'wang-fang', name: '王*' }));
  });

  it('a reveal and a new person are refused, and nothing of the person is stored', async () => {
    const before = await rowsOf(stage, 'directory', 'PeopleTableName');
    const reveal = await agent.post('/v1/people/wang-fang/reveal', { reason: '回电' });
    const entered = await agent.post('/v1/people', { communityId: 'yunshan', ...CANARY });
    for (const answer of [reveal, entered]) {
      expect(answer.body).toMatchObject({ status: 503, type: 'urn:guanjia:problem:not-ready' });
      expect(JSON.stringify(answer.body)).not.toMatch(/王芳|1380|许无名|13911112222/);
    }
    const after = await rowsOf(stage, 'directory', 'PeopleTableName');
    expect(JSON.stringify(after)).not.toMatch(/许无名|13911112222/);
    // The refused look stands in the log of reads.
    expect(after.length - before.length).toBe(1);
  });

  it('a report is taken and its clock judged; the alarm waits for the key, and goes out once', async () => {
    flood = await reportFlood(agent, 321);
    await until('the breach', 60_000, async () =>
      (await clocksOf(agent, flood.id)).find(({ kind, status }) => kind === 'arrival' && status === 'breached'),
    );
    await sweep(stage, 'sla', 'notification');
    expect(await alarms()).toEqual([]);

    await kms.send(new EnableKeyCommand({ KeyId }));
    await untilSettled(stage, inboxes);
    expect((await alarms()).map(({ channel }) => channel).toSorted()).toEqual(['email', 'sms']);
  });

  async function alarms() {
    return (await handedOver(stage.url)).filter((message) => isAlarm(message) && message.text.includes(flood.number));
  }
});
