import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SesSettings } from '../contract/channel-settings.ts';
import { callProvider, ONE_TRY } from './aws-provider.ts';
import { encodedWords } from './mime.ts';
import type { ChannelAdapter, OutgoingEmail } from './port.ts';

const refusals = [
  'BadRequestException',
  'MailFromDomainNotVerifiedException',
  'MessageRejected',
  'NotFoundException',
  'ValidationException',
];

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** Amazon SES. Not in mainland China. */
export class SesChannel implements ChannelAdapter<OutgoingEmail> {
  readonly #ses: SESv2Client;
  readonly #from: string;

  /**
   * @param address verified with SES
   * @param company what people see as the sender
   */
  constructor(address: string, company: string, ses = new SESv2Client(ONE_TRY)) {
    this.#ses = ses;
    this.#from = `${encodedWords(company)} <${address}>`;
  }

  send({ to, copies, subject, text, html }: OutgoingEmail): Promise<{ providerId: string }> {
    const command = new SendEmailCommand({
      FromEmailAddress: this.#from,
      Destination: { ToAddresses: [to], ...(copies.length > 0 && { CcAddresses: [...copies] }) },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
    });
    return callProvider(refusals, (options) => this.#ses.send(command, options));
  }
}

/** The channel as the company profile wants it. */
export const channel = ({ from }: SesSettings, company: string): SesChannel => new SesChannel(from, company);
