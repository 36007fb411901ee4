import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockKindSchema } from './ids.ts';
import { promisedClockSchema, publishedCalendarSchema, publishedPolicySchema } from './policy.ts';

const clockShape = {
  clockId: z.string(),
  requestId: z.string(),
  kind: clockKindSchema,
  due: instantSchema,
  /** Raised when an act gives the clock another deadline and so another timer. */
  generation: z.int().positive(),
};

/** A clock exists, with all that it was promised on. */
export const clockStarted = defineEvent('clock.started', 1, z.object({ ...clockShape, ...promisedClockSchema.shape }));

/** A running clock has passed a mark before its deadline. */
export const clockWarned = defineEvent(
  'clock.warned',
  1,
  z.object({ ...clockShape, share: z.number(), markAt: instantSchema }),
);

/**
 * The deadline has passed without the act that stops the clock, or the act came after it. `news`: a fact told so;
 * `timer`: nobody told anything; `sweep`: neither did so in time.
 */
export const clockBreached = defineEvent(
  'clock.breached',
  1,
  z.object({ ...clockShape, judgedBy: z.enum(['timer', 'news', 'sweep']) }),
);

/** Stopped in time, at `stoppedAt`. */
export const clockMet = defineEvent('clock.met', 1, z.object({ ...clockShape, stoppedAt: instantSchema }));

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
    number: z.string(),
    place: z.string(),
    categoryLabel: textSchema,
    keyword: z.string().nullable(),
  }),
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
    due: instantSchema,
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
