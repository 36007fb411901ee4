import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { SesChannel } from '../../services/notification/channels/ses.ts';
import { SnsChannel } from '../../services/notification/channels/sns.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellComing, tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import { tellRetraction } from '../../services/notification/use-cases/tell-retraction.ts';
import { tellAssignee } from '../../services/notification/use-cases/tell-staff.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { acceptedEvent, assignedEvent, breachEvent, contacts, receivedEvent, retractionEvent, world } from './world.ts';

const { ports, rows, household, reset, pass, receive, sweep, messages } = world();
const ses = mockClient(SESv2Client);
const sns = mockClient(SNSClient);
const lines = capturedLines();
beforeEach(() => {
  reset();
  ses.reset();
  sns.reset();
});

const real = {
  ...ports,
  channels: { email: new SesChannel('service@yunshan.example.com', '云杉物业'), sms: new SnsChannel() },
};

async function everything(): Promise<void> {
  const quietly = (reaction: () => Promise<void>) => receive(reaction).catch(() => undefined);
  await quietly(() => tellAssignee(assignedEvent(), real));
  await quietly(() => tellBreach(breachEvent(), real));
  await quietly(() => tellRetraction(retractionEvent(), real));
  household.push({ personId: 'person-1201', kind: 'owner' });
  await quietly(() => tellReceived(receivedEvent(), real));
  await quietly(() => tellComing(acceptedEvent(), real));
  pass(60_000);
  await sweep();
}

function expectNothingPersonal(): void {
  const written = JSON.stringify([...rows.values(), ...lines()]);
  for (const { name, phone, email } of contacts)
    for (const canary of [name, phone, phone?.slice(3), email, email?.split('@')[0]?.concat('@')])
      if (canary) expect(written).not.toContain(canary);
  expect(written).not.toContain('.token');
}

it('of what was sent nothing personal is kept, published or logged', async () => {
  ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
  sns.on(PublishCommand).resolves({ MessageId: 'm-2' });
  await everything();
  expect(messages().map(({ status }) => status)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'sent']);
  expect(JSON.stringify(ses.commandCalls(SendEmailCommand)[0]?.args[0].input)).toContain('李明');
  expectNothingPersonal();
});

it.each([
  ['MessageRejected', 'InvalidParameterException'],
  ['TooManyRequestsException', 'ThrottledException'],
  ['TimeoutError', 'SyntaxError'],
])('of what failed with %s or %s nothing either, though the provider names the address', async (email, sms) => {
  const failure = (name: string) => {
    const error = new Error(`${name}: zhao-gang@example.com, +8613800138006, 13800138003, 李明`);
    error.name = name;
    return error;
  };
  ses.on(SendEmailCommand).rejects(failure(email));
  sns.on(PublishCommand).rejects(failure(sms));
  await everything();
  expect(messages().some(({ attempts }) => attempts > 0)).toBe(true);
  expect(lines().length).toBeGreaterThan(0);
  expectNothingPersonal();
});
