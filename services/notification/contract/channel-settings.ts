import * as z from 'zod';

/** Name of a SecureString in SSM Parameter Store; what it holds stands nowhere else. */
const secretName = z
  .string()
  .max(500)
  .regex(/^(\/[\w.-]+)+$/, 'the name of an SSM parameter, like /guanjia/demo/smtp');
const from = z.email('an e-mail address');

const emailSchema = z.discriminatedUnion(
  'kind',
  [
    /** Amazon SES. Not in mainland China. */
    z.strictObject({ kind: z.literal('ses'), from }),
    /** A mail server. TLS from the first byte at port 465, by STARTTLS at any other; never without. */
    z.strictObject({
      kind: z.literal('smtp'),
      from,
      host: z.hostname('the name of a mail server'),
      port: z.int().min(1).max(65_535),
      /** Holds `{"user": "…", "password": "…"}`. */
      secret: secretName,
    }),
  ],
  'kind must be ses or smtp',
);

/** Amazon SNS. Not in mainland China. */
const smsSchema = z.strictObject({ kind: z.literal('sns') });

const chatSchema = z.strictObject({
  /** A robot in a group of WeCom (企业微信群机器人). */
  kind: z.literal('wecom-robot'),
  /** Holds the robot's webhook address: whoever knows it can write to the group. */
  secret: secretName,
});

/** The channels that a company has, and who carries each. */
export const channelSettingsSchema = z.strictObject({
  email: emailSchema.optional(),
  sms: smsSchema.optional(),
  chat: chatSchema.optional(),
});
export type ChannelSettings = z.infer<typeof channelSettingsSchema>;
type Chosen<Name extends keyof ChannelSettings> = NonNullable<ChannelSettings[Name]>;
export type SesSettings = Extract<Chosen<'email'>, { kind: 'ses' }>;
export type SmtpSettings = Extract<Chosen<'email'>, { kind: 'smtp' }>;
export type RobotSettings = Chosen<'chat'>;
export type AdapterKind = Chosen<keyof ChannelSettings>['kind'];
