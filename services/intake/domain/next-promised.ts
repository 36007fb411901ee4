import type { ClockKind } from '../../sla/contract/ids.ts';
import type { Life } from './life.ts';
import type { ProgressFacts } from './progress.ts';
import type { Request } from './request.ts';

type Instant = string | null | undefined;

/** What a household was promised, and what keeps it, as sla sees it; the other clocks are the company's own affair. */
const promises: readonly { readonly kind: ClockKind; kept(life: Life, facts: ProgressFacts): readonly Instant[] }[] = [
  // Whoever is done was there, also where the news of the arrival is still on its way.
  { kind: 'arrival', kept: (_, facts) => [facts['in-progress'], facts.done] },
  { kind: 'quote', kept: (_, facts) => [facts['in-progress'], facts.done] },
  { kind: 'answer', kept: ({ answeredAt, resolvedAt }) => [answeredAt, resolvedAt] },
  { kind: 'resolve', kept: ({ resolvedAt }, facts) => [facts.done, resolvedAt] },
  { kind: 'feedback', kept: ({ feedbackAt }) => [feedbackAt] },
];

/** A deadline as it was promised, or as agreed since; what pauses make of it, sla's clocks tell. */
export interface NextPromised {
  readonly kind: ClockKind;
  readonly due: string;
}

/** The earliest promise that is not known to be kept, be it in time or late; null when none is left. */
export function nextPromised(
  { clocks, life, receivedAt }: Pick<Request, 'clocks' | 'life' | 'receivedAt'>,
  facts: ProgressFacts,
): NextPromised | null {
  // What was done before a reopening keeps no promise of the new beginning.
  const from = life.reopenedAt ?? receivedAt;
  const left = promises.flatMap(({ kind, kept }) => {
    const due = life.agreed.find(({ clock }) => clock === kind)?.until;
    const open = !kept(life, facts).some((at) => at != null && at >= from);
    return open ? clocks.filter((clock) => clock.kind === kind).map((clock) => ({ kind, due: due ?? clock.due })) : [];
  });
  return left.toSorted((a, b) => (a.due < b.due ? -1 : 1))[0] ?? null;
}
