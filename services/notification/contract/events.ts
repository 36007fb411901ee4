import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { channelSchema, templateCodeSchema } from './ids.ts';

const messageShape = {
  messageId: z.string(),
  template: templateCodeSchema,
  channel: channelSchema,
  staffId: z.string().describe('Who it is addressed to; whoever reads it in copy is not named'),
  requestId: z.string(),
  clockId: z.string().nullable().describe('The clock that the message is about; null when it is about none'),
  uncertain: z.boolean().describe('Whether an earlier try may have reached the person as well'),
};

/** A provider has accepted the message. Whether anybody has read it nobody knows. */
export const messageDelivered = defineEvent(
  'message.delivered',
  1,
  z.object({ ...messageShape, acceptedAt: instantSchema, providerId: z.string() }),
);

/** The message will not be tried again. */
export const messageFailed = defineEvent(
  'message.failed',
  1,
  z.object({
    ...messageShape,
    failedAt: instantSchema,
    reason: z
      .string()
      .describe(
        '`no-channel`, `no-address`, `gave-up`, `outcome-unknown` (it may have arrived), or the name of the provider’s error',
      ),
  }),
);
