import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockKindSchema } from '../../sla/contract/ids.ts';

const atSchema = instantSchema.nullable();
const wordsSchema = z.string().nullable();

/**
 * What has been done with a request as a whole since its receipt, or since it was last reopened; null for what has not
 * happened. The work itself is told by dispatch: see `progress`.
 */
export const lifeSchema = z.object({
  /** When a member of staff took it in hand (R024). */
  confirmedAt: atSchema,
  answeredAt: atSchema,
  answer: wordsSchema,
  resolvedAt: atSchema,
  result: wordsSchema,
  feedbackAt: atSchema,
  /** When the household agreed that somebody comes and fixes the price (R052). */
  consentedAt: atSchema,
  /** When the household last heard of an act on its request (R072); null for none, and in rows of the first days. */
  heardAt: atSchema.default(null),
  /** The time agreed with the owner, per clock; the last agreement counts (R044). */
  agreed: z.array(z.object({ clock: clockKindSchema, until: instantSchema })),
  closedAt: atSchema,
  /** Why a complaint came about, and what is to be better (R011). */
  causeCode: wordsSchema,
  improvementMeasure: wordsSchema,
  cancelledAt: atSchema,
  /** From when all this counts, when that is not the receipt. */
  reopenedAt: atSchema,
  /** How often it was reopened (R017). */
  reopened: z.int().nonnegative(),
});
export type Life = z.infer<typeof lifeSchema>;

/** Nothing has been done yet. */
export const newLife: Life = {
  confirmedAt: null,
  answeredAt: null,
  answer: null,
  resolvedAt: null,
  result: null,
  feedbackAt: null,
  consentedAt: null,
  heardAt: null,
  agreed: [],
  closedAt: null,
  causeCode: null,
  improvementMeasure: null,
  cancelledAt: null,
  reopenedAt: null,
  reopened: 0,
};
