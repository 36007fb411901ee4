import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { type Level, levelSchema } from '../contract/requester.ts';

/** How a member of staff weighs a request (R010): two questions with an answer each, never one for both. */
export const assessmentSchema = z.strictObject({ importance: levelSchema, urgency: levelSchema });
export type Assessment = z.infer<typeof assessmentSchema>;

/** The last assessment of a request; those before it stay in its journal (R275). */
export const assessedSchema = assessmentSchema.extend({
  priority: z.int(),
  at: instantSchema,
  staffId: z.string().nullable(),
});

const weights: Readonly<Record<Level, number>> = { high: 0, medium: 1, low: 2 };

/** 1, important and urgent, to 5, neither: the smaller comes first (R068). No deadline depends on it. */
export const priorityOf = ({ importance, urgency }: Assessment): number => 1 + weights[importance] + weights[urgency];
