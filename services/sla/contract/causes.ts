import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** Why a deadline was missed, as whoever answers for the department sees it afterwards. */
export const breachCauses = {
  staffing: { zh: '人手不足', en: 'too few people' },
  skill: { zh: '技能不足', en: 'nobody with the skill' },
  parts: { zh: '缺少配件', en: 'parts were missing' },
  'third-party': { zh: '第三方原因', en: 'somebody else’s work' },
  'wrong-address': { zh: '地址有误', en: 'wrong address' },
  'late-dispatch': { zh: '派单延误', en: 'sent too late' },
  owner: { zh: '业主原因', en: 'the owner' },
  weather: { zh: '天气原因', en: 'the weather' },
  other: { zh: '其他原因', en: 'something else' },
} as const satisfies Readonly<Record<string, Text>>;

export const breachCauseSchema = z.enum([
  'staffing',
  'skill',
  'parts',
  'third-party',
  'wrong-address',
  'late-dispatch',
  'owner',
  'weather',
  'other',
]);

/** What somebody has said to it. */
export const givenCauseSchema = z.object({
  cause: breachCauseSchema,
  note: z.string().nullable(),
  staffId: z.string(),
  at: instantSchema,
});

/** `PUT /v1/clocks/{id}/cause`: with the clock's id and version. */
export const causeAnswerSchema = givenCauseSchema.extend({ id: z.string(), version: z.int().positive() });

/** The cause that a lead gives. The note stays with us: it may name people. */
export const causeCommandSchema = z
  .strictObject({ cause: breachCauseSchema, note: z.string().trim().min(1).max(500).optional() })
  .refine(({ cause, note }) => cause !== 'other' || note !== undefined, {
    path: ['note'],
    message: 'says what it was, where no cause of the list does',
  });
