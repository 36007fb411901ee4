import type { Calendar } from '../../../shared/time/calendar.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import { addOpenTime, openTimeBetween } from '../../../shared/time/open-time.ts';
import { deadlineFrom, isBeyondCoverage, marksUntil } from '../contract/deadline.ts';
import { isAgreed } from '../contract/limit.ts';
import type { Pause } from '../contract/pauses.ts';
import type { PromisedClock } from '../contract/policy.ts';
import type { CalendarBook } from './calendar-book.ts';
import type { FactOf } from './facts.ts';
import type { GivenClock } from './given-clocks.ts';
import { earliest } from './pauses.ts';

/** The deadline of a clock, and what made it: instants only, so that anybody can compute it again. */
export interface Plan {
  /** As it was promised, or would have been at the act where a restart lets time begin. */
  readonly promised: PromisedClock;
  readonly due: string;
  readonly markAt: readonly string[];
  /** Those that count for this clock, in order, none overlapping another. */
  readonly pauses: readonly Pause[];
  /** The time agreed with the owner, if that is what holds. */
  readonly agreedUntil: string | null;
  /** What the manager has extended it to, if that is what holds; later pauses and agreements have their say. */
  readonly extendedUntil?: string | undefined;
  /** Computed with weekends only, beyond the last day whose holidays the calendar knows. */
  readonly beyondCoverage: boolean;
}

/** What happened to a request that may move a deadline. */
export interface Moves {
  /** In the order in which they began. */
  readonly pauses: readonly Pause[];
  readonly agreements: readonly FactOf<'agreed'>[];
  readonly extensions: readonly FactOf<'extended'>[];
}

/**
 * The deadline: one pure function of start, limit, calendar, pauses and agreement (docs/deadlines.md, 5).
 *
 * A pause moves it by the open milliseconds inside it, whatever the unit of the limit; overlapping pauses count once.
 * Time stands still inside a pause, so a deadline never lies before the end of one that began in time. What begins
 * after the deadline changes nothing. An agreed time replaces the limit's own end, which stays the cap of it. An
 * extension replaces all that held before it, if it came in time and is later; what is agreed afterwards replaces it,
 * within the limit's own end or the extension, whichever is later. Time that was paused before the act which gave the
 * clock stays deducted, even if its own limit had run out by then.
 * @param end the act that stopped the clock, or ended it: what comes after it does not count; null while there is none
 */
export function planOf(
  clock: GivenClock,
  { pauses, agreements, extensions }: Moves,
  end: string | null,
  book: CalendarBook,
): Plan {
  const beforeEnd = (instant: string) => end === null || instant < end;
  const start = clock.restartedAt ?? clock.promised.start;
  const steps = [
    ...pauses.filter(({ from, until }) => beforeEnd(from) && until > start),
    ...agreements.filter((agreed) => agreedFor(clock, agreed) && beforeEnd(agreed.at)),
    ...extensions.filter(({ clockId, at }) => clockId === clock.clockId && at >= clock.givenAt && beforeEnd(at)),
  ].toSorted((a, b) => (begin(a) < begin(b) ? -1 : Number(begin(a) > begin(b))));
  if (steps.length === 0 && clock.restartedAt === null) return untouched(clock.promised);

  const calendar = book({ calendarId: clock.promised.calendarId, version: clock.promised.calendarVersion });
  const { restartedAt } = clock;
  const promised = restartedAt === null ? clock.promised : promisedAt(restartedAt, clock.promised, calendar);
  let agreed: FactOf<'agreed'> | null = null;
  let extension: Extension | null = null;
  const counted: Pause[] = [];
  const now = () => deadline(promised, counted, agreed, extension, calendar);
  for (const step of steps) {
    const last = counted.at(-1)?.until ?? '';
    const from = 'from' in step && step.from < last ? last : begin(step);
    const tooLate = from > now().due;
    if (tooLate && begin(step) >= clock.givenAt) continue;
    if ('kind' in step) {
      if (step.kind === 'agreed') agreed = step;
      else if (step.until > now().due) {
        extension = { until: step.until, pausesBefore: counted.length };
        agreed = null;
      }
      continue;
    }
    const until = earliest(step.until, end, tooLate ? clock.givenAt : null);
    if (from < until) counted.push({ ...step, from, until });
  }
  return { promised, pauses: counted, ...now() };
}

/** An extension that counts. What stood still when it was granted is in it already. */
interface Extension {
  readonly until: string;
  readonly pausesBefore: number;
}

const begin = (step: Pause | FactOf<'agreed' | 'extended'>): string => ('kind' in step ? step.at : step.from);

const untouched = (promised: PromisedClock): Plan => ({
  promised,
  due: promised.due,
  markAt: promised.markAt,
  pauses: [],
  agreedUntil: null,
  beyondCoverage: promised.beyondCoverage ?? false,
});

/** Only for a limit that says so, in the clock's own stretch of the request's life, and for a time still to come. */
function agreedFor({ kind, promised, beginning }: GivenClock, { clock, at, until }: FactOf<'agreed'>): boolean {
  const own = beginning.kind === 'received' || at > beginning.at;
  return clock === kind && isAgreed(promised.limit) && own && until > at;
}

/** Due and marks as the pauses and the agreement so far make them. */
function deadline(
  promised: PromisedClock,
  pauses: readonly Pause[],
  agreed: FactOf<'agreed'> | null,
  extension: Extension | null,
  calendar: Calendar,
): Pick<Plan, 'due' | 'markAt' | 'agreedUntil' | 'extendedUntil' | 'beyondCoverage'> {
  const start = parseInstant(promised.start);
  const limit = endOf(parseInstant(promised.due), promised.markAt.map(parseInstant), pauses);
  const extended = extension && extendedEnd(extension);
  // What is agreed afterwards may lie within either, the limit or the extension.
  const byExtension = extended !== null && !(agreed && extended.due < limit.due);
  const cap = byExtension ? extended : limit;
  if (agreed) {
    const [until, since] = [parseInstant(agreed.until), parseInstant(agreed.at)];
    const after = pauses.flatMap((pause) => {
      const later = heldOf(pause, since, calendar);
      return later.until > since ? [later] : [];
    });
    const due = moved(until, after, calendar);
    if (due < cap.due) {
      const marks = marksUntil(until, start, promised.marks, calendar);
      return {
        due: toIso(due),
        markAt: movedMarks(marks, after, calendar),
        agreedUntil: agreed.until,
        beyondCoverage: isBeyondCoverage(due, calendar),
      };
    }
  }
  return {
    due: toIso(cap.due),
    markAt: cap.markAt,
    agreedUntil: null,
    ...(byExtension && extension && { extendedUntil: extension.until }),
    beyondCoverage: isBeyondCoverage(cap.due, calendar),
  };

  function extendedEnd({ until, pausesBefore }: Extension) {
    const instant = parseInstant(until);
    return endOf(instant, marksUntil(instant, start, promised.marks, calendar), pauses.slice(pausesBefore));
  }
  function endOf(instant: number, marks: readonly number[], stood: readonly Pause[]) {
    const held = stood.map((pause) => heldOf(pause, start, calendar));
    return { due: moved(instant, held, calendar), markAt: movedMarks(marks, held, calendar) };
  }
}

/** A pause in epoch milliseconds, with the open time inside it from `since` on. */
interface Held {
  readonly from: number;
  readonly until: number;
  readonly open: number;
}

function heldOf({ from, until }: Pause, since: number, calendar: Calendar): Held {
  const [begin, end] = [parseInstant(from), parseInstant(until)];
  const counts = Math.max(begin, since);
  return { from: begin, until: end, open: counts < end ? openTimeBetween(counts, end, calendar) : 0 };
}

function moved(instant: number, pauses: readonly Held[], calendar: Calendar): number {
  return pauses.reduce((due, { from, until, open }) => {
    const later = open > 0 ? addOpenTime(due, open, calendar) : due;
    return from <= due ? Math.max(later, until) : later;
  }, instant);
}

/** A mark that had passed when a pause began stays where it was. */
function movedMarks(marks: readonly number[], pauses: readonly Held[], calendar: Calendar): string[] {
  return marks.map((mark) =>
    toIso(pauses.reduce((at, pause) => (pause.from <= at ? moved(at, [pause], calendar) : at), mark)),
  );
}

/** The same rule, as it would have been promised at another act. */
function promisedAt(since: string, { beyondCoverage: _, ...rule }: PromisedClock, calendar: Calendar): PromisedClock {
  return { ...rule, ...deadlineFrom(rule, since, calendar) };
}
