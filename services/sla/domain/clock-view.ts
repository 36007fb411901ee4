import type { ClockView } from '../contract/api.ts';
import type { StoredClock } from './changes.ts';
import type { Fact } from './facts.ts';
import { stopsIn } from './verdict.ts';

/**
 * A clock as people see it. What stopped it is read from the facts, so that a late act shows too, and news that came
 * out of order cannot leave a later act in the place of an earlier one.
 */
export function clockView({ state, version }: StoredClock, facts: readonly Fact[]): ClockView {
  const { clockId: id, requestId, kind, status, start, due, startedAt, judgedAt = null, promised } = state;
  const { limit, calendarId, calendarVersion, policyId, policyVersion, marks, ladder } = promised;
  const stoppedAt = stopsIn(facts).get(id)?.at ?? null;
  const rule = { limit, calendarId, calendarVersion, policyId, policyVersion, marks, ladder };
  return { id, requestId, kind, status, version, start, due, startedAt, judgedAt, stoppedAt, rule };
}
