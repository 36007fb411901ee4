import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';
import { dateSchema } from '../../../shared/time/dates.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { aboutSchema } from './about.ts';
import { givenCauseSchema } from './causes.ts';
import { givenExemptionSchema } from './exemptions.ts';
import { givenExtensionSchema } from './extensions.ts';
import { clockKindSchema } from './ids.ts';
import { promisedClockSchema } from './policy.ts';

/** A clock as the API shows it: how it stands, and the rule that it was made by. */
export const clockViewSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  kind: clockKindSchema,
  status: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  version: z.int().positive(),
  start: instantSchema,
  due: instantSchema,
  /** As it was promised, before pauses, agreements and extensions: it stays on record (R055). */
  firstDue: instantSchema,
  startedAt: instantSchema,
  /** When the verdict that stands was recorded; null while it runs. */
  judgedAt: instantSchema.nullable(),
  /** The act that stopped it, in time or late; null while there is none. */
  stoppedAt: instantSchema.nullable(),
  rule: promisedClockSchema.pick({
    limit: true,
    calendarId: true,
    calendarVersion: true,
    policyId: true,
    policyVersion: true,
    marks: true,
    ladder: true,
  }),
});
export type ClockView = z.infer<typeof clockViewSchema>;

/** How a deadline came about, in words that can be read out to an owner. */
export const explanationSchema = z.object({
  sentence: z.string(),
  /** Date by date, from the act from which the limit counts to the deadline. */
  days: z.array(
    z.object({
      /** On the calendar's wall. */
      date: dateSchema,
      /** What the calendar makes of it; `make-up`: worked for a holiday 调休. */
      kind: z.enum(['open', 'closed', 'holiday', 'make-up']),
      /** Milliseconds of it that count. */
      counted: z.int().nonnegative(),
      text: z.string(),
    }),
  ),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** What is known of a breach afterwards; shown to staff alone. */
const breachShape = {
  /** Milliseconds from the deadline until the breach was recorded. */
  detectionDelayMs: z.int().nonnegative(),
  /** What somebody who answers for the department has said; null until then. */
  cause: givenCauseSchema.extend({ label: textSchema }).nullable(),
  /** Why it does not count in the figures, by the manager's word; null while it counts. */
  exempted: givenExemptionSchema.extend({ label: textSchema }).nullable(),
};

/** A clock with its calculation, as it is shown alone. */
export const explainedClockSchema = clockViewSchema.extend({
  explanation: explanationSchema,
  /** Null for a clock that is not breached, absent for owners. */
  breach: z
    .object({
      ...breachShape,
      /** Who held the work order at the deadline. */
      holderStaffId: z.string().nullable(),
    })
    .nullable()
    .optional(),
  /** The extension that holds; null where none does, absent for owners. */
  extension: givenExtensionSchema.extend({ label: textSchema }).nullable().optional(),
});

/** A clock in a list: with the request that it belongs to, as that was when the clock was last written. */
export const listedClockSchema = clockViewSchema.omit({ stoppedAt: true, rule: true }).extend({
  ...aboutSchema.shape,
  limit: z.string(),
  ladder: z.boolean(),
  /** Of a paused clock: when the pause ends by itself. */
  pausedUntil: instantSchema.nullable(),
  breach: z.object(breachShape).nullable(),
});
export type ListedClock = z.infer<typeof listedClockSchema>;
