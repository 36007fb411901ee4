import type { ClockKind } from '../../sla/contract/ids.ts';
import type { PromisedClock } from '../../sla/contract/policy.ts';
import type { ProgressFacts, Stage } from './progress.ts';

/** What a household was promised, and the stage with which it has been kept; the other clocks are the company's own. */
const promises: readonly { readonly kind: ClockKind; readonly keptBy: Stage }[] = [
  { kind: 'arrival', keptBy: 'in-progress' },
  { kind: 'quote', keptBy: 'in-progress' },
  { kind: 'answer', keptBy: 'done' },
  { kind: 'resolve', keptBy: 'done' },
];

/** A deadline as it was promised; what pauses and agreements made of it, sla's clocks tell. */
export interface NextPromised {
  readonly kind: ClockKind;
  readonly due: string;
}

/** The earliest promise that is not known to be kept, be it in time or late; null when none is left. */
export function nextPromised(clocks: readonly PromisedClock[], facts: ProgressFacts): NextPromised | null {
  const left = clocks.filter((clock) =>
    promises.some(({ kind, keptBy }) => kind === clock.kind && !reached(keptBy, facts)),
  );
  const [next] = left.toSorted((a, b) => (a.due < b.due ? -1 : 1));
  return next ? { kind: next.kind, due: next.due } : null;
}

/** Whoever is done was there, also where the news of the arrival is still on its way. */
const reached = (stage: Stage, facts: ProgressFacts): boolean =>
  facts.done !== undefined || (stage === 'in-progress' && facts['in-progress'] !== undefined);
