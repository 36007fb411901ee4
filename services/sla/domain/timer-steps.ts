import { draft } from '../../../shared/journal/event-item.ts';
import type { PlannedStep } from '../../../shared/timer/timer-input.ts';
import { clockBreached, clockResumed, clockWarned } from '../contract/events.ts';
import { GRACE_MS } from '../contract/grace.ts';
import type { Clock } from './clock.ts';
import { breachedList, runningList } from './lists.ts';

/** A mark and the end of a pause need no grace, but their instant must have passed. */
const NO_GRACE_MS = 1;

/**
 * What a clock that lives will do by itself: end its pause, warn at each mark that it has not passed, and breach at
 * its deadline. The same for the same stored clock, whenever it is asked for, so two timers of one clock write the same.
 */
export function timerSteps(clock: Clock, communityId: string): PlannedStep[] {
  const { clockId, requestId, kind, due, generation, promised, markAt, nextAt = due } = clock;
  const about = { clockId, requestId, kind, due, generation };
  const listed = { listKey: runningList(communityId), listAt: due };
  const ends: PlannedStep[] = [];
  if (clock.status === 'paused') {
    const { pauses, agreedUntil, extendedUntil, beyondCoverage } = clock;
    const plan = { markAt, pauses, agreedUntil, beyondCoverage, ...(extendedUntil && { extendedUntil }) };
    const event = draft(clockResumed, { ...about, ...plan, resumedAt: nextAt });
    const statuses = { statusBefore: 'paused', statusAfter: 'running' };
    ends.push({ instant: nextAt, graceMs: NO_GRACE_MS, ...statuses, ...listed, event });
  }
  const running = { statusBefore: 'running' };
  const marks = markAt.flatMap((instant, n): PlannedStep[] => {
    const share = promised.marks[n];
    // Of marks that a very short time puts on one instant only the last one warns.
    if (share === undefined || instant < nextAt || instant >= due || markAt[n + 1] === instant) return [];
    const event = draft(clockWarned, { ...about, share, markAt: instant });
    return [{ instant, graceMs: NO_GRACE_MS, ...running, statusAfter: 'running', ...listed, event }];
  });
  const event = draft(clockBreached, { ...about, judgedBy: 'timer' });
  const breach = { ...running, statusAfter: 'breached', listKey: breachedList(communityId), listAt: due };
  return [...ends, ...marks, { instant: due, graceMs: GRACE_MS, ...breach, event }];
}
