import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { clockBreached, clockBreachRetracted, clockMet, clockStarted } from '../contract/events.ts';
import { GRACE_MS } from '../contract/grace.ts';
import { type Clock, evolve } from './clock.ts';
import { type Fact, type ReceivedFact, receivedIn } from './facts.ts';
import { type Judged, judge } from './verdict.ts';

/** A clock as it was read. */
export interface StoredClock {
  readonly version: number;
  readonly state: Clock;
}

/** What must be written about one clock: its events, each raising its version by one, and the state they make. */
export interface ClockChange {
  /** 0 for a clock that does not exist yet. */
  readonly expectedVersion: number;
  readonly state: Clock;
  readonly events: readonly [EventDraft, ...EventDraft[]];
}

export interface Situation {
  readonly stored: readonly StoredClock[];
  /** All facts of the request, also those that have just come; order and repetitions do not matter. */
  readonly facts: readonly Fact[];
  /** ISO instant, also that of the events to be written. */
  readonly now: string;
  /** What makes us look: news of a fact, or the sweep. */
  readonly by: 'news' | 'sweep';
}

/**
 * What must change so that the stored clocks say what the facts say; empty when they do. A verdict once recorded only
 * ever turns from breached to met, by a fact of an act in time.
 */
export function decide({ stored, facts, now, by }: Situation, graceMs = GRACE_MS): ClockChange[] {
  const received = receivedIn(facts);
  if (!received) return [];
  return judge(facts, now, graceMs).flatMap((judged) => {
    const before = stored.find(({ state }) => state.clockId === judged.clockId);
    const [first, ...others] = [
      ...(before ? [] : [started(judged, received)]),
      ...verdictEvents(before?.state.status ?? 'running', judged, received, by),
    ];
    if (!first) return [];
    const begun = evolve(before?.state, { ...first, at: now });
    const state = others.reduce((clock, event) => evolve(clock, { ...event, at: now }), begun);
    return [{ expectedVersion: before?.version ?? 0, state, events: [first, ...others] }];
  });
}

function verdictEvents(
  status: Clock['status'],
  judged: Judged,
  received: ReceivedFact,
  judgedBy: Situation['by'],
): EventDraft[] {
  const { verdict, stop } = judged;
  const about = aboutClock(judged, received);
  if (status === 'running' && verdict === 'breached') return [draft(clockBreached, { ...about, judgedBy })];
  if (verdict !== 'met' || !stop) return [];
  if (status === 'running') return [draft(clockMet, { ...about, stoppedAt: stop.at })];
  if (status === 'breached') return [draft(clockBreachRetracted, { ...about, ...retraction(stop, received) })];
  return [];
}

const started = (judged: Judged, received: ReceivedFact): EventDraft =>
  draft(clockStarted, { ...aboutClock(judged, received), ...judged.promised });

const aboutClock = ({ clockId, kind, due }: Judged, { requestId }: ReceivedFact) => ({
  clockId,
  requestId,
  kind,
  due,
  generation: 1,
});

function retraction(stop: Fact, { number, place, categoryLabel, keyword }: ReceivedFact) {
  const stoppedByStaffId = 'staffId' in stop ? stop.staffId : null;
  return { stoppedAt: stop.at, stoppedByStaffId, number, place, categoryLabel, keyword };
}
