import type { ClockKind } from '../../sla/contract/ids.ts';
import type { Life } from './life.ts';
import { arrivedAt, type News, newsSince, progress } from './progress.ts';
import type { Request } from './request.ts';
import { beginningOf } from './status.ts';

interface Promised {
  readonly kind: ClockKind;
  kept(life: Life, news: readonly News[]): boolean;
}

/** What a household was promised, and what keeps it, as sla sees it; the other clocks are the company's own affair. */
const promises: readonly Promised[] = [
  { kind: 'arrival', kept: (_, news) => arrivedAt(news) !== null },
  { kind: 'quote', kept: (_, news) => arrivedAt(news) !== null },
  { kind: 'answer', kept: ({ answeredAt, resolvedAt }) => (answeredAt ?? resolvedAt) !== null },
  { kind: 'resolve', kept: ({ resolvedAt }, news) => resolvedAt !== null || progress(news).stage === 'done' },
  { kind: 'feedback', kept: ({ feedbackAt }) => feedbackAt !== null },
];

/** A deadline as it was promised, or as agreed since; what pauses make of it, sla's clocks tell. */
export interface NextPromised {
  readonly kind: ClockKind;
  readonly due: string;
}

/**
 * The earliest promise that is not known to be kept, be it in time or late; null when none is left.
 * @param news all that is known of the work; what was done before a reopening keeps no promise of the new beginning
 */
export function nextPromised(
  request: Pick<Request, 'clocks' | 'life' | 'receivedAt'>,
  news: readonly News[],
): NextPromised | null {
  const { clocks, life } = request;
  const counting = newsSince(news, beginningOf(request));
  const left = promises.flatMap(({ kind, kept }) => {
    if (kept(life, counting)) return [];
    const agreed = life.agreed.find(({ clock }) => clock === kind)?.until;
    return clocks.filter((clock) => clock.kind === kind).map(({ due }) => ({ kind, due: agreed ?? due }));
  });
  return left.toSorted((a, b) => (a.due < b.due ? -1 : 1))[0] ?? null;
}
