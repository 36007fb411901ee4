import type { Calendar } from './calendar.ts';
import { openHours } from './open-hours.ts';
import { HORIZON_MS } from './open-time.ts';
import type { Span } from './pattern.ts';
import { DAY_MS, dateText } from './schedule.ts';

/** A date of a calendar with its open time. Instants are epoch milliseconds. */
export interface Day {
  readonly date: string;
  /** Its first instant, and that of the next date. */
  readonly start: number;
  readonly end: number;
  /** Whether it is a working day: a date on which the calendar opens. */
  readonly works: boolean;
  /** What is open within it, in order and without overlaps, also what opened the day before. */
  readonly open: readonly Span[];
}

/**
 * The dates of a calendar from that of one instant to that of another, for people to read. To compute with, see
 * `open-time.ts`.
 * @throws RangeError when they are more than ten years apart
 */
export function daysBetween(from: number, to: number, calendar: Calendar): Day[] {
  if (to - from > HORIZON_MS) throw new RangeError('more than ten years');
  const hours = openHours(calendar);
  const { offsets } = hours.over(from, to);
  const dayOf = (at: number) => Math.floor((at + offsets.offsetAt(at)) / DAY_MS);
  const days: Day[] = [];
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    const [start, end] = [offsets.instantAt(day * DAY_MS), offsets.instantAt((day + 1) * DAY_MS)];
    // A zone that crosses the date line leaves a date out.
    if (start === end) continue;
    const opened = [day - 2, day - 1, day].map((other) => hours.spansOpenedOn(other, offsets));
    const works = opened.at(-1)?.length !== 0;
    days.push({ date: dateText(day), start, end, works, open: joined(clipped(opened.flat(), start, end)) });
  }
  return days;
}

/** The parts of spans that lie between two instants. */
export const clipped = (spans: readonly Span[], from: number, to: number): Span[] =>
  spans
    .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }))
    .filter(({ start, end }) => start < end);

/** The same time in as few spans as possible. */
export function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last && span.start <= last.end) all.splice(-1, 1, { start: last.start, end: Math.max(last.end, span.end) });
    else all.push(span);
  }
  return all;
}

/** What is left of spans when others are taken out. */
export const without = (spans: readonly Span[], others: readonly Span[]): Span[] =>
  others.reduce<Span[]>(
    (left, { start, end }) =>
      left.flatMap((span) => [...clipped([span], span.start, start), ...clipped([span], end, span.end)]),
    [...spans],
  );
