import { deadlineFrom } from './deadline.ts';
import { clockKindSchema, communityCalendarId } from './ids.ts';
import type { ClockRule, PromisedClock, PublishedCalendar, PublishedPolicy } from './policy.ts';

/** Key of the policy whose clocks every request gets beside those of its own policy. */
export const EVERY_REQUEST = 'every-request';

/** Key of the policy whose clocks every complaint gets besides. */
export const EVERY_COMPLAINT = 'every-complaint';

/** Key of the stricter figures of the trade, which a company may switch on for every request (R060). */
export const BENCHMARK = 'benchmark';

/** No promise can be made yet: what it needs has not been published, or not arrived. */
export class PolicyNotKnown extends Error {
  override readonly name = 'PolicyNotKnown';
}

export interface PromiseBasis {
  /** All that is known; of one policy the highest version counts. */
  readonly policies: readonly PublishedPolicy[];
  readonly calendars: readonly PublishedCalendar[];
  readonly policyKey: string;
  readonly communityId: string;
  /** ISO instant. */
  readonly receivedAt: string;
  /** Set to promise, instead of what counts from the receipt, what counts from a later act. */
  readonly later?: { readonly after: NonNullable<ClockRule['after']>; readonly at: string };
}

/**
 * The deadlines of a request, at most one per clock kind. A community's policy replaces the company's, clock kind by
 * clock kind. Where several policies name a kind (the request's own, that of every complaint, that of every request)
 * the earliest deadline counts, of equal ones the request's own.
 * @throws PolicyNotKnown
 * @throws BeyondHorizon when a calendar's open time does not suffice for a limit within ten years
 */
export function promise(basis: PromiseBasis): PromisedClock[] {
  // An override alone is no policy: what it does not replace would be missing.
  if (!basis.policies.some(({ policy }) => policy.id === basis.policyKey))
    throw new PolicyNotKnown(`policy ${basis.policyKey}`);
  const promised = keysFor(basis.policyKey)
    .flatMap((policyKey) => rulesOf(policyKey, basis))
    .filter(({ rule }) => rule.after === basis.later?.after)
    .map((sourced) => promiseOf(sourced, basis));
  return clockKindSchema.options.flatMap((kind) => {
    const [first, ...others] = promised.filter((clock) => clock.kind === kind);
    return first ? [others.reduce((strictest, clock) => (clock.due < strictest.due ? clock : strictest), first)] : [];
  });
}

/** The policies that a request comes under, its own first. */
const keysFor = (policyKey: string): string[] => [
  policyKey,
  ...(policyKey.startsWith('complaint.') ? [EVERY_COMPLAINT] : []),
  EVERY_REQUEST,
  BENCHMARK,
];

interface SourcedRule {
  readonly rule: ClockRule;
  readonly source: PublishedPolicy;
}

function rulesOf(policyKey: string, { policies, communityId }: PromiseBasis): SourcedRule[] {
  const sourced = [communityId, null].flatMap((community) => {
    const source = newest(
      policies.filter(({ policy }) => policy.policyKey === policyKey && policy.communityId === community),
    );
    return source && source.policy.active !== false ? source.policy.clocks.map((rule) => ({ rule, source })) : [];
  });
  // The community's rules come first, so they hide the company's of the same kind.
  return sourced.filter(({ rule }, n) => sourced.findIndex((other) => other.rule.kind === rule.kind) === n);
}

function promiseOf({ rule, source }: SourcedRule, basis: PromiseBasis): PromisedClock {
  const { calendarId, version, calendar } = calendarOf(rule.calendarId, basis, source.policyId);
  return {
    ...rule,
    calendarId,
    calendarVersion: version,
    policyId: source.policyId,
    policyVersion: source.version,
    ...deadlineFrom(rule, basis.later?.at ?? basis.receivedAt, calendar),
  };
}

/** The community's own calendar of that name, else the company's. */
function calendarOf(name: string, { calendars, communityId }: PromiseBasis, policyId: string): PublishedCalendar {
  const [found] = [communityCalendarId(name, communityId), name].flatMap(
    (id) => newest(calendars.filter(({ calendarId }) => calendarId === id)) ?? [],
  );
  if (!found) throw new PolicyNotKnown(`calendar ${name} of policy ${policyId}`);
  return found;
}

function newest<Versioned extends { readonly version: number }>(all: readonly Versioned[]): Versioned | undefined {
  return all.toSorted((a, b) => b.version - a.version)[0];
}
