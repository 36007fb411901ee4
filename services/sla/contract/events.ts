import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { breachCauseSchema } from './causes.ts';
import { exemptionReasonSchema } from './exemptions.ts';
import { clockKindSchema } from './ids.ts';
import { clockOriginSchema } from './origin.ts';
import { pauseSchema } from './pauses.ts';
import { promisedClockSchema, publishedCalendarSchema, publishedPolicySchema } from './policy.ts';

const clockShape = {
  clockId: z.string(),
  requestId: z.string(),
  kind: clockKindSchema,
  due: instantSchema,
  /** Raised when an act gives a clock another deadline, other marks or another pause, and so another timer. */
  generation: z.int().positive(),
};

/** A clock exists, with all that it was promised on; pauses and agreements that came before it follow as events. */
export const clockStarted = defineEvent(
  'clock.started',
  1,
  z.object({ ...clockShape, ...promisedClockSchema.shape, origin: clockOriginSchema.optional() }),
);

/** What acts have made of a promise: the deadline that holds stands beside it, as `due`. */
const planShape = {
  /** The instants of the promise's marks, in the same order. */
  markAt: z.array(instantSchema),
  /** All that count for this clock, in order, none overlapping another. */
  pauses: z.array(pauseSchema),
  /** The time agreed with the owner, if that is what holds. */
  agreedUntil: instantSchema.nullable(),
  /** What the manager has extended the deadline to, if that is what holds (R055). */
  extendedUntil: instantSchema.optional(),
  /** Beyond the last day whose holidays the calendar knows: computed with weekends only. */
  beyondCoverage: z.boolean(),
};

/** Time stands still for a clock, until `resumesAt` at the latest; `due` is the deadline if it stays at that. */
export const clockPaused = defineEvent(
  'clock.paused',
  1,
  z.object({ ...clockShape, ...planShape, reason: pauseSchema.shape.reason, resumesAt: instantSchema }),
);

/** Time counts again, by an act or because the pause has ended by itself. */
export const clockResumed = defineEvent(
  'clock.resumed',
  1,
  z.object({ ...clockShape, ...planShape, resumedAt: instantSchema }),
);

/** A clock has another deadline or other marks, while it runs or afterwards by news that came late. */
export const clockMoved = defineEvent(
  'clock.moved',
  1,
  z.object({
    ...clockShape,
    ...planShape,
    previousDue: instantSchema,
    /** It had ended, and runs again: late news of a reopening has parted it from the act that ended it. */
    revived: z.boolean(),
    /** Where late news of a change of category has put another promise in its place. */
    promise: promisedClockSchema.extend({ origin: clockOriginSchema }).nullable(),
  }),
);

/** Nobody waits for this act any more: another clock took its place, or the request was withdrawn. */
export const clockCancelled = defineEvent(
  'clock.cancelled',
  1,
  z.object({
    ...clockShape,
    cancelledAt: instantSchema,
    because: z.enum(['reclassified', 'reopened', 'withdrawn']),
    replacedBy: z.string().nullable(),
  }),
);

/** A running clock has passed a mark before its deadline. */
export const clockWarned = defineEvent(
  'clock.warned',
  1,
  z.object({ ...clockShape, share: z.number(), markAt: instantSchema }),
);

/**
 * The deadline has passed without the act that stops the clock, or the act came after it. `news`: a fact told so;
 * `timer`: nobody told anything; `sweep`: neither did so in time. At most one per clock and generation.
 */
export const clockBreached = defineEvent(
  'clock.breached',
  1,
  z.object({ ...clockShape, judgedBy: z.enum(['timer', 'news', 'sweep']) }),
);

/** Stopped in time, at `stoppedAt`. */
export const clockMet = defineEvent('clock.met', 1, z.object({ ...clockShape, stoppedAt: instantSchema }));

/** What a correction says to those who have been told of the breach. */
const correctionShape = {
  number: z.string(),
  place: z.string(),
  categoryLabel: textSchema,
  keyword: z.string().nullable(),
};

/**
 * News of an act in time came after the breach had been recorded: the clock is met and the breach never was. Whoever
 * has been told of the breach is told so, with the words that this event carries.
 */
export const clockBreachRetracted = defineEvent(
  'clock.breach-retracted',
  1,
  z.object({
    ...clockShape,
    stoppedAt: instantSchema,
    /** Who came in time. */
    stoppedByStaffId: z.string().nullable(),
    ...correctionShape,
  }),
);

/**
 * The breach never was, for another reason than an act in time (that is schema 1): late news of a pause, an agreement
 * or a change of category, all before the deadline. `due` and `generation` are those of the breach that was told.
 */
export const clockBreachRetractedByRule = defineEvent(
  'clock.breach-retracted',
  2,
  z.object({
    ...clockShape,
    because: z.enum(['paused', 'moved', 'cancelled']),
    /** The deadline that holds now; null when none does. */
    newDue: instantSchema.nullable(),
    /** The act that met the new deadline, if it has been done. */
    stoppedAt: instantSchema.nullable(),
    stoppedByStaffId: z.string().nullable(),
    ...correctionShape,
  }),
);

/**
 * Whoever answers for the department says why the deadline was missed; the last one counts. Their note stays in sla's
 * table.
 */
export const clockCauseGiven = defineEvent(
  'clock.cause-given',
  1,
  z.object({ ...clockShape, cause: breachCauseSchema, staffId: z.string() }),
);

/**
 * The manager has taken a breach out of the figures; it stays a breach. The last one counts, and it goes with a breach
 * that is taken back. Their note stays in sla's table.
 */
export const clockExempted = defineEvent(
  'clock.exempted',
  1,
  z.object({ ...clockShape, reason: exemptionReasonSchema, staffId: z.string() }),
);

const postSchema = z.object({ department: z.string(), role: z.literal('supervisor') });

/**
 * One level of a ladder speaks: who must know of this breach. The audience is a post; who stands on it is looked up
 * when the message is sent. Never holds the owner's own words.
 */
export const escalationRaised = defineEvent(
  'escalation.raised',
  1,
  z.object({
    escalationId: z.string(),
    clockId: z.string(),
    requestId: z.string(),
    level: z.int().positive(),
    number: z.string(),
    communityId: z.string(),
    buildingId: z.string(),
    premisesId: z.string(),
    /** Like `3栋1单元1201`. */
    place: z.string(),
    categoryLabel: textSchema,
    /** What the request was classified by. */
    keyword: z.string().nullable(),
    /** Who held the work order at the deadline. */
    holderStaffId: z.string().nullable(),
    /** Whom the complaint is about: told only where there is nobody else (R023). */
    aboutStaffId: z.string().optional(),
    due: instantSchema,
    /** Of the breach: a clock that breaches again after a retraction is told again. */
    generation: z.int().positive().optional(),
    /** `copy` reads the same e-mail and gets no SMS. */
    audience: postSchema.extend({ copy: postSchema.nullable() }),
    urgent: z.boolean(),
  }),
);
export type EscalationRaised = z.infer<typeof escalationRaised.data>;

/** A policy has a new version; it holds for requests received from now on. */
export const policyPublished = defineEvent('policy.published', 1, publishedPolicySchema);

/** A calendar has a new version; it holds for requests received from now on. */
export const calendarPublished = defineEvent('calendar.published', 1, publishedCalendarSchema);
