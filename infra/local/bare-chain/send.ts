import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';

const ses = new SESv2Client();
const sqs = new SQSClient();

/** Sends one e-mail per event and reports when the provider took it. */
export async function handler({ Records }: SQSEvent): Promise<void> {
  await Promise.all(
    Records.map(async ({ body }) => {
      const { from, to } = JSON.parse(body).detail;
      await ses.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: { Data: 'bare chain' }, Body: { Text: { Data: 'bare chain' } } } },
        }),
      );
      const MessageBody = JSON.stringify({ acceptedAt: Date.now() });
      await sqs.send(new SendMessageCommand({ QueueUrl: process.env.ACCEPTED_URL, MessageBody }));
    }),
  );
  console.log(`${Records.length} sent`);
}
