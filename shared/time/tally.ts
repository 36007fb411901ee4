import type { Pattern } from './pattern.ts';

/**
 * What is open on a stretch of a line: all of it, nothing, or what a pattern says that is ahead of the line by so much.
 */
export interface Stretch {
  readonly start: number;
  readonly open: 'all' | 'none' | number;
}

interface Piece extends Stretch {
  /** How much is open from the line's beginning to the start. */
  readonly before: number;
}

/**
 * Sums up what is open along a line once, so that every later question is a search among the sums: its cost does not
 * grow with the distance between two points.
 */
export class Tally {
  readonly #pieces: readonly Piece[];
  readonly #pattern: Pattern;

  /** @param stretches in order, not empty; the last one has no end */
  constructor(stretches: Iterable<Stretch>, pattern: Pattern) {
    this.#pattern = pattern;
    const pieces: Piece[] = [];
    for (const stretch of stretches) {
      const last = pieces.at(-1);
      pieces.push({ ...stretch, before: last ? this.#within(last, stretch.start) : 0 });
    }
    this.#pieces = pieces;
  }

  /** How much is open between the line's beginning and a point. */
  until(point: number): number {
    return this.#within(
      this.#last(({ start }) => start <= point),
      point,
    );
  }

  /** The first point until which so much is open. */
  reach(open: number): number {
    const piece = this.#last(({ before }) => before < open);
    const more = open - piece.before;
    if (typeof piece.open !== 'number') return piece.start + more;
    return this.#pattern.reach(this.#pattern.until(piece.start + piece.open) + more) - piece.open;
  }

  /** The last point until which no more than that is open. */
  leave(open: number): number {
    const piece = this.#last(({ before }) => before <= open);
    const more = open - piece.before;
    if (typeof piece.open !== 'number') return piece.start + more;
    return this.#pattern.leave(this.#pattern.until(piece.start + piece.open) + more) - piece.open;
  }

  #within({ start, before, open }: Piece, point: number): number {
    if (open === 'none') return before;
    if (open === 'all') return before + point - start;
    return before + this.#pattern.until(point + open) - this.#pattern.until(start + open);
  }

  /** The last piece of which something holds that holds of all pieces before it too. */
  #last(holds: (piece: Piece) => boolean): Piece {
    let [low, high] = [0, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece && holds(piece)) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low - 1];
    if (!piece) throw new RangeError('before the beginning of the line');
    return piece;
  }
}
