import { Temporal } from 'temporal-polyfill';

/** How far a time zone's wall is ahead of UTC, and when that changes, over a stretch of time. All in milliseconds. */
export class ZoneOffsets {
  /** Instants of change, rising. */
  readonly changes: readonly number[];
  /** One more than changes: `#offsets[n]` holds until `changes[n]`. */
  readonly #offsets: readonly number[];

  /**
   * @param from epoch milliseconds, as is `to`; outside of them the answers may be wrong
   */
  constructor(timeZone: string, from: number, to: number) {
    const changes: number[] = [];
    const offsets: number[] = [];
    let zoned: Temporal.ZonedDateTime | null =
      Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
    offsets.push(zoned.offsetNanoseconds / 1e6);
    for (;;) {
      zoned = zoned.getTimeZoneTransition('next');
      if (!zoned || zoned.epochMilliseconds > to) break;
      changes.push(zoned.epochMilliseconds);
      offsets.push(zoned.offsetNanoseconds / 1e6);
    }
    this.changes = changes;
    this.#offsets = offsets;
  }

  /** @param at epoch milliseconds */
  offsetAt(at: number): number {
    return this.#offset(this.#indexAt(at));
  }

  /** The smaller and the larger offset around the n-th change. */
  around(n: number): [smaller: number, larger: number] {
    const [before, after] = [this.#offset(n), this.#offset(n + 1)];
    return [Math.min(before, after), Math.max(before, after)];
  }

  /**
   * The instant at which the wall shows a time. One that a change skips counts as later by the gap, one that it repeats
   * as the first of the two.
   * @param wall milliseconds, as if the wall showed UTC
   */
  instantAt(wall: number): number {
    // No zone is a whole day ahead of UTC, so this is an offset from before that instant or the right one.
    for (let n = this.#indexAt(wall - DAY_MS); ; n++) {
      const at = wall - this.#offset(n);
      const change = this.changes[n];
      if (change === undefined || at < change) return at;
      const next = wall - this.#offset(n + 1);
      if (next < change) return at;
    }
  }

  #offset(n: number): number {
    const offset = this.#offsets[n];
    if (offset === undefined) throw new RangeError(`no offset ${n}`);
    return offset;
  }

  #indexAt(at: number): number {
    let [low, high] = [0, this.changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.changes[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const DAY_MS = 86_400_000;
