import { type Hours, type Interval, minutesOf, weekdays } from './intervals.ts';
import { Pattern, type Span } from './pattern.ts';

/** A date as its distance from 1970-01-01, in days. */
export type DayNumber = number;

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday; the week begins on Monday. */
const THURSDAY = 3;

const dayNumber = (date: string): DayNumber => Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
export const dateText = (day: DayNumber): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const weekdayOf = (day: DayNumber): number => (((day + THURSDAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;

/** A calendar's hours on the wall, by day number: milliseconds after the midnight at which the date begins. */
export class Schedule {
  readonly #weekly: readonly (readonly Span[])[];
  readonly #dates: ReadonlyMap<DayNumber, readonly Span[]>;
  /** The dates with hours of their own, rising. */
  readonly special: readonly DayNumber[];
  /** The open time of a week without such dates, along a line of milliseconds. */
  readonly openTime: Pattern;
  /** Its dates on which the calendar opens, along a line of day numbers. */
  readonly workingDays: Pattern;

  constructor({ weekly, dates }: Hours) {
    const week = weekdays.map((day) => spansOf(weekly[day]));
    this.#weekly = week;
    this.#dates = new Map(Object.entries(dates).map(([date, intervals]) => [dayNumber(date), spansOf(intervals)]));
    this.special = [...this.#dates.keys()].toSorted((a, b) => a - b);
    this.openTime = new Pattern(WEEK_DAYS * DAY_MS, THURSDAY * DAY_MS, aroundTheWeek(week));
    const opening = week.flatMap((spans, n) => (spans.length > 0 ? [{ start: n, end: n + 1 }] : []));
    this.workingDays = new Pattern(WEEK_DAYS, THURSDAY, opening);
  }

  /** The spans that open on a date; the last one may reach into the next. */
  on(day: DayNumber): readonly Span[] {
    return this.#dates.get(day) ?? this.#weekly[weekdayOf(day)] ?? [];
  }
}

const spansOf = (intervals: readonly Interval[]): Span[] =>
  intervals
    .map((interval) => minutesOf(interval))
    .map(({ opening, closing }) => ({ start: opening * MINUTE_MS, end: closing * MINUTE_MS }))
    .toSorted((a, b) => a.start - b.start);

/** The spans of seven days on one line; what reaches beyond Sunday comes back on Monday. */
function aroundTheWeek(week: readonly (readonly Span[])[]): Span[] {
  const length = WEEK_DAYS * DAY_MS;
  return week
    .flatMap((spans, n) => spans.map(({ start, end }) => ({ start: n * DAY_MS + start, end: n * DAY_MS + end })))
    .flatMap(({ start, end }) =>
      end > length
        ? [
            { start, end: length },
            { start: 0, end: end - length },
          ]
        : [{ start, end }],
    )
    .toSorted((a, b) => a.start - b.start);
}
