import * as z from 'zod';
import { calendarIdSchema, calendarNameSchema, calendarSchema } from '../../../shared/time/calendar.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { type ClockKind, clockKindSchema, policyId, policyKeySchema } from './ids.ts';
import { limitSchema, parseLimit, SERVICE_CALENDAR } from './limit.ts';

/** Shares of the limit after which a running clock warns, whole hundredths in rising order, like `[0.8]`. */
const marksSchema = z
  .array(z.number().gt(0, 'must be above 0').lt(1, 'must be below 1').multipleOf(0.01, 'must be whole hundredths'))
  .max(5)
  .refine((marks) => marks.every((mark, n) => n === 0 || mark > (marks[n - 1] ?? 0)), 'must rise');

const clockRuleSchema = z.object({
  kind: clockKindSchema,
  limit: limitSchema,
  /** Its name; in a community with a calendar of that name its own, that one counts. */
  calendarId: calendarNameSchema,
  marks: marksSchema,
  /** Whether a breach is told to the supervisor on duty, and further up until somebody acknowledges. */
  ladder: z.boolean(),
  /** The act from which the limit counts, where that is not the receipt: the owner's consent, the end of the work. */
  after: z.enum(['consent', 'completion']).optional(),
});

/** What a supervisor must know when nobody has done it. */
const kindsWithLadder: readonly ClockKind[] = ['arrival', 'answer', 'quote', 'resolve', 'feedback'];

/** One clock that a policy gives to a request. */
export type ClockRule = z.infer<typeof clockRuleSchema>;

const shape = {
  id: z.string(),
  policyKey: policyKeySchema,
  /** Where it replaces the company's policy, clock kind by clock kind; null for the company's policy itself. */
  communityId: z.string().min(1).nullable(),
  /** A policy that is switched off is there to be switched on: it gives no clocks. Absent: it is on. */
  active: z.boolean().optional(),
};

interface PolicyShape {
  readonly id: string;
  readonly policyKey: string;
  readonly communityId: string | null;
  readonly clocks: readonly ClockRule[];
}

function checkPolicy({ id, policyKey, communityId, clocks }: PolicyShape, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (id !== policyId(policyKey, communityId))
    refuse(['id'], 'must be the policyKey, with @ and the communityId where there is one');
  for (const [n, { kind, limit, calendarId, ladder, marks }] of clocks.entries()) {
    if (clocks.findIndex((other) => other.kind === kind) < n) refuse(['clocks', n, 'kind'], 'is there twice');
    if (ladder && !kindsWithLadder.includes(kind))
      refuse(['clocks', n, 'ladder'], `hangs on ${kindsWithLadder.join(', ')} only`);
    if (marks.length > 0 && kind === 'receipt') refuse(['clocks', n, 'marks'], 'a receipt has no timer');
    if (parseLimit(limit).halfDay && calendarId !== SERVICE_CALENDAR)
      refuse(['clocks', n, 'calendarId'], `half a day is 4 hours of the calendar ${SERVICE_CALENDAR}`);
  }
}

/** Which clocks a kind of request gets. A company has one policy per key, and overrides of it per community. */
export const policySchema = z
  .object({ ...shape, clocks: z.array(clockRuleSchema).min(1, 'a policy has at least one clock') })
  .superRefine(checkPolicy);
export type Policy = z.infer<typeof policySchema>;

/** The same as a command: unknown fields are refused. */
export const policyCommandSchema = z
  .strictObject({ ...shape, clocks: z.array(clockRuleSchema.strict()).min(1, 'a policy has at least one clock') })
  .superRefine(checkPolicy);

const versionSchema = z.int().positive();

/** A policy as it stands since its last change. */
export const publishedPolicySchema = z.object({ policyId: z.string(), version: versionSchema, policy: policySchema });
export type PublishedPolicy = z.infer<typeof publishedPolicySchema>;

/** A calendar as it stands since its last change. */
export const publishedCalendarSchema = z.object({
  calendarId: z.string(),
  version: versionSchema,
  calendar: calendarSchema,
});
export type PublishedCalendar = z.infer<typeof publishedCalendarSchema>;

/**
 * A deadline as it was promised: the rule, the versions it came from, and the instants that follow. Whoever runs the
 * clock uses these instants and computes none.
 */
export const promisedClockSchema = z.object({
  ...clockRuleSchema.shape,
  /** The calendar that counts. */
  calendarId: calendarIdSchema,
  calendarVersion: versionSchema,
  policyId: z.string(),
  policyVersion: versionSchema,
  /** The act from which the limit counts; of an earlier promise only `start` is known. */
  since: instantSchema.optional(),
  /** When time begins to count: the receipt, or the next opening. */
  start: instantSchema,
  due: instantSchema,
  /** The instants of `marks`, in the same order. */
  markAt: z.array(instantSchema),
  /** The deadline lies beyond the last day whose holidays the calendar knows: it was computed with weekends only. */
  beyondCoverage: z.literal(true).optional(),
});
export type PromisedClock = z.infer<typeof promisedClockSchema>;
