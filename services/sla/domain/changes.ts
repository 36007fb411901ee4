import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import {
  clockBreached,
  clockBreachRetracted,
  clockBreachRetractedByRule,
  clockCancelled,
  clockMet,
  clockMoved,
  clockPaused,
  clockResumed,
  clockStarted,
} from '../contract/events.ts';
import { GRACE_MS } from '../contract/grace.ts';
import type { ClockOrigin } from '../contract/origin.ts';
import type { Pause } from '../contract/pauses.ts';
import type { CalendarBook } from './calendar-book.ts';
import { type Clock, evolve, lives } from './clock.ts';
import type { Plan } from './due.ts';
import type { Fact, ReceivedFact } from './facts.ts';
import { requestNow } from './request-now.ts';
import { same } from './same.ts';
import { type Judged, judge, type Status } from './verdict.ts';

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
  /** The calendars that the promises name (see `calendarsFor`). */
  readonly book: CalendarBook;
  /** ISO instant of the events to be written, by the writer's own clock. It decides nothing. */
  readonly now: string;
  /**
   * ISO instant that has surely passed, by a clock that all consumers share: the queue's, the scheduler's. A server
   * whose own clock is minutes ahead must not call anybody late.
   */
  readonly passed: string;
  /** What makes us look: news of a fact, or the sweep. */
  readonly by: 'news' | 'sweep';
}

/**
 * What must change so that the stored clocks say what the facts say; empty when they do. Whatever has been recorded
 * gives way to the facts.
 */
export function decide({ stored, facts, book, now, passed, by }: Situation, graceMs = GRACE_MS): ClockChange[] {
  const request = requestNow(facts);
  if (!request) return [];
  // Server clocks differ a little: it cannot be earlier than the latest act.
  const asOf = facts.reduce((latest, { at }) => (at > latest ? at : latest), passed);
  const after = (clock: Clock | undefined, event: EventDraft): Clock => evolve(clock, { ...event, at: now });
  return judge(facts, passed, book, graceMs, asOf).flatMap((judged) => {
    const before = stored.find(({ state }) => state.clockId === judged.clockId);
    const start = before ? [] : [startedBy(judged, request)];
    const clock = start.reduce(after, before?.state);
    const [first, ...others] = [...start, ...(clock ? eventsFor(clock, judged, { request, asOf, by }) : [])];
    if (!first) return [];
    const state = others.reduce(after, after(before?.state, first));
    return [{ expectedVersion: before?.version ?? 0, state, events: [first, ...others] }];
  });
}

interface Occasion {
  readonly request: ReceivedFact;
  readonly asOf: string;
  readonly by: Situation['by'];
}

/**
 * The events that lead from a clock as it is recorded to what the facts say: a breach that never was is taken back;
 * deadline, marks and pause follow the facts; then comes the verdict. A new generation begins when another timer must
 * run, and when a breach of the new deadline must not be mistaken for one of the old.
 */
function* eventsFor(clock: Clock, judged: Judged, { request, asOf, by }: Occasion): Generator<EventDraft> {
  const { clockId, requestId, kind, status, due, generation } = clock;
  const about = { clockId, requestId, kind };
  const moved = isMoved(clock, judged);
  if (!moved && (status === judged.status || isBehind(status, judged.status))) return;

  const promise = otherPromise(clock, judged);
  const untrue = status === 'breached' && (judged.status !== 'breached' || promise !== null);
  if (untrue) {
    const told = { ...about, due, generation };
    if (judged.status === 'met' && judged.stop && !moved) {
      yield draft(clockBreachRetracted, { ...told, ...actOf(judged.stop), ...correction(request) });
      return;
    }
    yield draft(clockBreachRetractedByRule, { ...told, ...ruleOf(judged), ...correction(request) });
  }

  const recorded = untrue ? 'running' : status;
  const ended = !lives(clock);
  const renewed = recorded !== 'breached' && (moved || ended || lives(judged));
  const current = { ...about, due: moved ? judged.due : due, generation: renewed ? generation + 1 : generation };
  const plan = planOf(judged);
  const pauses = judged.status === 'paused';
  const resumes = judged.status === 'running' && recorded === 'paused';
  const revived = ended && !untrue && lives(judged);
  if (revived || promise || (moved && !pauses && !resumes))
    yield draft(clockMoved, { ...current, ...plan, previousDue: due, promise, revived });
  if (pauses) yield draft(clockPaused, { ...current, ...plan, ...pauseAt(judged, asOf) });
  if (resumes) yield draft(clockResumed, { ...current, ...plan, resumedAt: resumedAt(judged, asOf) });

  if (judged.status === recorded) return;
  if (judged.status === 'met' && judged.stop) yield draft(clockMet, { ...current, stoppedAt: judged.stop.at });
  if (judged.status === 'breached') yield draft(clockBreached, { ...current, judgedBy: by });
  if (judged.status === 'cancelled' && judged.end) {
    const { at: cancelledAt, because, replacedBy } = judged.end;
    yield draft(clockCancelled, { ...current, cancelledAt, because, replacedBy });
  }
}

/** Time alone takes nothing back: whoever recorded the deadline's or the pause's end was a little ahead of us. */
const isBehind = (recorded: Status, judged: Status): boolean =>
  (recorded === 'breached' && lives({ status: judged })) || (recorded === 'running' && judged === 'paused');

/** Nobody asks for the deadline of a cancelled clock, only which promise it was. */
function isMoved(clock: Clock, judged: Judged): boolean {
  if (otherPromise(clock, judged)) return true;
  return judged.status !== 'cancelled' && !(judged.due === clock.due && same(planOf(judged), planOf(clock)));
}

/** What acts have made of the promise, beside the deadline itself. */
const planOf = ({ markAt, pauses, agreedUntil, extendedUntil, beyondCoverage }: Omit<Plan, 'promised' | 'due'>) => ({
  ...{ markAt: [...markAt], pauses: [...pauses], agreedUntil, beyondCoverage },
  ...(extendedUntil !== undefined && { extendedUntil }),
});

function otherPromise({ promised, origin }: Clock, judged: Judged) {
  const promise = { ...judged.promised, origin: originOf(judged) };
  return same(promise, { ...promised, origin }) ? null : promise;
}

const startedBy = (judged: Judged, { requestId }: ReceivedFact): EventDraft =>
  draft(clockStarted, {
    ...{ clockId: judged.clockId, requestId, generation: 1 },
    ...judged.promised,
    origin: originOf(judged),
  });

function originOf({ because, restartedAt, originalStart, previousClockId }: Judged): ClockOrigin {
  const restarted = restartedAt !== null;
  return { because, restarted, originalStart: restarted ? originalStart : null, previousClockId };
}

/** The pause in progress, with the ones that follow it without a gap. */
function pauseAt({ pauses }: Judged, asOf: string): { reason: Pause['reason']; resumesAt: string } {
  const rest = pauses.filter(({ until }) => until > asOf);
  const [first, ...others] = rest;
  if (!first) throw new RangeError(`no pause at ${asOf}`);
  const resumesAt = others.reduce((end, { from, until }) => (from === end ? until : end), first.until);
  return { reason: first.reason, resumesAt };
}

/** When the last pause ended; now, if late news says that there never was one. */
const resumedAt = ({ pauses }: Judged, asOf: string): string =>
  pauses.filter(({ until }) => until <= asOf).at(-1)?.until ?? asOf;

const actOf = (stop: Fact) => ({
  stoppedAt: stop.at,
  stoppedByStaffId: 'staffId' in stop ? stop.staffId : null,
});

/** Why a breach never was, if not for an act before the deadline that it was told with. */
function ruleOf({ status, due, stop }: Judged) {
  const because = status === 'paused' || status === 'cancelled' ? status : ('moved' as const);
  const act = status === 'met' && stop ? actOf(stop) : { stoppedAt: null, stoppedByStaffId: null };
  return { because, newDue: status === 'cancelled' ? null : due, ...act };
}

const correction = ({ number, place, categoryLabel, keyword }: ReceivedFact) => ({
  ...{ number, place, categoryLabel, keyword },
});
