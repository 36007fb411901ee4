import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** The stages of a request, from first to last. */
export const stages = ['received', 'dispatched', 'accepted', 'in-progress', 'done'] as const;
export type Stage = (typeof stages)[number];

export const stageLabels: Readonly<Record<Stage, Text>> = {
  received: { zh: '已受理', en: 'Received' },
  dispatched: { zh: '已派工', en: 'Technician assigned' },
  accepted: { zh: '已接单', en: 'Accepted by the technician' },
  'in-progress': { zh: '已到场处理', en: 'Technician on site' },
  done: { zh: '已完成', en: 'Done' },
};

/** When each stage after the first was reached; news may come in any order, and any number of times. */
export const factsSchema = z.object({
  dispatched: instantSchema.optional(),
  accepted: instantSchema.optional(),
  'in-progress': instantSchema.optional(),
  done: instantSchema.optional(),
});
export type ProgressFacts = z.infer<typeof factsSchema>;

/** How far a request has come, and since when: the furthest stage that is known, so it never goes backwards. */
export function progress(facts: ProgressFacts, receivedAt: string): { stage: Stage; since: string } {
  const reached = { received: receivedAt, ...facts };
  const stage = stages.findLast((candidate) => reached[candidate] !== undefined) ?? 'received';
  return { stage, since: reached[stage] ?? receivedAt };
}

/**
 * How late somebody came, or is by now, in milliseconds; 0 in time, also on the very instant of the deadline.
 * @param due ISO instant until which somebody was to be there
 */
export function lateBy(due: string, facts: ProgressFacts, now: string): number {
  const there = facts['in-progress'] ?? facts.done ?? now;
  return Math.max(0, Date.parse(there) - Date.parse(due));
}
