import * as z from 'zod';

/** A message that the emulated SES or SNS has taken. */
export interface HandedOver {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  /** Address or phone number; several addresses are separated by commas. */
  readonly to: string;
  readonly cc: string;
  /** Empty for an SMS. */
  readonly subject: string;
  readonly text: string;
  /** Empty for an SMS. */
  readonly html: string;
}

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const EmailsSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        MessageId: z.string(),
        To: z.array(z.string()),
        CC: z.array(z.string()),
        Subject: z.string(),
        BodyText: optionalText,
        BodyHtml: optionalText,
      }),
    ),
  ),
});
const TextsSchema = z.object({
  sms_messages: z.record(z.string(), z.array(z.object({ MessageId: z.string(), Message: z.string() }))),
});

/**
 * All e-mails since the emulator was started, then all SMS since the cloud was first made.
 * @param url the local cloud
 */
export async function handedOver(url: string): Promise<HandedOver[]> {
  const [emails, texts] = await Promise.all([
    read(`${url}/_ministack/ses/messages`, EmailsSchema),
    read(`${url}/_ministack/sns/sms-messages`, TextsSchema),
  ]);
  return [
    ...Object.values(emails.messages)
      .flat()
      .map(({ MessageId, To, CC, Subject, BodyText, BodyHtml }) => ({
        id: MessageId,
        channel: 'email' as const,
        to: To.join(', '),
        cc: CC.join(', '),
        subject: Subject,
        text: BodyText,
        html: BodyHtml,
      })),
    ...Object.entries(texts.sms_messages).flatMap(([to, messages]) =>
      messages.map(({ MessageId, Message }) => ({
        id: MessageId,
        channel: 'sms' as const,
        to,
        cc: '',
        subject: '',
        text: Message,
        html: '',
      })),
    ),
  ];
}

async function read<S extends z.ZodType>(url: string, schema: S): Promise<z.output<S>> {
  return schema.parse(await (await fetch(url)).json());
}
