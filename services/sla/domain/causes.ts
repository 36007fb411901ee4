import type * as z from 'zod';
import { draft } from '../../../shared/journal/event-item.ts';
import type { breachCauseSchema } from '../contract/causes.ts';
import { clockCauseGiven } from '../contract/events.ts';
import type { ClockChange, StoredClock } from './changes.ts';
import { evolve } from './clock.ts';

/** Why it came to a breach, as somebody says who answers for it. */
interface Given {
  readonly cause: z.infer<typeof breachCauseSchema>;
  readonly note: string | null;
  readonly staffId: string;
  readonly at: string;
}

/** Notes the cause of a breach, in place of the one before. Nothing of the verdict changes. */
export function causeGiven({ state, version }: StoredClock, { cause, note, staffId, at }: Given): ClockChange {
  const { clockId, requestId, kind, due, generation } = state;
  const event = draft(clockCauseGiven, { clockId, requestId, kind, due, generation, cause, staffId }, { note });
  return { expectedVersion: version, state: evolve(state, { ...event, at }), events: [event] };
}
