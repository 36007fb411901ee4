import type { Calendar } from '../../../shared/time/calendar.ts';
import { clipped, type Day, daysBetween, without } from '../../../shared/time/days.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import type { Explanation } from './api.ts';
import type { ClockKind } from './ids.ts';
import { parseLimit } from './limit.ts';
import type { ClockOrigin } from './origin.ts';
import type { Pause } from './pauses.ts';
import type { PromisedClock } from './policy.ts';

/** A deadline to be explained: a clock, or a promise before there is a clock. */
export interface Explainable {
  readonly kind: ClockKind;
  readonly start: string;
  readonly due: string;
  /** Those that moved it, in order, none overlapping another. */
  readonly pauses: readonly Pause[];
  /** The time agreed with the owner, if that is what holds. */
  readonly agreedUntil: string | null;
  /** What the manager has extended it to, if that is what holds. */
  readonly extendedUntil?: string | undefined;
  readonly promised: PromisedClock;
  readonly origin?: Pick<ClockOrigin, 'because' | 'restarted'>;
}

/** A promise as something to be explained. */
export const asPromised = (promised: PromisedClock): Explainable => ({
  kind: promised.kind,
  start: promised.start,
  due: promised.due,
  pauses: [],
  agreedUntil: null,
  promised,
});

/** How the deadline is counted: in open time, in working days, or not at all, since it was agreed or extended. */
export type Unit = 'time' | 'workday' | 'agreed' | 'extended';

/** One date of a calculation, in numbers. Instants are epoch milliseconds. */
export interface CountedDay {
  readonly day: Day;
  readonly kind: Explanation['days'][number]['kind'];
  /** Open time of this date that counts. */
  readonly spans: readonly { start: number; end: number }[];
  readonly counted: number;
  /** What is left of the limit after this date; null where no open time is counted. */
  readonly left: number | null;
  /** Open time of this date that does not count, since the clock stood still. */
  readonly paused: readonly { start: number; end: number; reason: Pause['reason'] }[];
  /** Which of the limit's working days it is; null when it is none. */
  readonly workday: number | null;
  /** What counts here makes up for a pause, behind the limit's last working day. */
  readonly makesUp: boolean;
}

export interface Calculation {
  readonly unit: Unit;
  /** The act from which the limit counts. */
  readonly since: number;
  readonly days: readonly CountedDay[];
}

/** The days of a deadline, from that of the act from which it counts to that on which it ends. */
export function countedDays(clock: Explainable, calendar: Calendar): Calculation {
  const { promised, pauses } = clock;
  const { limit } = parseLimit(promised.limit);
  const unit = unitOf(clock, limit.unit);
  const [start, due, ownDue] = [parseInstant(clock.start), parseInstant(clock.due), parseInstant(promised.due)];
  const since = promised.since === undefined ? start : Math.min(parseInstant(promised.since), start);
  const stood = pauses.map(({ from, until, reason }) => ({
    start: parseInstant(from),
    end: parseInstant(until),
    reason,
  }));

  let counted = 0;
  let workdays = 0;
  const days = daysBetween(since, due, calendar).map((day): CountedDay => {
    // The day of receipt is no part of so many working days.
    const from = unit === 'workday' && since >= day.start ? day.end : start;
    const open = clipped(day.open, from, due);
    const spans = without(open, stood);
    const sum = spans.reduce((ms, span) => ms + span.end - span.start, 0);
    counted += sum;
    const isWorkday = limit.unit === 'workday' && unit === 'workday' && day.works && since < day.start;
    const workday = isWorkday && workdays < limit.days ? ++workdays : null;
    return {
      day,
      kind: kindOf(day, calendar),
      spans,
      counted: sum,
      left: unit === 'time' && limit.unit === 'time' ? Math.max(0, limit.ms - counted) : null,
      paused: stood.flatMap((pause) =>
        clipped(open, pause.start, pause.end).map((span) => ({ ...span, reason: pause.reason })),
      ),
      workday,
      makesUp: unit === 'workday' && day.start >= ownDue && sum > 0,
    };
  });
  // A deadline at midnight lies on the date that ends then.
  const last = days.at(-1);
  return { unit, since, days: last && last.day.start === due && days.length > 1 ? days.slice(0, -1) : days };
}

function unitOf({ agreedUntil, extendedUntil }: Explainable, own: Unit): Unit {
  if (agreedUntil !== null) return 'agreed';
  return extendedUntil === undefined ? own : 'extended';
}

function kindOf({ date, open }: Day, { statutoryDays }: Calendar): CountedDay['kind'] {
  const special = statutoryDays?.[date]?.kind;
  if (open.length > 0) return special === 'make-up' ? 'make-up' : 'open';
  return special === 'holiday' ? 'holiday' : 'closed';
}
