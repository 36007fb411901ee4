import * as z from 'zod';
import { calendarIdSchema, calendarSchema } from '../../../shared/time/calendar.ts';
import { isDuration, parseDuration } from '../../../shared/time/durations.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockKindSchema, policyId, policyKeySchema } from './ids.ts';

const LONGEST_LIMIT_MS = parseDuration('P366D');

/** Open time in an ISO 8601 duration, like `PT10M`. Zero would be late by definition; over a year is a slip. */
export const limitSchema = z
  .string()
  .refine(isDuration, { error: 'not a duration like PT10M', abort: true })
  .refine((limit) => parseDuration(limit) > 0, 'must be more than zero')
  .refine((limit) => parseDuration(limit) <= LONGEST_LIMIT_MS, 'must not be more than a year');

/** Shares of the limit after which a running clock warns, whole hundredths in rising order, like `[0.8]`. */
const marksSchema = z
  .array(z.number().gt(0, 'must be above 0').lt(1, 'must be below 1').multipleOf(0.01, 'must be whole hundredths'))
  .max(5)
  .refine((marks) => marks.every((mark, n) => n === 0 || mark > (marks[n - 1] ?? 0)), 'must rise');

const clockRuleSchema = z.object({
  kind: clockKindSchema,
  limit: limitSchema,
  calendarId: calendarIdSchema,
  marks: marksSchema,
  /** Whether a breach is told to the supervisor on duty, and further up until somebody acknowledges. */
  ladder: z.boolean(),
});

/** One clock that a policy gives to a request. */
export type ClockRule = z.infer<typeof clockRuleSchema>;

const shape = {
  id: z.string(),
  policyKey: policyKeySchema,
  /** Where it replaces the company's policy, clock kind by clock kind; null for the company's policy itself. */
  communityId: z.string().min(1).nullable(),
};

interface PolicyShape {
  readonly id: string;
  readonly policyKey: string;
  readonly communityId: string | null;
  readonly clocks: readonly ClockRule[];
}

function checkPolicy({ id, policyKey, communityId, clocks }: PolicyShape, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (id !== policyId(policyKey, communityId)) refuse(['id'], `must be ${policyId(policyKey, communityId)}`);
  for (const [n, { kind, ladder, marks }] of clocks.entries()) {
    if (clocks.findIndex((other) => other.kind === kind) < n) refuse(['clocks', n, 'kind'], 'is there twice');
    if (ladder && kind !== 'arrival') refuse(['clocks', n, 'ladder'], 'hangs on an arrival clock only');
    if (marks.length > 0 && kind === 'receipt') refuse(['clocks', n, 'marks'], 'a receipt has no timer');
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
  calendarVersion: versionSchema,
  policyId: z.string(),
  policyVersion: versionSchema,
  /** When time begins to count: the receipt, or the next opening. */
  start: instantSchema,
  due: instantSchema,
  /** The instants of `marks`, in the same order. */
  markAt: z.array(instantSchema),
});
export type PromisedClock = z.infer<typeof promisedClockSchema>;
