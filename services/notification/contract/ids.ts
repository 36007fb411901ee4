import * as z from 'zod';

/** What a message says. Those that begin with `owner-` go to a household, all others to staff. */
export const templateCodeSchema = z.enum([
  'work-order-assigned',
  'work-order-refused',
  'work-order-not-accepted',
  'work-order-cancelled',
  'breach',
  'breach-retracted',
  'breach-voided',
  'owner-received',
  'owner-coming',
  'owner-waiting',
  'owner-done',
  'owner-answered',
]);
export type TemplateCode = z.infer<typeof templateCodeSchema>;

/** How a message travels. */
export const channelSchema = z.enum(['email', 'sms', 'chat']);
/** To one person; `chat` is the company's group of staff. */
export const personalChannelSchema = channelSchema.exclude(['chat']);
export type Channel = z.infer<typeof channelSchema>;
