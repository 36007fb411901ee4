import { channelsIn } from '../channels/port.ts';
import type { Channel } from '../contract/ids.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { StaffDraft } from '../domain/drafts.ts';
import { type Message, queued } from '../domain/message.ts';
import { channelFor } from '../domain/preferences.ts';
import { afterQuiet } from '../domain/quiet.ts';
import { routed } from '../domain/routing.ts';
import type { NotificationPorts } from '../ports.ts';

type Ports = Pick<NotificationPorts, 'people' | 'preferencesOf' | 'channels' | 'company'>;

/** How a message to a member of staff goes out, as they want it. */
interface Manner {
  readonly channel: Channel;
  readonly notBefore: string;
}

/**
 * The manner of a message that is not urgent: by the channel and outside the quiet hours that its reader has asked for.
 * What is urgent goes as it is.
 * @param usualQuiet for whoever has not asked for any
 */
export async function mannerOf(
  draft: StaffDraft,
  at: string,
  { people, preferencesOf, channels, company }: Ports,
  usualQuiet: Preferences['quietHours'] = null,
): Promise<Manner> {
  if (draft.urgent) return { channel: draft.channel, notBefore: at };
  const wants = await preferencesOf(draft.staffId);
  const quiet = wants.quietHours ?? usualQuiet;
  const notBefore = quiet ? afterQuiet(at, quiet, company.timeZone) : at;
  if (wants.channels === null) return { channel: draft.channel, notBefore };
  const [contact = { phone: null, email: null }] = await people.contacts([draft.staffId]);
  return { channel: channelFor(wants, contact, channelsIn(channels)), notBefore };
}

/** Messages to staff as they are queued. */
export async function staffMessages(
  drafts: readonly StaffDraft[],
  ports: Ports & Pick<NotificationPorts, 'now'>,
): Promise<Message[]> {
  const at = ports.now();
  const wanted = await Promise.all(drafts.map(async (draft) => ({ ...draft, ...(await mannerOf(draft, at, ports)) })));
  return routed(wanted, channelsIn(ports.channels)).map(({ notBefore, ...draft }) => queued(draft, at, notBefore));
}
