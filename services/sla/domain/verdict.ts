import { parseInstant } from '../../../shared/time/instants.ts';
import { GRACE_MS } from '../contract/grace.ts';
import { type ClockKind, clockId } from '../contract/ids.ts';
import type { PromisedClock } from '../contract/policy.ts';
import { type Fact, inOrder, receivedIn } from './facts.ts';
import { stops } from './stops.ts';

/** What the facts say about one clock. */
export interface Measured {
  readonly clockId: string;
  readonly kind: ClockKind;
  readonly start: string;
  readonly due: string;
  readonly promised: PromisedClock;
  /** The fact that stopped it; its instant decides. */
  readonly stop: Fact | null;
}

type Verdict = 'running' | 'met' | 'breached';

export interface Judged extends Measured {
  readonly verdict: Verdict;
}

/**
 * The clocks of a request, measured by the facts alone: their order and repetitions do not matter. Without the
 * receipt there is no clock yet, but no fact is lost.
 */
export function measure(facts: readonly Fact[]): Measured[] {
  const received = receivedIn(facts);
  if (!received) return [];
  const ordered = inOrder(facts);
  return received.clocks.map((promised) => ({
    clockId: clockId(received.requestId, promised.kind, 1),
    kind: promised.kind,
    start: promised.start,
    due: promised.due,
    promised,
    stop: ordered.find((fact) => stops(fact, promised.kind)) ?? null,
  }));
}

/**
 * The verdicts at an instant. Stopped at the deadline or before is met, later is breached; unstopped is breached when
 * more than the grace has passed since the deadline.
 * @param now ISO instant
 */
export function judge(facts: readonly Fact[], now: string, graceMs = GRACE_MS): Judged[] {
  return measure(facts).map((clock) => ({ ...clock, verdict: verdictOf(clock, now, graceMs) }));
}

function verdictOf({ stop, due }: Measured, now: string, graceMs: number): Verdict {
  if (stop) return stop.at <= due ? 'met' : 'breached';
  return parseInstant(now) > parseInstant(due) + graceMs ? 'breached' : 'running';
}
