import { dateAt, instantOf } from '../../../shared/time/wall-time.ts';
import type { Span } from './coverage.ts';

/** How far ahead a post that must be held day and night is looked at (R142). */
export const LOOK_AHEAD_MS = 7 * 86_400_000;

/** Minute of the day, on the walls of the post: a supervisor has the day to find somebody. */
const DAILY_LOOK = 9 * 60;

/** What a look at a post found. */
export interface Look {
  /** In the order of time, without touching each other. */
  readonly gaps: readonly Span[];
  /** Epoch milliseconds: how far it saw. What lasts longer is cut there. */
  readonly until: number;
}

/**
 * Whether a look found something that the one before had not: a gap beyond what it saw, or one that began later or
 * ended earlier then. What has been mended and is open again is news, too; what has begun meanwhile, or lasts on beyond
 * what was seen, is not.
 */
export const isNews = ({ gaps }: Look, before: Look | undefined): boolean =>
  gaps.some((gap) => before === undefined || gap.from >= before.until || !wasSeen(gap, before));

const wasSeen = ({ from, to }: Span, { gaps, until }: Look): boolean =>
  gaps.some((gap) => gap.from <= from && Math.min(to, until) <= gap.to);

/** The next daily look after an instant. Both in epoch milliseconds. */
export function nextLook(after: number, timeZone: string): number {
  const today = dateAt(after, timeZone);
  const at = instantOf(today, DAILY_LOOK, timeZone);
  return at > after ? at : instantOf(today.add({ days: 1 }), DAILY_LOOK, timeZone);
}
