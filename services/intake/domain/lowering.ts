import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { loweringOutcomeSchema, type RequestLoweringReviewed, type RequestReclassified } from '../contract/events.ts';

const gradeSchema = z.object({ category: z.string(), categoryLabel: textSchema });

/** That less is promised than before or a complaint graded lower, and what a lead thinks of it (F-18). */
export const loweringSchema = z.object({
  /** 1 for the first of its request. */
  lowering: z.int().positive(),
  at: instantSchema,
  staffId: z.string().nullable(),
  from: gradeSchema,
  to: gradeSchema,
  /** What the household was told. */
  reason: z.string().nullable(),
  /** Null while nobody has looked at it. */
  review: z
    .object({
      outcome: loweringOutcomeSchema,
      at: instantSchema,
      staffId: z.string().nullable(),
      /** Among leads; it never leaves intake's table. */
      note: z.string().nullable(),
    })
    .nullable(),
});
export type Lowering = z.infer<typeof loweringSchema>;

/** One more, if the new category is a lower one. It stays listed whatever the category becomes later. */
export function withLowering(
  known: readonly Lowering[],
  { category, categoryLabel }: z.infer<typeof gradeSchema>,
  to: RequestReclassified,
): Lowering[] {
  if (to.direction !== 'lowered') return [...known];
  const { at, staffId, reason } = to;
  return [
    ...known,
    {
      lowering: known.length + 1,
      at,
      staffId,
      from: { category, categoryLabel },
      to: { category: to.category, categoryLabel: to.categoryLabel },
      reason,
      review: null,
    },
  ];
}

/** One of them has been looked at. Those that do not change stay the same objects. */
export const withReview = (
  known: readonly Lowering[],
  { lowering, outcome, at, staffId }: RequestLoweringReviewed,
  note: string | null,
): Lowering[] =>
  known.map((one) => (one.lowering === lowering ? { ...one, review: { outcome, at, staffId, note } } : one));
