import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { callProvider, ONE_TRY } from './aws-provider.ts';
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

/** Characters of at most four bytes that surely fit the 75 of one encoded word. */
const PER_WORD = 10;

/** RFC 2047: SES takes a display name in ASCII only. */
function encodedWords(name: string): string {
  const letters = [...name];
  const words: string[] = [];
  for (let from = 0; from < letters.length; from += PER_WORD)
    words.push(`=?UTF-8?B?${Buffer.from(letters.slice(from, from + PER_WORD).join('')).toString('base64')}?=`);
  return words.join(' ');
}
