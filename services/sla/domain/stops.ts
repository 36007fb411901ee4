import type { ClockKind } from '../contract/ids.ts';
import type { Fact, FactKind } from './facts.ts';

/**
 * The acts that stop a clock: the earliest one does (docs/deadlines.md, 7). A later step of the work stops what an earlier one
 * would have stopped; but only somebody at the door stops an arrival (R042).
 */
const stoppedBy: Readonly<Record<ClockKind, readonly FactKind[]>> = {
  /** The beginning itself (R060). */
  receipt: ['received', 'reopened'],
  /** Any act of a person (R059). */
  ack: [
    ...(['received', 'reopened', 'taken', 'accepted', 'arrived', 'answered', 'quoted'] as const),
    ...(['completed', 'resolved', 'feedback-given', 'called-back', 'closed'] as const),
  ],
  accept: ['accepted', 'arrived'],
  arrival: ['arrived'],
  /** Also by the published tariff, sent without anybody's doing (R051). */
  answer: ['answered', 'resolved'],
  /** A person on site, or their price (R052). */
  quote: ['arrived', 'quoted'],
  resolve: ['completed', 'resolved'],
  feedback: ['feedback-given'],
  callback: ['called-back'],
  close: ['closed'],
};

/** Whether a fact stops clocks of a kind. The first response is that of a person (R059). */
export const stops = (fact: Fact, kind: ClockKind): boolean =>
  stoppedBy[kind].includes(fact.kind) && (kind !== 'ack' || personIn(fact) !== null);

/** Who acted, if a person of ours did; of a report taken down by staff only that somebody did. */
function personIn(fact: Fact): string | true | null {
  if (fact.kind === 'received') return fact.onBehalf || null;
  return 'staffId' in fact ? fact.staffId : null;
}
