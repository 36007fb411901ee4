import type { About } from '../contract/about.ts';
import type { ClockView, ListedClock } from '../contract/api.ts';
import { breachCauses } from '../contract/causes.ts';
import { exemptionReasons } from '../contract/exemptions.ts';
import { extensionReasons } from '../contract/extensions.ts';
import type { StoredClock } from './changes.ts';
import type { Clock } from './clock.ts';
import { type Fact, type FactOf, inOrder } from './facts.ts';
import { stopsIn } from './verdict.ts';

/**
 * A clock as people see it. What stopped it is read from the facts, so that a late act shows too, and news that came
 * out of order cannot leave a later act in the place of an earlier one.
 */
export function clockView({ state, version }: StoredClock, facts: readonly Fact[]): ClockView {
  const { limit, calendarId, calendarVersion, policyId, policyVersion, marks, ladder } = state.promised;
  const stoppedAt = stopsIn(facts).get(state.clockId)?.at ?? null;
  const rule = { limit, calendarId, calendarVersion, policyId, policyVersion, marks, ladder };
  return { ...standing({ state, version }), stoppedAt, rule };
}

/** A clock as lists show it, from its own row alone. */
export function listedClock({ state, version, about }: StoredClock & { readonly about: About }): ListedClock {
  const { limit, ladder } = state.promised;
  const pausedUntil = state.status === 'paused' ? (state.nextAt ?? null) : null;
  return { ...standing({ state, version }), ...about, limit, ladder, pausedUntil, breach: breachOf(state) };
}

const standing = ({ state, version }: StoredClock) => {
  const { clockId: id, requestId, kind, status, start, due, startedAt, judgedAt = null, promised } = state;
  return { id, requestId, kind, status, version, start, due, firstDue: promised.due, startedAt, judgedAt };
};

/** Who has extended the deadline that holds, and why; null where no extension does. */
export function extensionOf({ clockId, extendedUntil }: Clock, facts: readonly Fact[]) {
  const granted = facts.filter((fact): fact is FactOf<'extended'> => fact.kind === 'extended');
  const holds = inOrder(granted).findLast((fact) => fact.clockId === clockId && fact.until === extendedUntil);
  if (!holds) return null;
  const { until, reason, note, staffId, at } = holds;
  return { until, reason, label: extensionReasons[reason], note, staffId, at };
}

/** How late a breach was recorded, and why it came to it; null for a clock that is not breached. */
export function breachOf({ status, due, judgedAt = due, cause, exempted }: Clock): ListedClock['breach'] {
  if (status !== 'breached') return null;
  return {
    // Late news can move the deadline of a breach that stays one behind the instant at which it was recorded.
    detectionDelayMs: Math.max(0, Date.parse(judgedAt) - Date.parse(due)),
    cause: cause ? { ...cause, label: breachCauses[cause.cause] } : null,
    exempted: exempted ? { ...exempted, label: exemptionReasons[exempted.reason] } : null,
  };
}
