import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { expectStatus } from '../../infra/local/callers.ts';
import { until } from '../../infra/local/story/facts.ts';
import { enter } from '../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../infra/local/story/trial-standard.ts';
import { linkIn } from './told.ts';

/** An e-mail as it leaves the house: what a mail server gets of the alarm. */

const stage = inject('stage');
const [agent, manager] = await Promise.all([enter(stage, 'wu-ting'), enter(stage, 'zhou-lan')]);
const received: { readonly to: readonly string[]; readonly raw: Buffer }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (message, { envelope }, accepted) => {
    buffer(message).then((raw) => {
      received.push({ to: envelope.rcptTo.map(({ address }) => address), raw });
      accepted();
    }, accepted);
  },
});
let standard: TrialStandard;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(inject('smtpPort'), '127.0.0.1', resolve));
  standard = await trialStandard(manager, agent);
  await standard.limitArrival(2);
});

afterAll(async () => {
  await standard.restore();
  await new Promise<void>((resolve) => server.close(resolve));
});

it('a mail server receives the alarm, with a Chinese subject, a text and an HTML part, and the link', async () => {
  const report = { premisesId: 'trial-3-1-101', description: '厨房水管爆裂', channel: 'phone' };
  const { number } = expectStatus(await agent.post('/v1/requests', report), 201).body;
  const { to, mail } = await until('the e-mail', 60_000, async () => {
    const mails = await Promise.all(received.map(async ({ to, raw }) => ({ to, mail: await PostalMime.parse(raw) })));
    return mails.find(({ mail }) => mail.subject?.includes(number));
  });

  expect(to).toEqual(['zhao-gang@example.com', 'chen-jing@example.com']);
  expect(mail.subject).toBe(`【云杉物业】紧急超时：试用小区3栋1单元101水管爆裂（${number}）`);
  expect(mail.from?.address).toBe('service@yunshan.example.com');
  expect(mail.to?.map(({ address }) => address)).toEqual(['zhao-gang@example.com']);
  expect(mail.cc?.map(({ address }) => address)).toEqual(['chen-jing@example.com']);
  expect(mail.text).toContain('负责人李明未到场');
  expect(mail.html).toContain('负责人李明未到场');
  const link = linkIn(mail.text ?? '');
  expect(mail.html).toContain(`href="${link}"`);
  const page = await fetch(link);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(number);
});
