import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { loadProfile } from '../../../infra/company-profile.ts';
import { expectStatus } from '../../../infra/local/callers.ts';
import { eachOf, until } from '../../../infra/local/story/facts.ts';
import { enter } from '../../../infra/local/story/stage.ts';
import { trialStandard } from '../../../infra/local/story/trial-standard.ts';
import { type FaultRule, startFaults } from '../gateway-faults.ts';
import { type Reported, report } from './cases.ts';
import { type Effects, lookAtEffects } from './effects.ts';
import { inboxesOfStage } from './inboxes.ts';
import { untilSettled } from './journals.ts';

const stage = inject('stage');

const ses = (status: number, type: string): Omit<FaultRule, 'body'> => ({
  service: 'ses',
  fate: { respond: { status, headers: { 'x-amzn-errortype': type, 'content-type': 'application/json' }, body: '{}' } },
});
const sns = (status: number, code: string): Omit<FaultRule, 'body'> => ({
  service: 'sns',
  fate: {
    respond: {
      status,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`,
    },
  },
});

interface Case {
  readonly what: string;
  /** What happens to the message of the breach on this channel; the other one is handed over as ever. */
  readonly channel: 'email' | 'sms';
  readonly fault: Omit<FaultRule, 'body'>;
  readonly becomes: Partial<Shown>;
  /** How many copies the provider has taken. */
  readonly copies: number;
}

const sent = { status: 'sent', reason: null };
const cases: readonly Case[] = [
  {
    what: 'SES asks to slow down',
    channel: 'email',
    fault: { ...ses(429, 'TooManyRequestsException'), times: 1 },
    becomes: { ...sent, attempts: 2, uncertain: false },
    copies: 1,
  },
  {
    what: 'SES is down',
    channel: 'email',
    fault: { ...ses(503, 'ServiceUnavailable'), times: 1 },
    becomes: { ...sent, attempts: 2, uncertain: false },
    copies: 1,
  },
  {
    what: 'SES takes the message, and the answer is lost',
    channel: 'email',
    fault: { service: 'ses', times: 1, fate: 'lose-answer' },
    becomes: { ...sent, attempts: 2, uncertain: true },
    copies: 2,
  },
  {
    what: 'SES hangs, and takes the message after all',
    channel: 'email',
    fault: { service: 'ses', times: 1, fate: { delayMs: 7000 } },
    becomes: { ...sent, attempts: 2, uncertain: true },
    copies: 2,
  },
  {
    what: 'SES refuses the message for good',
    channel: 'email',
    fault: { ...ses(400, 'BadRequestException'), times: 1 },
    becomes: { status: 'failed', reason: 'BadRequestException', attempts: 1, uncertain: false },
    copies: 0,
  },
  {
    what: 'SNS asks to slow down',
    channel: 'sms',
    fault: { ...sns(400, 'Throttling'), times: 1 },
    becomes: { ...sent, attempts: 2, uncertain: false },
    copies: 1,
  },
  {
    what: 'SNS takes the message, and the answer is lost',
    channel: 'sms',
    fault: { service: 'sns', times: 1, fate: 'lose-answer' },
    becomes: { ...sent, attempts: 2, uncertain: true },
    copies: 2,
  },
  {
    what: 'the call to SNS never arrives',
    channel: 'sms',
    fault: { service: 'sns', times: 1, fate: 'drop' },
    becomes: { ...sent, attempts: 2, uncertain: true },
    copies: 1,
  },
  {
    what: 'SNS refuses the message for good',
    channel: 'sms',
    fault: { ...sns(400, 'InvalidParameter'), times: 1 },
    becomes: { status: 'failed', reason: 'InvalidParameterException', attempts: 1, uncertain: false },
    copies: 0,
  },
];

const ShownSchema = z.object({
  template: z.string(),
  channel: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  attempts: z.number(),
  uncertain: z.boolean(),
});
type Shown = z.infer<typeof ShownSchema>;

describe('providers that fail', () => {
  const clean: (() => Promise<unknown>)[] = [];
  const lives = new Map<string, Reported>();
  const unverified = 'the sender is not verified';
  const notUrgent = 'an SMS that is not urgent';
  let effectsOf: (reported: Reported) => Effects;

  afterAll(async () => {
    for (const step of clean.reverse()) await step();
  });

  beforeAll(async () => {
    const [agent, manager] = await Promise.all([enter(stage, 'wu-ting'), enter(stage, 'zhou-lan')]);
    const inboxes = await inboxesOfStage(stage);
    const bulk = inboxes.find(({ name }) => name === 'notification Bulk');
    const trial = await trialStandard(manager, agent);
    clean.push(
      () => startFaults(),
      () => trial.restore(),
    );
    await trial.limitArrival(8);
    await bulk?.hold();
    clean.push(async () => bulk?.release());

    // Its deadline comes first; the others need the sender again.
    lives.set(unverified, await report(agent, 'trial-401-1-101'));
    await trial.limitArrival(16);
    const reported = await eachOf(cases, 6, (_, n) => report(agent, `trial-${411 + n}-1-101`));
    const verify = await unverifySender();
    clean.push(verify);
    await until('the refusal', 60_000, async () => (await shown(unverified)).find(({ status }) => status === 'failed'));
    await verify();

    for (const [n, { what }] of cases.entries()) if (reported[n]) lives.set(what, reported[n]);
    lives.set(notUrgent, await report(agent, 'trial-402-1-101', 'simple-repair'));
    for (const { what } of cases)
      await until('the technician is told', 20_000, async () =>
        (await shown(what)).find(({ status }) => status === 'sent'),
      );
    await startFaults(...cases.map(({ what, fault }) => ({ ...fault, body: lives.get(what)?.number })), {
      service: 'sns',
      body: lives.get(notUrgent)?.number,
      times: 1,
      fate: 'lose-answer',
    });
    await bulk?.release();
    for (const { what } of cases)
      await until('the breach is told', 60_000, async () => (await shown(what)).length === 3 || undefined);
    await untilSettled(stage, inboxes);
    effectsOf = await lookAtEffects(stage);
  });

  it.each(cases)('$what', async ({ what, channel, becomes, copies }) => {
    const told = (await shown(what)).filter(({ template }) => template === 'breach');
    expect(told).toHaveLength(2);
    for (const message of told)
      expect(message).toMatchObject(message.channel === channel ? becomes : { ...sent, attempts: 1, uncertain: false });
    expect(copiesOf(what, `breach ${channel}`)).toBe(copies);
    expect(copiesOf(what, `breach ${channel === 'sms' ? 'email' : 'sms'}`)).toBe(1);
  });

  it(`${unverified}: the e-mail has failed for a reason that one can read, the SMS has not`, async () => {
    const told = (await shown(unverified)).filter(({ template }) => template === 'breach');
    expect(told).toContainEqual(
      expect.objectContaining({ channel: 'email', status: 'failed', reason: 'MessageRejected' }),
    );
    expect(told).toContainEqual(expect.objectContaining({ channel: 'sms', status: 'sent' }));
    expect(copiesOf(unverified, 'breach email')).toBe(0);
  });

  it(`${notUrgent}, and the answer is lost: it stays unknown and is not sent again`, async () => {
    expect(await shown(notUrgent)).toMatchObject([{ status: 'unknown', attempts: 1, uncertain: true }]);
    expect(copiesOf(notUrgent, 'work-order-assigned sms')).toBe(1);
  });

  it('each end of a message is an event, once', () => {
    for (const [what, life] of lives) {
      const { events, messages } = effectsOf(life);
      const ends = events.filter((name) => name.startsWith('message.'));
      expect(ends, what).toEqual(
        messages.map((text) => (text.endsWith(' sent') ? 'message.delivered' : 'message.failed')).toSorted(),
      );
    }
  });

  /** The delivery log, as the supervisor sees it. */
  async function shown(what: string): Promise<Shown[]> {
    const supervisor = await enter(stage, 'zhao-gang');
    const answer = await supervisor.get(`/v1/requests/${lives.get(what)?.id}/messages`);
    return z.array(ShownSchema).parse(expectStatus(answer, 200).body.items);
  }

  function copiesOf(what: string, text: string): number {
    const life = lives.get(what);
    return life ? effectsOf(life).handedOver.filter((one) => one === text).length : Number.NaN;
  }
});

/** Takes the company's sender out of SES. @returns how to verify it again */
async function unverifySender(): Promise<() => Promise<void>> {
  const ses = new SESv2Client(stage.connection);
  const EmailIdentity = loadProfile('demo').channels.email?.from ?? '';
  await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
  // The emulator keeps what CloudFormation made in the first version of the API too.
  await fetch(stage.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ses/aws4_request, Signature=none',
    },
    body: new URLSearchParams({ Action: 'DeleteIdentity', Identity: EmailIdentity, Version: '2010-12-01' }),
  });
  let verified = false;
  return async () => {
    if (!verified) await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
    verified = true;
  };
}
