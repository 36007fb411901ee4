import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { draft } from '../../shared/journal/event-item.ts';
import type { Change, Journal } from '../../shared/journal/journal.ts';
import type { Calendar } from '../../shared/time/calendar.ts';
import { calendarPublished, policyPublished } from './contract/events.ts';
import { policyId } from './contract/ids.ts';
import { type ClockRule, type Policy, policySchema } from './contract/policy.ts';
import { defaultCalendars } from './domain/default-calendars.ts';
import { defaultPolicies } from './domain/default-policies.ts';
import { calendarAddress, policyAddress } from './store.ts';

/** What a company's profile changes in the policies that the product brings along. */
export interface PolicyOverride {
  readonly policyKey: string;
  /** Absent: for the whole company. */
  readonly communityId?: string | undefined;
  readonly clocks: Readonly<
    Partial<Record<ClockRule['kind'], { limit?: string | undefined; calendarId?: string | undefined }>>
  >;
}

export interface SlaSeed {
  readonly timeZone: string;
  readonly calendars: readonly Calendar[];
  readonly overrides: readonly PolicyOverride[];
}

/**
 * Writes the first version of each policy and calendar that does not exist yet, with its event; touches nothing else.
 * @returns ids of what was written
 */
export async function seedSettings(journal: Journal, seed: SlaSeed, now: string): Promise<string[]> {
  const written: string[] = [];
  for (const change of firstVersions(seed)) {
    try {
      const cause = {
        at: now,
        actor: { type: 'system', id: 'seed' },
        correlationId: 'seed',
        causationId: 'seed',
      } as const;
      await journal.write({ cause, changes: [change] });
      written.push(change.address.id);
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
    }
  }
  return written;
}

/** Calendars before the policies that name them. */
function firstVersions({ timeZone, calendars, overrides }: SlaSeed): Change[] {
  const own = new Set(calendars.map(({ id }) => id));
  const allCalendars = [...defaultCalendars(timeZone).filter(({ id }) => !own.has(id)), ...calendars];
  return [
    ...allCalendars.map((calendar): Change => {
      const event = draft(calendarPublished, { calendarId: calendar.id, version: 1, calendar });
      return { address: calendarAddress(calendar.id), expectedVersion: 0, state: { calendar }, events: [event] };
    }),
    ...policies(overrides).map((policy): Change => {
      const event = draft(policyPublished, { policyId: policy.id, version: 1, policy });
      return { address: policyAddress(policy.id), expectedVersion: 0, state: { policy }, events: [event] };
    }),
  ];
}

/** The company's policies with what its profile changes in them, and one more per override of a community. */
export function policies(overrides: readonly PolicyOverride[]): Policy[] {
  const company = defaultPolicies.map((policy) => {
    const own = overrides.filter((other) => other.policyKey === policy.policyKey && other.communityId === undefined);
    const clocks = policy.clocks.map((rule) => own.reduce((changed, other) => overridden(changed, other.clocks), rule));
    return { ...policy, clocks };
  });
  const ofCommunities = overrides.flatMap(({ policyKey, communityId, clocks }) => {
    const base = company.find((policy) => policy.policyKey === policyKey);
    if (communityId === undefined || !base) return [];
    const changed = base.clocks.filter(({ kind }) => clocks[kind]).map((rule) => overridden(rule, clocks));
    return [{ id: policyId(policyKey, communityId), policyKey, communityId, clocks: changed }];
  });
  return [...company, ...ofCommunities].map((policy) => policySchema.parse(policy));
}

function overridden(rule: ClockRule, clocks: PolicyOverride['clocks']): ClockRule {
  const { limit = rule.limit, calendarId = rule.calendarId } = clocks[rule.kind] ?? {};
  return { ...rule, limit, calendarId };
}
