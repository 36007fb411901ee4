import { type Fact, holderAt, inOrder, type RequestFact, receivedIn } from './facts.ts';

/**
 * Whether a deadline is somebody's own, so that they may neither extend it nor exempt its breach: they held the work
 * order at that instant, had taken the request in hand last, or the complaint is about them (R023, R055).
 */
export function isOwn(facts: readonly Fact[], staffId: string, instant: string): boolean {
  const taken = facts.filter((fact): fact is RequestFact => fact.kind === 'taken' && fact.at <= instant);
  const own = [holderAt(facts, instant), inOrder(taken).at(-1)?.staffId, receivedIn(facts)?.aboutStaffId];
  return own.includes(staffId);
}
