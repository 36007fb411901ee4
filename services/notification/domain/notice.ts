import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { retractedSchema } from './content.ts';
import { type Message, type MessageDraft, maybeTold, messageIdOf, revoked } from './message.ts';

const retractionSchema = z.object({
  /** The event that took the breach back. */
  eventId: z.string(),
  correlationId: z.string(),
  variables: retractedSchema.omit({ urgent: true }),
  takenAt: instantSchema,
});
type Retraction = z.infer<typeof retractionSchema>;

/**
 * The one notice of a breach: what has been said of it, level by level, and that it has been taken back. Both kinds of
 * news pass through it, in whatever order they come.
 */
export const noticeSchema = z.object({
  clockId: z.string(),
  requestId: z.string(),
  /** Levels of the ladder that have spoken. */
  levels: z.array(z.int().positive()),
  retraction: retractionSchema.nullable(),
  /** Until when a message of the breach is being sent: only then it is known whether its reader must be told. */
  openUntil: instantSchema.nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;

export const emptyNotice = (requestId: string, clockId: string): Notice => ({
  clockId,
  requestId,
  levels: [],
  retraction: null,
  openUntil: null,
});

/** Whether a level may still speak: once each, and not of a breach that has been taken back. */
export const maySay = ({ levels, retraction }: Notice, level: number): boolean =>
  retraction === null && !levels.includes(level);

/** What a retraction still has to do, given how the messages of the breach stand. */
export interface Settlement {
  /** Messages that change: dropped, or not to be tried again. */
  readonly revoked: readonly Message[];
  /** Corrections that are not there yet. */
  readonly corrections: readonly MessageDraft[];
  readonly openUntil: string | null;
}

/**
 * Everybody who has been told, or may have been, hears that it is taken back: the same people, on the same channels.
 * Asked again whenever a message of the breach has changed; what has been done is not done twice.
 * @param messages all of the request's messages
 */
export function settlementOf({ clockId, retraction }: Notice, messages: readonly Message[], now: string): Settlement {
  if (retraction === null) return { revoked: [], corrections: [], openUntil: null };
  const ofBreach = messages
    .filter((message) => message.clockId === clockId && message.content.template === 'breach')
    .map((before) => ({ before, after: revoked(before, now) }));
  const known = new Set(messages.map(({ messageId }) => messageId));
  const corrections = ofBreach
    .filter(({ after }) => maybeTold(after))
    .map(({ after }) => correctionOf(after, retraction))
    .map((draft) => [messageIdOf(draft), draft] as const)
    .filter(([messageId]) => !known.has(messageId));
  return {
    revoked: ofBreach.filter(({ before, after }) => after !== before).map(({ after }) => after),
    // A Map: whom two levels have told is corrected once.
    corrections: [...new Map(corrections).values()],
    openUntil:
      ofBreach
        .flatMap(({ after }) => (after.status === 'sending' && after.leaseUntil ? [after.leaseUntil] : []))
        .toSorted()
        .at(-1) ?? null,
  };
}

function correctionOf(message: Message, { eventId, correlationId, variables }: Retraction): MessageDraft {
  const { requestId, communityId, clockId, channel, staffId, copyStaffIds, urgent } = message;
  const content = { template: 'breach-retracted' as const, variables: { ...variables, urgent } };
  return { requestId, communityId, clockId, eventId, correlationId, content, channel, staffId, copyStaffIds, urgent };
}
