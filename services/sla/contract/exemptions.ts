import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** Why a breach does not count in the figures, as the manager sees it: nobody here could have kept the deadline. */
export const exemptionReasons = {
  'force-majeure': { zh: '不可抗力', en: 'force majeure' },
  'public-utility': { zh: '市政或外部单位原因', en: 'the public utilities or another party' },
  owner: { zh: '业主原因', en: 'the owner' },
  'system-failure': { zh: '系统故障', en: 'a failure of the system' },
  'wrong-clock': { zh: '时限适用有误', en: 'the wrong limit was applied' },
  other: { zh: '其他原因', en: 'something else' },
} as const satisfies Readonly<Record<string, Text>>;

export const exemptionReasonSchema = z.enum([
  'force-majeure',
  'public-utility',
  'owner',
  'system-failure',
  'wrong-clock',
  'other',
]);

/** The mark on a breach: it leaves the figures, never the record. */
export const givenExemptionSchema = z.object({
  reason: exemptionReasonSchema,
  note: z.string().nullable(),
  staffId: z.string(),
  at: instantSchema,
});

/** `POST /v1/clocks/{id}/exempt`: with the clock's id and version. */
export const exemptionAnswerSchema = givenExemptionSchema
  .omit({ note: true })
  .extend({ id: z.string(), version: z.int().positive() });

/** The exemption that a manager grants. The note stays with us: it may name people. */
export const exemptionCommandSchema = z
  .strictObject({ reason: exemptionReasonSchema, note: z.string().trim().min(1).max(500).optional() })
  .refine(({ reason, note }) => reason !== 'other' || note !== undefined, {
    path: ['note'],
    message: 'says what it was, where no reason of the list does',
  });
