import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

interface PauseRule extends Text {
  /** ISO 8601 duration, wall time: the pause ends then by itself, also without an appointment. */
  readonly maximum: string;
}

/** What only the owner can change, so that no time of ours runs: what it is called, and how long at most. */
export const pauseReasons = {
  'owner-absent': { zh: '家中无人', en: 'nobody at home', maximum: 'P7D' },
  'no-access': { zh: '无法进入现场', en: 'no access to the place', maximum: 'P7D' },
  'owner-undecided': { zh: '方案或报价待业主确认', en: 'the owner has to agree to a proposal', maximum: 'P7D' },
  'owner-postponed': { zh: '业主改期', en: 'the owner asked for another time', maximum: 'P30D' },
} as const satisfies Readonly<Record<string, PauseRule>>;

/** What keeps us waiting: the clock runs on, unless the manager approves the wait (R062). */
export const waitingReasons = {
  parts: { zh: '等待配件', en: 'waiting for parts' },
  'third-party': { zh: '等待第三方处理', en: 'waiting for somebody else’s work' },
  weather: { zh: '天气原因', en: 'waiting for the weather' },
} as const satisfies Readonly<Record<string, Text>>;

export const pauseReasonSchema = z.enum(['owner-absent', 'no-access', 'owner-undecided', 'owner-postponed']);
export type PauseReason = z.infer<typeof pauseReasonSchema>;
export const waitingReasonSchema = z.enum(['parts', 'third-party', 'weather']);

/**
 * Time in which a clock stands still: from an act until an act, or until the pause ends by itself; the end not
 * included. The reason is the owner's, or that of a wait which the manager approved.
 */
export const pauseSchema = z.object({
  from: instantSchema,
  until: instantSchema,
  reason: z.enum([...pauseReasonSchema.options, ...waitingReasonSchema.options]),
});
export type Pause = z.infer<typeof pauseSchema>;
