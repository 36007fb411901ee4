import * as z from 'zod';
import { type ChannelAdapter, type Channels, type OutgoingEmail, type OutgoingSms, Refused } from './port.ts';
import { SesChannel } from './ses.ts';
import { SnsChannel } from './sns.ts';

/** The channels of the company profile; one that is missing has no adapter yet. */
export const channelSettingsSchema = z.object({
  email: z.object({ kind: z.literal('ses'), from: z.email() }).optional(),
  sms: z.object({ kind: z.literal('sns') }).optional(),
});
export type ChannelSettings = z.infer<typeof channelSettingsSchema>;

/** @param company signs as the sender of e-mails */
export function channelsOf({ email, sms }: ChannelSettings, company: string): Channels {
  return {
    email: email ? new SesChannel(email.from, company) : noChannel<OutgoingEmail>(),
    sms: sms ? new SnsChannel() : noChannel<OutgoingSms>(),
  };
}

/** Refuses all: the message is recorded as failed, so that somebody sees what is missing. */
function noChannel<Outgoing>(): ChannelAdapter<Outgoing> {
  return { send: () => Promise.reject(new Refused('no-channel')) };
}
