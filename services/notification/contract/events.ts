import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { personalChannelSchema, templateCodeSchema } from './ids.ts';
import { messageTextsSchema } from './texts.ts';

const messageShape = {
  messageId: z.string(),
  template: templateCodeSchema,
  requestId: z.string(),
  clockId: z.string().nullable().describe('The clock that the message is about; null when it is about none'),
  uncertain: z.boolean().describe('Whether an earlier try may have reached the person as well'),
};

const toStaff = {
  channel: personalChannelSchema,
  staffId: z.string().describe('Who it is addressed to; whoever reads it in copy is not named'),
};
const toHousehold = {
  channel: personalChannelSchema,
  personId: z.string().describe('The member of the household it is addressed to'),
};
const toGroup = { channel: z.literal('chat') };

const delivered = { acceptedAt: instantSchema, providerId: z.string() };
const failed = {
  failedAt: instantSchema,
  reason: z
    .string()
    .describe(
      '`no-channel`, `no-address`, `gave-up`, `outcome-unknown` (it may have arrived), or the name of the provider’s error',
    ),
};

/** A provider has accepted the message to a member of staff. Whether anybody has read it nobody knows. */
export const messageDelivered = defineEvent(
  'message.delivered',
  1,
  z.object({ ...messageShape, ...toStaff, ...delivered }),
);

/** The same of a message to a household. */
export const ownerMessageDelivered = defineEvent(
  'message.delivered',
  2,
  z.object({ ...messageShape, ...toHousehold, ...delivered }),
);

/** The same of a post in the company's chat group. */
export const groupMessageDelivered = defineEvent(
  'message.delivered',
  3,
  z.object({ ...messageShape, ...toGroup, ...delivered }),
);

/** The message to a member of staff will not be tried again. */
export const messageFailed = defineEvent('message.failed', 1, z.object({ ...messageShape, ...toStaff, ...failed }));

/** The same of a message to a household. */
export const ownerMessageFailed = defineEvent(
  'message.failed',
  2,
  z.object({ ...messageShape, ...toHousehold, ...failed }),
);

/** The same of a post in the company's chat group. */
export const groupMessageFailed = defineEvent(
  'message.failed',
  3,
  z.object({ ...messageShape, ...toGroup, ...failed }),
);

/** A template has new words; messages sent from now on have them. */
export const templatePublished = defineEvent(
  'template.published',
  1,
  z.object({ code: templateCodeSchema, version: z.int().positive(), texts: messageTextsSchema }),
);

/**
 * Somebody wants to be told in another way, by their own word or by the desk's for them; messages composed from now on
 * follow it. The wishes themselves stay in the journal.
 */
export const preferencesChanged = defineEvent(
  'preferences.changed',
  1,
  z.object({
    personId: z.string().describe('Of a resident, or the staff id'),
    version: z.int().positive(),
  }),
);
