import { createHash } from 'node:crypto';
import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { type Channel, channelSchema } from '../contract/ids.ts';
import { contentSchema } from './content.ts';

/** How long one sender may take before its silence counts as an outcome that nobody knows. */
const LEASE_MS = 60_000;
/** Tries of one message: with the doubling pauses between them about 40 minutes. */
const MAX_ATTEMPTS = 10;

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 900_000;

/**
 * Why a message is on record only: its reader has had enough for that day (`budget`) or does without this kind
 * (`muted`); they have been told of the same an hour ago at most (`told-lately`); it would have come too late
 * (`quiet-hours`).
 */
const withheldSchema = z.enum(['budget', 'muted', 'told-lately', 'quiet-hours']);
export type WithheldReason = z.infer<typeof withheldSchema>;

const draftShape = {
  requestId: z.string(),
  communityId: z.string(),
  /** The clock whose breach it tells, or takes back; null when it is about none. */
  clockId: z.string().nullable(),
  /** Which breach of that clock: one may come after another was taken back. */
  generation: z.int().positive().default(1),
  /** The event that it tells of. */
  eventId: z.string(),
  correlationId: z.string(),
  content: contentSchema,
  channel: channelSchema,
  /** To whom it goes: a member of staff, or else `personId`; neither for a post in the chat group. */
  staffId: z.string().nullable(),
  /** A member of the household. */
  personId: z.string().nullable().default(null),
  /** Read the same e-mail in copy; of a post in the chat group: are called by name. */
  copyStaffIds: z.array(z.string()),
  /** Sent again, rather than left, when nobody knows whether it has arrived. */
  urgent: z.boolean(),
};

const messageShape = {
  ...draftShape,
  messageId: z.string(),
  queuedAt: instantSchema,
  attempts: z.int().nonnegative(),
  /** An earlier try may have arrived. */
  uncertain: z.boolean(),
  /** Its news was taken back while it was being sent: no further try. */
  revoked: z.boolean(),
};

/** One message to one person, or one group, on one channel. Holds ids only: whose they are is looked up when it is sent. */
export const messageSchema = z.discriminatedUnion('status', [
  z.object({ ...messageShape, status: z.literal('queued'), nextTryAt: instantSchema }),
  z.object({ ...messageShape, status: z.literal('sending'), leaseUntil: instantSchema }),
  z.object({ ...messageShape, status: z.literal('sent'), acceptedAt: instantSchema, providerId: z.string() }),
  z.object({ ...messageShape, status: z.literal('failed'), endedAt: instantSchema, reason: z.string() }),
  /** It may have arrived. */
  z.object({ ...messageShape, status: z.literal('unknown'), endedAt: instantSchema }),
  /** Never sent: its news was taken back before. */
  z.object({ ...messageShape, status: z.literal('dropped'), endedAt: instantSchema }),
  /** Never sent, and why. */
  z.object({
    ...messageShape,
    status: z.literal('withheld'),
    endedAt: instantSchema,
    reason: withheldSchema.default('budget'),
  }),
]);
export type Message = z.infer<typeof messageSchema>;

const draftSchema = z.object(draftShape);

/** A message about to be queued. */
export type MessageDraft = z.infer<typeof draftSchema>;

const commonSchema = z.object(messageShape);
type Common = z.infer<typeof commonSchema>;
type In<Status extends Message['status']> = Extract<Message, { status: Status }>;

interface Addressed {
  readonly eventId: string;
  readonly staffId: string | null;
  readonly personId: string | null;
  readonly channel: Channel;
}

/** Derived: the same event never makes a second message to the same person on the same channel. */
export function messageIdOf({ eventId, staffId, personId, channel }: Addressed): string {
  const to = staffId === null ? ['person', personId] : [staffId];
  return createHash('sha256')
    .update(JSON.stringify([eventId, ...to, channel]))
    .digest('hex')
    .slice(0, 32);
}

/** Whose contact it needs; null for a group's, which has none. */
export const recipientOf = ({ staffId, personId }: Pick<MessageDraft, 'staffId' | 'personId'>): string | null =>
  staffId ?? personId;

/** @param notBefore ISO instant of the first try; `now` unless the message has to wait for the morning */
export const queued = (draft: MessageDraft, now: string, notBefore = now): In<'queued'> => ({
  ...fresh(draft, now),
  status: 'queued',
  nextTryAt: notBefore,
});

/** On record, and never sent. */
export const withheld = (draft: MessageDraft, now: string, reason: WithheldReason): In<'withheld'> => ({
  ...fresh(draft, now),
  status: 'withheld',
  endedAt: now,
  reason,
});

const fresh = (draft: MessageDraft, now: string): Common => ({
  ...draft,
  messageId: messageIdOf(draft),
  queuedAt: now,
  attempts: 0,
  uncertain: false,
  revoked: false,
});

/** When the sweep looks at a message; undefined once it has ended. */
export function owedAt(message: Message): string | undefined {
  if (message.status === 'queued') return message.nextTryAt;
  return message.status === 'sending' ? message.leaseUntil : undefined;
}

export type Step =
  | { readonly kind: 'send'; readonly claimed: In<'sending'> }
  | { readonly kind: 'end'; readonly ended: In<'unknown'> }
  | { readonly kind: 'wait' };

/**
 * What is to be done with a message now. A claim that ran out without an outcome may have sent it: an urgent message
 * is sent again and marked, any other stays unknown.
 */
export function stepOf(message: Message, now: string): Step {
  const due = owedAt(message);
  if (due === undefined || due > now) return { kind: 'wait' };
  const silent = message.status === 'sending';
  if (silent && (!message.urgent || message.revoked || message.attempts >= MAX_ATTEMPTS))
    return { kind: 'end', ended: unknown(message, now) };
  const claimed = {
    ...common(message),
    status: 'sending' as const,
    attempts: message.attempts + 1,
    uncertain: message.uncertain || silent,
    leaseUntil: after(now, LEASE_MS),
  };
  return { kind: 'send', claimed };
}

/** What came of one try. `at` is the instant at which the sender knew. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly at: string; readonly providerId: string }
  | { readonly kind: 'refused'; readonly at: string; readonly reason: string }
  | { readonly kind: 'later'; readonly at: string; readonly maybeAccepted: boolean };

/** A message that was being sent, once the outcome of the try is known. */
export function recorded(message: In<'sending'>, outcome: Outcome): Message {
  const { at } = outcome;
  switch (outcome.kind) {
    case 'accepted':
      return { ...common(message), status: 'sent', acceptedAt: at, providerId: outcome.providerId };
    case 'refused':
      return { ...common(message), status: 'failed', endedAt: at, reason: outcome.reason };
    case 'later':
      return putOff({ ...message, uncertain: message.uncertain || outcome.maybeAccepted }, outcome);
  }
}

function putOff(message: In<'sending'>, { at, maybeAccepted }: { at: string; maybeAccepted: boolean }): Message {
  if (message.revoked) return takenBack(message, at);
  if (maybeAccepted && !message.urgent) return unknown(message, at);
  if (message.attempts >= MAX_ATTEMPTS)
    return message.uncertain
      ? unknown(message, at)
      : { ...common(message), status: 'failed', endedAt: at, reason: 'gave-up' };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (message.attempts - 1), LONGEST_PAUSE_MS);
  return { ...common(message), status: 'queued', nextTryAt: after(at, pause) };
}

/**
 * A message whose news has been taken back. One that waits is dropped; one that is just being sent gets no further
 * try; one that has ended stays as it is.
 */
export function revoked(message: Message, now: string): Message {
  if (message.status === 'queued') return takenBack(message, now);
  return message.status === 'sending' && !message.revoked ? { ...message, revoked: true } : message;
}

/** An earlier try that may have arrived cannot be undone. */
const takenBack = (message: Message, at: string): Message =>
  message.uncertain ? unknown(message, at) : { ...common(message), status: 'dropped', endedAt: at };

const unknown = (message: Message, at: string): In<'unknown'> => ({
  ...common(message),
  uncertain: true,
  status: 'unknown',
  endedAt: at,
});

/** Whether the person has been told, or may have been: must hear when it is taken back. */
export const maybeTold = ({ status, uncertain }: Message): boolean =>
  status === 'sent' || status === 'unknown' || (status === 'failed' && uncertain);

/** What a message keeps whatever becomes of it. */
const common = (message: Message): Common => commonSchema.parse(message);

const after = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();
