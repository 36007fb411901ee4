import { draft } from '../../../shared/journal/event-item.ts';
import type { PlannedStep } from '../../../shared/timer/timer-input.ts';
import { clockBreached, clockWarned } from '../contract/events.ts';
import { GRACE_MS } from '../contract/grace.ts';
import type { Clock } from './clock.ts';

/** A mark needs no grace, but its instant must have passed. */
const MARK_GRACE_MS = 1;

/**
 * What a running clock will do by itself: warn at each mark that it has not passed, and breach at its deadline. The
 * same for the same stored clock, whenever it is asked for, so two timers of one clock write the same.
 */
export function timerSteps({
  clockId,
  requestId,
  kind,
  due,
  generation,
  nextAt = due,
  promised,
}: Clock): PlannedStep[] {
  const about = { clockId, requestId, kind, due, generation };
  const marks = promised.marks.flatMap((share, n): PlannedStep[] => {
    const markAt = promised.markAt[n];
    if (markAt === undefined || markAt < nextAt) return [];
    const event = draft(clockWarned, { ...about, share, markAt });
    return [{ instant: markAt, graceMs: MARK_GRACE_MS, statusAfter: 'running', event }];
  });
  const event = draft(clockBreached, { ...about, judgedBy: 'timer' });
  return [...marks, { instant: due, graceMs: GRACE_MS, statusAfter: 'breached', event }];
}
