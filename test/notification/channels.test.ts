import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { channelSettingsSchema, channelsOf } from '../../services/notification/channels/from-profile.ts';
import { Refused, TryLater } from '../../services/notification/channels/port.ts';
import { SesChannel } from '../../services/notification/channels/ses.ts';
import { SnsChannel } from '../../services/notification/channels/sns.ts';

const ses = mockClient(SESv2Client);
const sns = mockClient(SNSClient);
beforeEach(() => {
  ses.reset();
  sns.reset();
});

const email = {
  to: 'zhao@example.com',
  copies: ['chen@example.com'],
  subject: '超时',
  text: '正文',
  html: '<p>正文</p>',
};
const sms = { to: '+8613800138006', text: '【云杉物业】超时' };
const sesChannel = () => new SesChannel('service@yunshan.example.com', '云杉物业');

/** An error as the SDK throws it; without a status the provider has not answered. */
function failure(name: string, more: { status?: number; code?: string } = {}): Error {
  const error = Object.assign(new Error(`${name} about zhao@example.com +8613800138006`), {
    $metadata: more.status ? { httpStatusCode: more.status } : {},
    ...(more.code && { code: more.code }),
  });
  error.name = name;
  return error;
}

const adapters = [
  {
    name: 'SES',
    send: () => sesChannel().send(email),
    answers: (answer: { MessageId?: string }) => ses.on(SendEmailCommand).resolves(answer),
    fails: (error: Error) => ses.on(SendEmailCommand).rejects(error),
    calls: () => ses.commandCalls(SendEmailCommand).length,
    refusal: 'MessageRejected',
  },
  {
    name: 'SNS',
    send: () => new SnsChannel().send(sms),
    answers: (answer: { MessageId?: string }) => sns.on(PublishCommand).resolves(answer),
    fails: (error: Error) => sns.on(PublishCommand).rejects(error),
    calls: () => sns.commandCalls(PublishCommand).length,
    refusal: 'InvalidParameterException',
  },
];

describe.each(adapters)('$name, as every channel', ({ send, answers, fails, calls, refusal }) => {
  it('gives the id under which the provider has accepted it', async () => {
    answers({ MessageId: 'm-1' });
    expect(await send()).toEqual({ providerId: 'm-1' });
  });

  it('says when the provider will never take it', async () => {
    fails(failure(refusal, { status: 400 }));
    await expect(send()).rejects.toThrow(new Refused(refusal));
  });

  it.each([
    ['TooManyRequestsException', { status: 429 }, false],
    ['AccessDeniedException', { status: 403 }, false],
    ['InternalServiceErrorException', { status: 500 }, false],
    ['Error', { code: 'ECONNREFUSED' }, false],
    ['Error', { code: 'ECONNRESET' }, true],
    ['AbortError', {}, true],
    ['TimeoutError', {}, true],
  ])('may be tried again after %s %o; has it perhaps been accepted: %s', async (name, more, maybeAccepted) => {
    fails(failure(name, more));
    await expect(send()).rejects.toMatchObject({ name: 'TryLater', message: name, maybeAccepted });
  });

  it('does not know what an answer without an id means', async () => {
    answers({});
    await expect(send()).rejects.toMatchObject({ name: 'TryLater', maybeAccepted: true });
  });

  it('calls the provider once: whether to send again is not for it to decide', async () => {
    fails(failure('InternalServiceErrorException', { status: 500 }));
    await expect(send()).rejects.toThrow(TryLater);
    expect(calls()).toBe(1);
  });

  it('passes on no address, though the provider names it', async () => {
    for (const name of [refusal, 'TooManyRequestsException']) {
      fails(failure(name, { status: 400 }));
      const error = await send().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/example\.com|13800138006/);
    }
  });
});

describe('SES', () => {
  it('sends subject, text and HTML as UTF-8, from the company, with copies', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    await sesChannel().send(email);
    const Charset = 'UTF-8';
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      FromEmailAddress: `=?UTF-8?B?${Buffer.from('云杉物业').toString('base64')}?= <service@yunshan.example.com>`,
      Destination: { ToAddresses: ['zhao@example.com'], CcAddresses: ['chen@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: '超时', Charset },
          Body: { Text: { Data: '正文', Charset }, Html: { Data: '<p>正文</p>', Charset } },
        },
      },
    });
  });

  it('keeps every encoded word of a long company name within 75 characters', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    const company = '云杉物业服务集团有限公司上海浦东新区分公司🏠';
    await new SesChannel('service@yunshan.example.com', company).send({ ...email, copies: [] });
    const { FromEmailAddress = '', Destination } = ses.commandCalls(SendEmailCommand)[0]?.args[0].input ?? {};
    expect(Destination).toEqual({ ToAddresses: ['zhao@example.com'] });
    const words = FromEmailAddress.split(' ').slice(0, -1);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    expect(words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString()).join('')).toBe(company);
  });
});

describe('SNS', () => {
  it('sends a text to one number, not as advertising', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'm-1' });
    await new SnsChannel().send(sms);
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
      PhoneNumber: '+8613800138006',
      Message: '【云杉物业】超时',
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
    });
  });

  it.each(['13800138006', '+86', 'nobody', '+86 138 0013 8006'])('refuses %s without a call', async (to) => {
    await expect(new SnsChannel().send({ ...sms, to })).rejects.toThrow(new Refused('invalid-number'));
    expect(sns.commandCalls(PublishCommand)).toHaveLength(0);
  });
});

describe('the channels of a company profile', () => {
  it('are those that it names', () => {
    const settings = channelSettingsSchema.parse({
      email: { kind: 'ses', from: 'service@yunshan.example.com' },
      sms: { kind: 'sns' },
    });
    const channels = channelsOf(settings, '云杉物业');
    expect(channels.email).toBeInstanceOf(SesChannel);
    expect(channels.sms).toBeInstanceOf(SnsChannel);
    expect(channelSettingsSchema.safeParse({ sms: { kind: 'pigeon' } }).success).toBe(false);
  });

  it('refuse every message where the profile has none yet', async () => {
    const channels = channelsOf(channelSettingsSchema.parse({}), '云杉物业');
    await expect(channels.email.send(email)).rejects.toThrow(new Refused('no-channel'));
    await expect(channels.sms.send(sms)).rejects.toThrow(new Refused('no-channel'));
  });
});
