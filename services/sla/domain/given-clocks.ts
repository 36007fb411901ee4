import { parseInstant } from '../../../shared/time/instants.ts';
import { type ClockKind, clockId } from '../contract/ids.ts';
import type { ClockOrigin } from '../contract/origin.ts';
import type { PromisedClock } from '../contract/policy.ts';
import { type Fact, type FactOf, inOrder, receivedIn } from './facts.ts';

/** Raising within this time of the receipt starts the stricter clocks at that act, later from the receipt (F-18). */
const RESTART_WITHIN_MS = 10 * 60_000;

/** What began a stretch of a request's life: its receipt, or a reopening. Acts count for their own stretch only. */
type Beginning = FactOf<'received'> | FactOf<'reopened'>;

/** Why nobody waits for the act any more. */
interface End {
  readonly at: string;
  readonly because: 'reclassified' | 'reopened' | 'withdrawn';
  readonly replacedBy: string | null;
}

/** A clock that an act gave to a request, whatever became of it. */
export interface GivenClock {
  readonly clockId: string;
  readonly kind: ClockKind;
  /** As promised from the beginning. */
  readonly promised: PromisedClock;
  /** The act at which time begins to count instead; null for a clock that runs from the beginning. */
  readonly restartedAt: string | null;
  readonly givenAt: string;
  readonly because: ClockOrigin['because'];
  readonly previousClockId: string | null;
  readonly beginning: Beginning;
  readonly end: End | null;
}

/**
 * All clocks that a request has had, by the facts that give and take clocks alone: which acts stopped them does not
 * matter here. So news that comes late renames no clock of before: it puts another promise in its place.
 *
 * Another category gives a new clock wherever its rule for a kind is another one, and ends the old one there. The old
 * one keeps the verdict it had by then; what is breached stays breached.
 */
export function givenClocks(facts: readonly Fact[]): GivenClock[] {
  const received = receivedIn(facts);
  if (!received) return [];
  const all: Draft[] = [];
  const current = new Map<ClockKind, Draft>();
  let beginning: Beginning = received;
  let withdrawn: End | null = null;

  const give = (promised: PromisedClock, because: Draft['because'], givenAt: string, restartedAt: string | null) => {
    const { kind } = promised;
    const previous = current.get(kind);
    const n = all.filter((clock) => clock.kind === kind).length + 1;
    const id = clockId(received.requestId, kind, n);
    const given = { clockId: id, kind, promised, restartedAt, givenAt, because, beginning };
    const clock = { ...given, previousClockId: previous?.clockId ?? null, end: withdrawn };
    all.push(clock);
    current.set(kind, clock);
    return clock;
  };
  const take = (clock: Draft | undefined, end: End) => {
    if (clock) clock.end ??= end;
  };

  for (const promised of received.clocks) give(promised, 'received', received.at, null);
  for (const fact of inOrder(facts))
    if (fact.kind === 'reclassified' && counts(fact)) {
      for (const kind of new Set([...current.keys(), ...fact.clocks.map((clock) => clock.kind)])) {
        const before = current.get(kind);
        // What counts from a later act is no matter of the category's clocks from the receipt.
        if (before?.because === 'promised') continue;
        const promised = fact.clocks.find((clock) => clock.kind === kind);
        if (before && promised && sameRule(before.promised, promised)) continue;
        const clock = promised && give(promised, 'reclassified', fact.at, restart(fact, promised, before, beginning));
        take(before, { at: fact.at, because: 'reclassified', replacedBy: clock?.clockId ?? null });
        if (!clock) current.delete(kind);
      }
    } else if (fact.kind === 'reopened') {
      const before = [...current.values()];
      beginning = fact;
      withdrawn = null;
      const fresh = fact.clocks.map((promised) => give(promised, 'reopened', fact.at, null));
      for (const clock of before) {
        const replacedBy = fresh.find(({ kind }) => kind === clock.kind)?.clockId ?? null;
        take(clock, { at: fact.at, because: 'reopened', replacedBy });
        if (replacedBy === null) current.delete(clock.kind);
      }
    } else if (fact.kind === 'promised') {
      for (const promised of fact.clocks) if (!current.has(promised.kind)) give(promised, 'promised', fact.at, null);
    } else if (fact.kind === 'cancelled') {
      withdrawn ??= { at: fact.at, because: 'withdrawn', replacedBy: null };
      for (const clock of current.values()) take(clock, withdrawn);
    }
  return all;
}

type Draft = { -readonly [Key in keyof GivenClock]: GivenClock[Key] };

/** Lowering needs an agent or supervisor whose work it is not, and a reason that the owner is told (F-18). */
export function counts({ direction, by, byAssignee, reason }: FactOf<'reclassified'>): boolean {
  if (direction === 'raised') return true;
  return !byAssignee && by.roles.some((role) => role === 'agent' || role === 'supervisor') && !!reason?.trim();
}

function sameRule(a: PromisedClock, b: PromisedClock): boolean {
  return a.limit === b.limit && a.calendarId === b.calendarId && a.ladder === b.ladder && `${a.marks}` === `${b.marks}`;
}

/** The instant of the act, if it raised the request early enough and this clock is stricter than the one before. */
function restart(
  { at, direction }: FactOf<'reclassified'>,
  promised: PromisedClock,
  before: Draft | undefined,
  beginning: Beginning,
): string | null {
  const early = parseInstant(at) - parseInstant(beginning.at) <= RESTART_WITHIN_MS;
  const stricter = !before || promised.due < before.promised.due;
  return direction === 'raised' && early && stricter ? at : null;
}
