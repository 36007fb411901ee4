import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { type Content, retractedSchema, voidedSchema } from './content.ts';
import { type Message, type MessageDraft, maybeTold, messageIdOf, revoked } from './message.ts';

const retractionSchema = z.object({
  /** The event that took the breach back. */
  eventId: z.string(),
  correlationId: z.string(),
  /** With `because` another deadline held; without, the act came in time. */
  variables: z.union([voidedSchema.omit({ urgent: true }), retractedSchema.omit({ urgent: true })]),
  takenAt: instantSchema,
});
type Retraction = z.infer<typeof retractionSchema>;

/** One breach: a clock may be breached anew after a breach was taken back, in a later generation. */
export interface BreachRef {
  readonly clockId: string;
  readonly generation: number;
}

export const isOf = (breach: BreachRef, { clockId, generation }: { clockId: string | null; generation: number }) =>
  clockId === breach.clockId && generation === breach.generation;

/**
 * The one notice of a breach: what has been said of it, level by level, and that it has been taken back. Both kinds of
 * news pass through it, in whatever order they come.
 */
export const noticeSchema = z.object({
  clockId: z.string(),
  generation: z.int().positive().default(1),
  requestId: z.string(),
  /** Levels of the ladder that have spoken. */
  levels: z.array(z.int().positive()),
  retraction: retractionSchema.nullable(),
  /** Until when a message of the breach is being sent: only then it is known whether its reader must be told. */
  openUntil: instantSchema.nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;

export const emptyNotice = (requestId: string, { clockId, generation }: BreachRef): Notice => ({
  clockId,
  generation,
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
export function settlementOf(notice: Notice, messages: readonly Message[], now: string): Settlement {
  const { retraction } = notice;
  if (retraction === null) return { revoked: [], corrections: [], openUntil: null };
  const ofBreach = messages
    .filter((message) => message.content.template === 'breach' && isOf(notice, message))
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

function correctionOf({ requestId, communityId, clockId, generation, ...told }: Message, retraction: Retraction) {
  const { eventId, correlationId } = retraction;
  const { channel, staffId, personId, copyStaffIds, urgent } = told;
  const content = correctionText(retraction, urgent);
  const about = { requestId, communityId, clockId, generation, eventId, correlationId, content };
  return { ...about, channel, staffId, personId, copyStaffIds, urgent };
}

function correctionText({ variables }: Retraction, urgent: boolean): Content {
  return 'because' in variables
    ? { template: 'breach-voided', variables: { ...variables, urgent } }
    : { template: 'breach-retracted', variables: { ...variables, urgent } };
}
