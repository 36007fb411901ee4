import { parseDuration } from '../../../shared/time/durations.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import type { Pause } from '../contract/pauses.ts';
import { type Fact, type FactOf, inOrder } from './facts.ts';

/**
 * The pauses of a request in the order in which they began; they may overlap. An owner's pause ends by itself at the
 * appointment, and after its maximum at the latest. A wait is a pause only from the manager's approval on (R062).
 */
export function pausesIn(facts: readonly Fact[]): Pause[] {
  const ordered = inOrder(facts);
  return ordered
    .flatMap((fact) => (fact.kind === 'paused' ? [ownersPause(fact, ordered)] : approvedWait(fact, ordered)))
    .filter(({ from, until }) => from < until);
}

function ownersPause({ pauseId, at, reason, appointment, maximum }: FactOf<'paused'>, facts: readonly Fact[]): Pause {
  const longest = toIso(parseInstant(at) + parseDuration(maximum));
  return { from: at, until: earliest(longest, appointment, resumedAt(pauseId, facts)), reason };
}

function approvedWait(fact: Fact, facts: readonly Fact[]): Pause[] {
  if (fact.kind !== 'waiting-approved' || !fact.by.roles.includes('manager')) return [];
  const { at, waitingId, until } = fact;
  const waiting = facts.find((other) => other.kind === 'waiting' && other.waitingId === waitingId);
  if (waiting?.kind !== 'waiting') return [];
  return [{ from: at, until: earliest(until, resumedAt(waitingId, facts)), reason: waiting.reason }];
}

const resumedAt = (id: string, facts: readonly Fact[]): string | undefined =>
  facts.find((fact) => fact.kind === 'resumed' && fact.pauseId === id)?.at;

/** Instants compare as texts. */
export function earliest(first: string, ...others: (string | null | undefined)[]): string {
  return others.reduce<string>((least, other) => (other && other < least ? other : least), first);
}
