import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { channelsOf } from '../../services/notification/channels/from-profile.ts';
import { Refused } from '../../services/notification/channels/port.ts';
import { SesChannel } from '../../services/notification/channels/ses.ts';
import { SmtpChannel } from '../../services/notification/channels/smtp.ts';
import { SnsChannel } from '../../services/notification/channels/sns.ts';
import { WecomRobotChannel } from '../../services/notification/channels/wecom-robot.ts';
import { channelSettingsSchema } from '../../services/notification/contract/channel-settings.ts';

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
  },
  {
    name: 'SNS',
    send: () => new SnsChannel().send(sms),
    answers: (answer: { MessageId?: string }) => sns.on(PublishCommand).resolves(answer),
    fails: (error: Error) => sns.on(PublishCommand).rejects(error),
  },
];

/** Beside what every channel keeps to (channel-contract.test.ts). */
describe.each(adapters)('$name', ({ send, answers, fails }) => {
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
  const ofProfile = (settings: unknown) => channelsOf(channelSettingsSchema.parse(settings), '云杉物业');
  const smtp = { kind: 'smtp', from: 'a@example.com', host: 'smtp.example.com', port: 465, secret: '/guanjia/a/smtp' };

  it('are those that it names', () => {
    const abroad = ofProfile({ email: { kind: 'ses', from: 'service@yunshan.example.com' }, sms: { kind: 'sns' } });
    expect(abroad.email).toBeInstanceOf(SesChannel);
    expect(abroad.sms).toBeInstanceOf(SnsChannel);
    expect(abroad.chat).toBeUndefined();
    const mainland = ofProfile({ email: smtp, chat: { kind: 'wecom-robot', secret: '/guanjia/a/robot' } });
    expect(mainland.email).toBeInstanceOf(SmtpChannel);
    expect(mainland.chat).toBeInstanceOf(WecomRobotChannel);
    expect(ofProfile({})).toEqual({});
  });

  it.each([
    { sms: { kind: 'pigeon' } },
    { email: { ...smtp, password: 'secret' } },
    { email: { ...smtp, secret: 'no-slash' } },
    { email: { ...smtp, host: 'https://smtp.example.com' } },
    { email: { ...smtp, port: 0 } },
    { chat: { kind: 'wecom-robot', url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a' } },
  ])('cannot be %o', (settings) => {
    expect(channelSettingsSchema.safeParse(settings).success).toBe(false);
  });
});
