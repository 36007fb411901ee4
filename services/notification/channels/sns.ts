import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { callProvider, ONE_TRY } from './aws-provider.ts';
import { type ChannelAdapter, type OutgoingSms, Refused } from './port.ts';

const refusals = ['InvalidParameter', 'InvalidParameterException', 'InvalidParameterValue', 'ValidationException'];

const E164 = /^\+[1-9]\d{6,14}$/;

/** Amazon SNS, text messages to a number. Not in mainland China. */
export class SnsChannel implements ChannelAdapter<OutgoingSms> {
  readonly #sns: SNSClient;

  constructor(sns = new SNSClient(ONE_TRY)) {
    this.#sns = sns;
  }

  async send({ to, text }: OutgoingSms): Promise<{ providerId: string }> {
    if (!E164.test(to)) throw new Refused('invalid-number');
    const command = new PublishCommand({
      PhoneNumber: to,
      Message: text,
      // Not promotional: delivered first, also to those who want no advertising.
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
    });
    return await callProvider(refusals, (options) => this.#sns.send(command, options));
  }
}

/** The channel as the company profile wants it. */
export const channel = (): SnsChannel => new SnsChannel();
