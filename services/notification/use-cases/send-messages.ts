import type * as z from 'zod';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { count, log } from '../../../shared/log/log.ts';
import { metricNames } from '../../../shared/log/metric-names.ts';
import { Refused, TryLater } from '../channels/port.ts';
import {
  groupMessageDelivered,
  groupMessageFailed,
  messageDelivered,
  messageFailed,
  ownerMessageDelivered,
  ownerMessageFailed,
} from '../contract/events.ts';
import { type Message, type Outcome, recorded, stepOf } from '../domain/message.ts';
import { causedBy, type NotificationPorts } from '../ports.ts';
import { type MessageRow, messageAddress } from '../store.ts';
import { compose, type Hand, type LookedUp, lookUp } from './compose.ts';

/**
 * Does what is due with messages of one request, all at the same time: claims each, hands it to its channel, records
 * the outcome. What others do already, or what is not due yet, is left alone.
 * @returns the messages as they stand afterwards
 * @throws when a message could not be claimed or its outcome not be recorded; the others are done all the same
 */
export async function sendMessages(
  requestId: string,
  rows: readonly MessageRow[],
  ports: NotificationPorts,
): Promise<MessageRow[]> {
  const now = ports.now();
  const [first, ...others] = rows.map(({ state }) => state).filter((state) => stepOf(state, now).kind === 'send');
  const found = first && (await lookUp(requestId, [first, ...others], ports));
  const results = await Promise.allSettled(rows.map((row) => sendOne(row, found, ports)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

/** @param found undefined when nothing was due a moment ago */
async function sendOne(row: MessageRow, found: LookedUp | undefined, ports: NotificationPorts): Promise<MessageRow> {
  const step = stepOf(row.state, ports.now());
  if (step.kind === 'end') return (await write(row, step.ended, ports)) ?? row;
  if (step.kind === 'wait' || !found) return row;
  // Composed before it is claimed: what goes wrong until then has surely sent nothing.
  const hand = compose(row.state, found, ports);
  const claimed = await ports.store.replace(row, step.claimed);
  if (!claimed) return row;
  return await record(claimed, await outcomeOf(hand, claimed.state, ports), ports);
}

async function outcomeOf(hand: Hand, message: Message, { now }: NotificationPorts): Promise<Outcome> {
  try {
    const { providerId } = await hand();
    return { kind: 'accepted', at: now(), providerId };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', at: now(), reason: error.reason };
    if (!(error instanceof TryLater)) throw error;
    const { message: code, maybeAccepted } = error;
    log.warn('message put off', { ...fieldsOf(message), code, maybeAccepted });
    return { kind: 'later', at: now(), maybeAccepted };
  }
}

/** Meanwhile it may have been revoked, which is kept; or the lease is over and somebody else has the message. */
async function record(claimed: MessageRow, outcome: Outcome, ports: NotificationPorts): Promise<MessageRow> {
  let current = claimed;
  return await retrying(async () => {
    const { state } = current;
    if (state.status !== 'sending' || state.attempts !== claimed.state.attempts) {
      log.warn('outcome came too late', { ...fieldsOf(state), outcome: outcome.kind });
      return current;
    }
    const written = await write(current, recorded(state, outcome), ports);
    if (written) return written;
    current = (await ports.store.message(state)) ?? current;
    throw new ConcurrentChange('changed while it was being sent');
  });
}

/** @returns undefined when the message is not as it was read */
async function write(
  row: MessageRow,
  state: Message,
  { journal, store }: NotificationPorts,
): Promise<MessageRow | undefined> {
  const end = endOf(state);
  const written = end
    ? await journal
        .write({
          cause: causedBy(state, end.at),
          changes: [{ address: messageAddress(state), expectedVersion: row.version, state, events: [end.event] }],
        })
        .then(() => ({ version: row.version + 1, state }))
        .catch((error: unknown) => {
          if (error instanceof ConcurrentChange) return undefined;
          throw error;
        })
    : await store.replace(row, state);
  if (!written) return undefined;
  if (state.status === 'failed' || state.status === 'unknown') count(metricNames.messagesFailed);
  log.info(`message ${state.status}`, { ...fieldsOf(state), attempts: state.attempts, uncertain: state.uncertain });
  return written;
}

/** What tells of a message's end. A dropped one ends in silence, one that was put off has not ended. */
function endOf(message: Message): { at: string; event: EventDraft } | undefined {
  const { messageId, content, requestId, clockId, uncertain } = message;
  const about = { messageId, template: content.template, requestId, clockId, uncertain };
  if (message.status === 'sent') {
    const { acceptedAt: at, providerId } = message;
    return { at, event: deliveredOf(message, { ...about, acceptedAt: at, providerId }) };
  }
  if (message.status !== 'failed' && message.status !== 'unknown') return undefined;
  const { endedAt: at } = message;
  const reason = message.status === 'failed' ? message.reason : 'outcome-unknown';
  return { at, event: failedOf(message, { ...about, failedAt: at, reason }) };
}

type Told<Definition extends { readonly data: z.ZodType }> = Omit<z.input<Definition['data']>, 'channel'>;

function deliveredOf({ channel, staffId, personId }: Message, told: Told<typeof groupMessageDelivered>): EventDraft {
  if (channel === 'chat') return draft(groupMessageDelivered, { ...told, channel });
  if (staffId === null) return draft(ownerMessageDelivered, { ...told, channel, personId: personId ?? '' });
  return draft(messageDelivered, { ...told, channel, staffId });
}

function failedOf({ channel, staffId, personId }: Message, told: Told<typeof groupMessageFailed>): EventDraft {
  if (channel === 'chat') return draft(groupMessageFailed, { ...told, channel });
  if (staffId === null) return draft(ownerMessageFailed, { ...told, channel, personId: personId ?? '' });
  return draft(messageFailed, { ...told, channel, staffId });
}

function fieldsOf({ messageId, channel, requestId, clockId, eventId, correlationId, content }: Message) {
  return { messageId, channel, requestId, clockId, eventId, correlationId, template: content.template };
}
