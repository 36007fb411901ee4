import type { Channel, PersonalChannel } from '../contract/ids.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { Content } from './content.ts';

/** Of whoever has never said how they want to be told. */
export const nothingSet: Preferences = { channels: null, language: null, quietHours: null, mutedKinds: [] };

/**
 * The channel of a message to one person: the first wish by which they can be reached; else, as for everybody, an SMS,
 * and an e-mail only where no phone is known, or there are no SMS.
 * @param has channels of the company
 */
export function channelFor(
  { channels }: Pick<Preferences, 'channels'>,
  { phone, email }: { readonly phone: string | null; readonly email: string | null },
  has: ReadonlySet<Channel>,
): PersonalChannel {
  const reaches = { sms: phone !== null && has.has('sms'), email: email !== null && has.has('email') };
  const order: readonly PersonalChannel[] = [...(channels ?? []), 'sms', 'email'];
  return order.find((channel) => reaches[channel]) ?? 'sms';
}

/** Whether somebody does not want a message, and may do without it: what is urgent nobody can switch off. */
export const isMuted = (
  { mutedKinds }: Pick<Preferences, 'mutedKinds'>,
  { content, urgent }: { readonly content: Content; readonly urgent: boolean },
): boolean => !urgent && mutedKinds.some((kind) => kind === content.template);
