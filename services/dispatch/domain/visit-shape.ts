import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { workOrderVisitAgreed } from '../contract/events.ts';

/** When somebody comes, as it was agreed with the household, and how they get in (R066). */
export const visitSchema = z.object({
  from: instantSchema,
  until: instantSchema,
  /** Like where the key is; for staff alone. */
  accessNote: z.string().nullable(),
});
export type Visit = z.infer<typeof visitSchema>;

const hiddenSchema = visitSchema.pick({ accessNote: true });

/** The visit that `work-order.visit-agreed` tells. */
export function visitOf({ data, private: hidden }: { readonly data: unknown; readonly private?: unknown }): Visit {
  const { from, until } = workOrderVisitAgreed.data.parse(data);
  return { from, until, ...hiddenSchema.parse(hidden) };
}
