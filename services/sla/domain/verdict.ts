import { parseInstant } from '../../../shared/time/instants.ts';
import { GRACE_MS } from '../contract/grace.ts';
import type { PromisedClock } from '../contract/policy.ts';
import type { CalendarBook } from './calendar-book.ts';
import type { Clock } from './clock.ts';
import { type Plan, planOf } from './due.ts';
import { type Fact, type FactOf, inOrder } from './facts.ts';
import { type GivenClock, givenClocks } from './given-clocks.ts';
import { pausesIn } from './pauses.ts';
import { stops } from './stops.ts';

/** What the facts say about one clock. */
interface Measured extends GivenClock, Plan {
  /** As promised, or at the act where a restart let time begin. */
  readonly promised: PromisedClock;
  /** When time would have begun to count without a restart. */
  readonly originalStart: string;
  /** The fact that stopped it; its instant decides. */
  readonly stop: Fact | null;
}

export type Status = Clock['status'];

export interface Judged extends Measured {
  readonly status: Status;
}

/**
 * The clocks of a request, measured by the facts alone: their order and repetitions do not matter. Without the
 * receipt there is no clock yet, but no fact is lost.
 */
function measure(facts: readonly Fact[], book: CalendarBook): Measured[] {
  const ordered = inOrder(facts);
  const pauses = pausesIn(facts);
  const agreements = ordered.filter((fact): fact is FactOf<'agreed'> => fact.kind === 'agreed');
  const extensions = ordered.filter((fact): fact is FactOf<'extended'> => fact.kind === 'extended');
  return givenClocks(facts).map((clock) => {
    const stop = stopOf(clock, ordered);
    const plan = planOf(clock, { pauses, agreements, extensions }, stop?.at ?? clock.end?.at ?? null, book);
    return { ...clock, ...plan, originalStart: clock.promised.start, stop };
  });
}

/** The act that stopped each clock; what it takes no calendar to know. */
export function stopsIn(facts: readonly Fact[]): Map<string, Fact> {
  const ordered = inOrder(facts);
  return new Map(
    givenClocks(facts).flatMap((clock) => {
      const stop = stopOf(clock, ordered);
      return stop ? [[clock.clockId, stop] as const] : [];
    }),
  );
}

function stopOf({ kind, beginning, end }: GivenClock, ordered: readonly Fact[]): Fact | null {
  const counts = (fact: Fact): boolean => {
    if (end && fact.at > end.at) return false;
    if (fact.kind === 'received' || fact.kind === 'reopened') return fact.id === beginning.id;
    return beginning.kind === 'received' || fact.at > beginning.at;
  };
  return ordered.find((fact) => stops(fact, kind) && counts(fact)) ?? null;
}

/**
 * How the clocks stand at an instant. Stopped at the deadline or before is met, later is breached; unstopped is
 * breached when more than the grace has passed since the deadline. A clock that ended before its deadline, unstopped,
 * is cancelled.
 * @param passed ISO instant that has surely passed; only it ends a silence, whatever instants the facts carry
 * @param asOf ISO instant at which a pause is in progress or not
 */
export function judge(
  facts: readonly Fact[],
  passed: string,
  book: CalendarBook,
  graceMs = GRACE_MS,
  asOf = passed,
): Judged[] {
  return measure(facts, book).map((clock) => ({ ...clock, status: statusOf(clock, { asOf, passed }, graceMs) }));
}

function statusOf(
  { stop, due, end, givenAt, pauses }: Measured,
  { asOf, passed }: { asOf: string; passed: string },
  graceMs: number,
): Status {
  if (end && end.at <= givenAt) return 'cancelled';
  if (stop) return stop.at <= due ? 'met' : 'breached';
  if (end && end.at <= due) return 'cancelled';
  if (pauses.some(({ from, until }) => from <= asOf && asOf < until)) return 'paused';
  return parseInstant(passed) > parseInstant(due) + graceMs ? 'breached' : 'running';
}
