import { parseDuration } from '../../../shared/time/durations.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import { addOpenTime, nextOpening } from '../../../shared/time/open-time.ts';
import { clockKindSchema } from './ids.ts';
import type { ClockRule, PromisedClock, PublishedCalendar, PublishedPolicy } from './policy.ts';

/** Key of the policy whose clocks every request gets beside those of its own policy. */
export const EVERY_REQUEST = 'every-request';

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
}

/**
 * The deadlines of a request, at most one per clock kind. A community's policy replaces the company's, clock kind by
 * clock kind. Where the request's policy and the one of every request both name a kind, the earlier deadline counts.
 * @throws PolicyNotKnown
 * @throws BeyondHorizon when a calendar's open time does not suffice for a limit within ten years
 */
export function promise(basis: PromiseBasis): PromisedClock[] {
  // An override alone is no policy: what it does not replace would be missing.
  if (!basis.policies.some(({ policy }) => policy.id === basis.policyKey))
    throw new PolicyNotKnown(`policy ${basis.policyKey}`);
  const promised = [basis.policyKey, EVERY_REQUEST]
    .flatMap((policyKey) => rulesOf(policyKey, basis))
    .map((sourced) => promiseOf(sourced, basis));
  return clockKindSchema.options.flatMap((kind) => {
    const [first, ...others] = promised.filter((clock) => clock.kind === kind);
    return first ? [others.reduce((strictest, clock) => (clock.due < strictest.due ? clock : strictest), first)] : [];
  });
}

interface SourcedRule {
  readonly rule: ClockRule;
  readonly source: PublishedPolicy;
}

function rulesOf(policyKey: string, { policies, communityId }: PromiseBasis): SourcedRule[] {
  const sourced = [communityId, null].flatMap((community) => {
    const source = newest(
      policies.filter(({ policy }) => policy.policyKey === policyKey && policy.communityId === community),
    );
    return source ? source.policy.clocks.map((rule) => ({ rule, source })) : [];
  });
  // The community's rules come first, so they hide the company's of the same kind.
  return sourced.filter(({ rule }, n) => sourced.findIndex((other) => other.rule.kind === rule.kind) === n);
}

function promiseOf({ rule, source }: SourcedRule, { calendars, receivedAt }: PromiseBasis): PromisedClock {
  const found = newest(calendars.filter(({ calendarId }) => calendarId === rule.calendarId));
  if (!found) throw new PolicyNotKnown(`calendar ${rule.calendarId} of policy ${source.policyId}`);
  const { calendar, version } = found;
  const start = nextOpening(parseInstant(receivedAt), calendar);
  const limit = parseDuration(rule.limit);
  return {
    ...rule,
    calendarVersion: version,
    policyId: source.policyId,
    policyVersion: source.version,
    start: toIso(start),
    due: toIso(addOpenTime(start, limit, calendar)),
    markAt: rule.marks.map((share) => toIso(addOpenTime(start, shareOf(limit, share), calendar))),
  };
}

/** Exact: a limit is whole seconds and a share whole hundredths, which a product of floating numbers would miss. */
const shareOf = (limit: number, share: number): number => (limit * Math.round(share * 100)) / 100;

function newest<Versioned extends { readonly version: number }>(all: readonly Versioned[]): Versioned | undefined {
  return all.toSorted((a, b) => b.version - a.version)[0];
}
