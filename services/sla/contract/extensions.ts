import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import type { ClockKind } from './ids.ts';

/** Why the manager gives more time: what cannot be had any sooner, and is nobody's delay here (R055). */
export const extensionReasons = {
  parts: { zh: '配件需订购', en: 'parts have to be ordered' },
  'third-party': { zh: '需第三方配合', en: 'it takes somebody else’s work' },
  complex: { zh: '情况复杂', en: 'it is more difficult than it looked' },
  'owner-request': { zh: '业主要求', en: 'the owner asked for it' },
  weather: { zh: '天气原因', en: 'the weather' },
  other: { zh: '其他原因', en: 'another reason' },
} as const satisfies Readonly<Record<string, Text>>;

export const extensionReasonSchema = z.enum(['parts', 'third-party', 'complex', 'owner-request', 'weather', 'other']);

/** What may be given more time. Who reacts, takes the work and comes never gets any: an emergency does not wait. */
export const extendableKinds: readonly ClockKind[] = ['answer', 'quote', 'resolve', 'feedback', 'close'];

/** The furthest that one extension may reach beyond the deadline before it; whoever needs more extends again. */
export const MAX_EXTENSION_DAYS = 30;

/** An extension as it was granted. */
export const givenExtensionSchema = z.object({
  until: instantSchema,
  reason: extensionReasonSchema,
  note: z.string().nullable(),
  staffId: z.string(),
  at: instantSchema,
});

/** `POST /v1/clocks/{id}/extend`: with the clock's id, its version and the deadline that holds now. */
export const extensionAnswerSchema = givenExtensionSchema
  .omit({ note: true })
  .extend({ id: z.string(), version: z.int().positive(), due: instantSchema, firstDue: instantSchema });

/** The extension that a manager grants. */
export const extensionCommandSchema = z
  .strictObject({
    until: instantSchema,
    reason: extensionReasonSchema,
    note: z.string().trim().min(1).max(500).optional(),
  })
  .refine(({ reason, note }) => reason !== 'other' || note !== undefined, {
    path: ['note'],
    message: 'says what it is, where no reason of the list does',
  });
