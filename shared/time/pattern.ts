/** A stretch of a line, its end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What repeats itself for ever along a line: the open time of a week, or its working days. */
export class Pattern {
  readonly #period: number;
  readonly #phase: number;
  readonly #spans: readonly Span[];
  readonly #perPeriod: number;

  /**
   * @param phase where a point 0 of the line lies within the period
   * @param spans what is open within one period, in order, without overlaps, not empty
   */
  constructor(period: number, phase: number, spans: readonly Span[]) {
    this.#period = period;
    this.#phase = phase;
    this.#spans = spans;
    this.#perPeriod = spans.reduce((sum, { start, end }) => sum + end - start, 0);
    if (this.#perPeriod <= 0) throw new RangeError('nothing is open');
  }

  /** How much is open before a point; only differences of two answers mean something. */
  until(point: number): number {
    const shifted = point + this.#phase;
    const periods = Math.floor(shifted / this.#period);
    const rest = shifted - periods * this.#period;
    let open = periods * this.#perPeriod;
    for (const { start, end } of this.#spans) {
      if (rest <= start) break;
      open += Math.min(rest, end) - start;
    }
    return open;
  }

  /** The first point before which so much is open: an end of a span rather than the start of the next one. */
  reach(open: number): number {
    const periods = Math.ceil(open / this.#perPeriod) - 1;
    let rest = open - periods * this.#perPeriod;
    for (const { start, end } of this.#spans) {
      if (rest <= end - start) return periods * this.#period + start + rest - this.#phase;
      rest -= end - start;
    }
    throw new RangeError(`not reached: ${open}`);
  }

  /** The last point before which no more than that is open: the start of a span rather than the end of the one before. */
  leave(open: number): number {
    const periods = Math.floor(open / this.#perPeriod);
    let rest = open - periods * this.#perPeriod;
    for (const { start, end } of this.#spans) {
      if (rest < end - start) return periods * this.#period + start + rest - this.#phase;
      rest -= end - start;
    }
    throw new RangeError(`not left: ${open}`);
  }
}
