import type { ChannelSettings } from '../contract/channel-settings.ts';
import type { Channels } from './port.ts';
// One file per adapter, called as its kind: a bundle holds those of its company's profile only (infra/only-channels.ts).
import { channel as ses } from './ses.ts';
import { channel as smtp } from './smtp.ts';
import { channel as sns } from './sns.ts';
import { channel as wecomRobot } from './wecom-robot.ts';

/** @param company signs as the sender of e-mails */
export function channelsOf({ email, sms, chat }: ChannelSettings, company: string): Channels {
  return {
    ...(email && { email: email.kind === 'ses' ? ses(email, company) : smtp(email, company) }),
    ...(sms && { sms: sns() }),
    ...(chat && { chat: wecomRobot(chat) }),
  };
}
