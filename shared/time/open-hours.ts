import type { Calendar } from './calendar.ts';
import type { Span } from './pattern.ts';
import { DAY_MS, type DayNumber, Schedule } from './schedule.ts';
import { type Stretch, Tally } from './tally.ts';
import { ZoneOffsets } from './zone-offsets.ts';

/** What a calendar says about a stretch of time, summed up once. */
interface Outlook {
  readonly from: number;
  readonly to: number;
  readonly offsets: ZoneOffsets;
  readonly openTime: Tally;
  readonly workingDays: Tally;
}

/**
 * A calendar made ready to be computed with. Most of its time is the same week again and again; only around dates with
 * hours of their own, and around the changes of its zone's clocks, is the time looked at one by one, and only once.
 * All instants are epoch milliseconds.
 */
class OpenHours {
  readonly #timeZone: string;
  readonly #schedule: Schedule;
  #outlook: Outlook | undefined;

  constructor({ timeZone, weekly, dates }: Pick<Calendar, 'timeZone' | 'weekly' | 'dates'>) {
    this.#timeZone = timeZone;
    this.#schedule = new Schedule({ weekly, dates });
  }

  /**
   * The sums for a stretch of time: how much is open until an instant, on how many dates the calendar opens before one.
   * They hold between the two instants alone.
   */
  over(from: number, to: number): Outlook {
    const known = this.#outlook;
    if (known && known.from <= from && to <= known.to) return known;
    // Wide enough that questions about the coming months need no new sums.
    this.#outlook = this.#look(
      Math.min(from - MARGIN_MS, known?.from ?? from),
      Math.max(to + MARGIN_MS, known?.to ?? to),
    );
    return this.#outlook;
  }

  /**
   * Open time that begins on a date, in order. A time of day that does not exist, and a date that does not, open nothing.
   */
  spansOpenedOn(day: DayNumber, offsets: ZoneOffsets): Span[] {
    const hours = this.#schedule.on(day);
    if (hours.length === 0 || offsets.instantAt(day * DAY_MS) === offsets.instantAt((day + 1) * DAY_MS)) return [];
    return hours
      .map(({ start, end }) => ({
        start: offsets.instantAt(day * DAY_MS + start),
        end: offsets.instantAt(day * DAY_MS + end),
      }))
      .filter(({ start, end }) => start < end);
  }

  #look(from: number, to: number): Outlook {
    const offsets = new ZoneOffsets(this.#timeZone, from - EDGE_DAYS * DAY_MS, to + EDGE_DAYS * DAY_MS);
    const days = this.#irregularDays(offsets, from / DAY_MS - EDGE_DAYS, to / DAY_MS + EDGE_DAYS);
    return {
      from,
      to,
      offsets,
      openTime: new Tally(this.#timeStretches(from, runsOf(days), offsets), this.#schedule.openTime),
      workingDays: new Tally(
        this.#dayStretches(Math.floor(from / DAY_MS) - EDGE_DAYS, days, offsets),
        this.#schedule.workingDays,
      ),
    };
  }

  /** Dates whose open time is not what the week's pattern makes of one offset. */
  #irregularDays(offsets: ZoneOffsets, first: DayNumber, last: DayNumber): DayNumber[] {
    const nearChanges = offsets.changes.flatMap((change, n) => {
      const [smaller, larger] = offsets.around(n);
      // Wall times between these two are skipped or repeated.
      const begin = Math.floor((change + smaller) / DAY_MS);
      const end = Math.floor((change + larger) / DAY_MS);
      return Array.from({ length: end - begin + 1 }, (_, k) => begin + k);
    });
    const special = this.#schedule.special.filter((day) => first <= day && day <= last);
    return [...new Set([...special, ...nearChanges])].toSorted((a, b) => a - b);
  }

  *#timeStretches(from: number, runs: Iterable<Run>, offsets: ZoneOffsets): Generator<Stretch> {
    let at = from;
    for (const { first, last } of runs) {
      // What opens on the last date ends before the second midnight after it.
      const end = offsets.instantAt((last + 2) * DAY_MS);
      if (end <= from) continue;
      const begin = Math.max(offsets.instantAt(first * DAY_MS), from);
      if (begin > at) yield { start: at, open: offsets.offsetAt(at) };
      at = begin;
      for (const span of this.#spansOpenedBetween(first - 1, last + 1, offsets)) {
        const [start, stop] = [Math.max(span.start, at), Math.min(span.end, end)];
        // Where the wall jumps, spans may cover each other.
        if (start >= stop) continue;
        if (start > at) yield { start: at, open: 'none' };
        yield { start, open: 'all' };
        at = stop;
      }
      if (at < end) yield { start: at, open: 'none' };
      at = end;
    }
    yield { start: at, open: offsets.offsetAt(at) };
  }

  #spansOpenedBetween(first: DayNumber, last: DayNumber, offsets: ZoneOffsets): Span[] {
    const days = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    return days.flatMap((day) => this.spansOpenedOn(day, offsets)).toSorted((a, b) => a.start - b.start);
  }

  *#dayStretches(first: DayNumber, irregular: readonly DayNumber[], offsets: ZoneOffsets): Generator<Stretch> {
    let next = first;
    for (const day of irregular.filter((candidate) => candidate >= first)) {
      if (day > next) yield { start: next, open: 0 };
      yield { start: day, open: this.spansOpenedOn(day, offsets).length > 0 ? 'all' : 'none' };
      next = day + 1;
    }
    yield { start: next, open: 0 };
  }
}

const ready = new WeakMap<Calendar, OpenHours>();

/** A calendar is plain data and is not changed: what has been made of it once serves for ever. */
export function openHours(calendar: Calendar): OpenHours {
  const known = ready.get(calendar);
  if (known) return known;
  const made = new OpenHours(calendar);
  ready.set(calendar, made);
  return made;
}

const MARGIN_MS = 400 * DAY_MS;
/** How far beyond its edges a stretch of time depends on the calendar. */
const EDGE_DAYS = 5;

/** Irregular dates without a gap. */
interface Run {
  readonly first: DayNumber;
  readonly last: DayNumber;
}

/** @param days rising */
function* runsOf(days: readonly DayNumber[]): Generator<Run> {
  let run: Run | undefined;
  for (const day of days) {
    // A run ends with the date after its last one.
    if (run && day <= run.last + 1) run = { first: run.first, last: day };
    else {
      if (run) yield run;
      run = { first: day, last: day };
    }
  }
  if (run) yield run;
}
