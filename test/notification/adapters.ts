/** Everything that a test of the adapters makes, in one module: it can be run as it is written, and as it is bundled. */
export { SESv2Client } from '@aws-sdk/client-sesv2';
export { SNSClient } from '@aws-sdk/client-sns';
export { SesChannel } from '../../services/notification/channels/ses.ts';
export { SmtpChannel } from '../../services/notification/channels/smtp.ts';
export { SnsChannel } from '../../services/notification/channels/sns.ts';
export { WecomRobotChannel } from '../../services/notification/channels/wecom-robot.ts';
