import type * as z from 'zod';
import { draft } from '../../../shared/journal/event-item.ts';
import { clockExempted } from '../contract/events.ts';
import type { givenExemptionSchema } from '../contract/exemptions.ts';
import type { ClockChange, StoredClock } from './changes.ts';
import { evolve } from './clock.ts';

/** Marks a breach as one that does not count, in place of the mark before. Nothing of the verdict changes. */
export function exempted(
  { state, version }: StoredClock,
  { reason, note, staffId, at }: z.infer<typeof givenExemptionSchema>,
): ClockChange {
  const { clockId, requestId, kind, due, generation } = state;
  const event = draft(clockExempted, { clockId, requestId, kind, due, generation, reason, staffId }, { note });
  return { expectedVersion: version, state: evolve(state, { ...event, at }), events: [event] };
}
