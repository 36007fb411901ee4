import type { Calendar } from '../../../shared/time/calendar.ts';
import { spansOpenedOn } from './slow-calendar.ts';

const DAY = 86_400_000;

interface Span {
  start: number;
  end: number;
}

/**
 * An oracle for years: lists every span of open time between two instants and goes through the list for every answer.
 */
export class SpanList {
  readonly #spans: Span[] = [];
  /** The last closing of each date that opens, by the date's midnight as if it were UTC. */
  readonly #closings: [day: number, closing: number][] = [];

  constructor(calendar: Calendar, from: number, to: number) {
    const spans: Span[] = [];
    for (let day = Math.floor(from / DAY) * DAY - 5 * DAY; day < to + 5 * DAY; day += DAY) {
      const opened = spansOpenedOn(day, calendar);
      spans.push(...opened);
      if (opened.length > 0) this.#closings.push([day, Math.max(...opened.map(({ end }) => end))]);
    }
    for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
      const last = this.#spans.at(-1);
      if (last && start <= last.end) last.end = Math.max(last.end, end);
      else this.#spans.push({ start, end });
    }
  }

  between(from: number, to: number): number {
    let open = 0;
    for (const { start, end } of this.#spans) open += Math.max(0, Math.min(end, to) - Math.max(start, from));
    return open;
  }

  add(from: number, ms: number): number {
    let left = ms;
    for (const { start, end } of this.#spans.filter((span) => span.end > from)) {
      const begin = Math.max(start, from);
      if (left <= end - begin) return begin + left;
      left -= end - begin;
    }
    throw new Error('beyond the list');
  }

  subtract(to: number, ms: number): number {
    let left = ms;
    for (const { start, end } of this.#spans.filter((span) => span.start < to).toReversed()) {
      const stop = Math.min(end, to);
      if (left <= stop - start) return stop - left;
      left -= stop - start;
    }
    throw new Error('before the list');
  }

  /** The closing of the n-th date that opens after one. @param day its midnight as if it were UTC */
  closingAfter(day: number, n: number): number | undefined {
    return this.#closings.filter(([other]) => other > day)[n - 1]?.[1];
  }
}
