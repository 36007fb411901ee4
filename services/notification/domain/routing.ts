import type { Channel } from '../contract/ids.ts';
import type { MessageDraft } from './message.ts';

/** What stands in for a channel that the company does not have, first choice first. */
const standIns: readonly Channel[] = ['email', 'sms', 'chat'];

/**
 * Puts what staff are told by one event on the channels that the company has. A missing channel is left out where the
 * same person hears on another one, else something stands in for it; where there is nothing at all the message stays as
 * it is, to be recorded as failed. A breach is posted in the company's chat group as well. A post is one message for
 * all, and calls by name whom it is for.
 */
export function routed<Draft extends MessageDraft>(drafts: readonly Draft[], has: ReadonlySet<Channel>): Draft[] {
  const reached = new Set(drafts.filter(({ channel }) => has.has(channel)).map(({ staffId }) => staffId));
  const placed = drafts
    .filter(({ channel, staffId }) => has.has(channel) || !reached.has(staffId))
    .map((draft) => (has.has(draft.channel) ? draft : { ...draft, channel: standIn(draft, has) }));
  const posted = placed.filter(({ channel, content }) => channel === 'chat' || content.template === 'breach');
  const [first] = posted;
  const personal = placed.filter(({ channel }) => channel !== 'chat');
  return first && has.has('chat') ? [...personal, postOf(first, posted)] : personal;
}

const standIn = ({ channel }: MessageDraft, has: ReadonlySet<Channel>): Channel =>
  standIns.find((one) => has.has(one)) ?? channel;

const postOf = <Draft extends MessageDraft>(draft: Draft, forAll: readonly Draft[]): Draft => ({
  ...draft,
  channel: 'chat',
  staffId: null,
  personId: null,
  copyStaffIds: [...new Set(forAll.flatMap(({ staffId }) => staffId ?? []))],
});
