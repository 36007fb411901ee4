import * as z from 'zod';

/** What a message says. */
export const templateCodeSchema = z.enum(['work-order-assigned', 'breach', 'breach-retracted']);

/** How a message travels. */
export const channelSchema = z.enum(['email', 'sms']);
export type Channel = z.infer<typeof channelSchema>;
