import type { ClockKind } from '../../sla/contract/ids.ts';
import type { PromisedClock } from '../../sla/contract/policy.ts';
import { isGrade } from './categories.ts';

interface Standing {
  /** Its code. */
  readonly category: string;
  readonly urgent: boolean;
  /** As promised from the beginning; those that count from a later act belong to no category's beginning. */
  readonly clocks: readonly Pick<PromisedClock, 'kind' | 'due' | 'after'>[];
}

/**
 * Whether another category asks less of us than the one before: some deadline falls later or away (F-18), or a grade
 * is taken away, although an ordinary complaint is due sooner than a serious one (R040, R041). What becomes an emergency
 * is raised although the deadline of an answer falls away with it; then only a deadline that both have, and that falls
 * later, lowers it.
 */
export function directionOf(before: Standing, after: Standing): 'raised' | 'lowered' {
  const dueIn = (kind: ClockKind) => after.clocks.find((clock) => clock.kind === kind)?.due;
  const becomesUrgent = after.urgent && !before.urgent;
  const less = before.clocks
    .filter((clock) => clock.after === undefined)
    .some(({ kind, due }) => {
      const later = dueIn(kind);
      return later === undefined ? !becomesUrgent : later > due;
    });
  const degraded = !becomesUrgent && isGrade(before.category) && !isGrade(after.category);
  return less || degraded ? 'lowered' : 'raised';
}
