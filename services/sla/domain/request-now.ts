import type { About } from '../contract/about.ts';
import { type Fact, inOrder, type ReceivedFact, receivedIn } from './facts.ts';
import { counts } from './given-clocks.ts';

/**
 * The request as it is classified now, whatever its clocks were made by: whose work it is decides who is told of a
 * breach. A change of category that moves no clock moves nobody else either.
 */
export function requestNow(facts: readonly Fact[]): ReceivedFact | undefined {
  const received = receivedIn(facts);
  if (!received) return undefined;
  const changes = inOrder(facts).flatMap((fact) => {
    const changed = fact.kind === 'reopened' || (fact.kind === 'reclassified' && counts(fact));
    return changed && fact.classification ? [fact.classification] : [];
  });
  return { ...received, ...changes.at(-1) };
}

export const aboutOf = ({
  number,
  communityId,
  buildingId,
  premisesId,
  place,
  categoryLabel,
  urgent,
}: About): About => ({
  ...{ number, communityId, buildingId, premisesId, place, categoryLabel, urgent },
});
