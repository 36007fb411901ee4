import { eventId } from '../../../shared/journal/address.ts';
import { type TimerInput, timerInput } from '../../../shared/timer/timer-input.ts';
import type { ClockRow } from '../clock-row.ts';
import { GRACE_MS } from '../contract/grace.ts';
import { type Clock, lives } from '../domain/clock.ts';
import { timerSteps } from '../domain/timer-steps.ts';
import type { SlaPorts } from '../ports.ts';
import { clockAddress } from '../store.ts';

/** How soon the sweep arms a clock that the quick path did not. */
const ARM_BY_MS = 15_000;

/** How long after a deadline and its grace, or the end of a pause, the sweep does what no timer did. */
const JUDGE_BY_MS = 30_000;

const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

/** When the sweep looks at a clock that has just been written; a settled one owes nothing. */
export const armBy = (clock: Clock, now: string): string | undefined =>
  lives(clock) ? later(now, ARM_BY_MS) : undefined;

const judgeBy = ({ status, due, nextAt = due }: Clock): string =>
  later(status === 'paused' ? nextAt : due, GRACE_MS + JUDGE_BY_MS);

/** One execution per clock generation. */
export const timerName = ({ clockId, generation }: Clock): string => `${clockId}-${generation}`;

/** The same clock always gets the same steps, so two timers of one generation are harmless. */
export function timerOf({ state, version, correlationId, about }: ClockRow, company: string): TimerInput {
  const address = clockAddress(state.requestId, state.clockId);
  return timerInput(address, version, timerSteps(state, about.communityId), company, {
    actor: { type: 'system', id: 'timer' },
    correlationId,
    causationId: eventId(address, 1),
  });
}

/** Starts the timer of a clock that lives, and notes that it runs. Repeatable. */
export async function armClock(row: ClockRow, { timer, store, company }: SlaPorts, now: string): Promise<void> {
  await timer.start(timerName(row.state), timerOf(row, company));
  await store.armed(row.state, now, judgeBy(row.state));
}
