import { calendarName, policyId } from '../services/sla/contract/ids.ts';
import { limitSchema, parseLimit, SERVICE_CALENDAR } from '../services/sla/contract/limit.ts';
import type { ClockRule } from '../services/sla/contract/policy.ts';
import { defaultCalendars } from '../services/sla/domain/default-calendars.ts';
import { defaultPolicies } from '../services/sla/domain/default-policies.ts';
import type { Places } from './places.ts';

/** One thing wrong with a profile: where, and why. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
}

/** A text of the profile and where it stands. */
interface Found {
  readonly path: readonly PropertyKey[];
  readonly value: string;
}

interface Node {
  readonly path: readonly PropertyKey[];
  readonly node: unknown;
}

/**
 * What the shape of a profile cannot tell: ids that name nothing, names given twice, services that a region lacks.
 * Works on the raw JSON, so that one wrong field elsewhere does not hide these faults.
 * @param places absent when the communities themselves are not well formed; then nothing is said about them
 */
export function referenceFaults(raw: unknown, places: Places | undefined): Fault[] {
  const texts = (...steps: string[]) => find(raw, steps);
  const staff = texts('people', 'staff', '*', 'id');
  const owners = texts('people', 'owners', '*', 'id');
  const communities = texts('communities', '*', 'id');
  const calendars = texts('calendars', '*', 'id');
  return [
    ...twice(communities),
    ...twice(calendars),
    ...twice([...staff, ...owners]),
    ...twice([...texts('people', 'staff', '*', 'username'), ...texts('people', 'owners', '*', 'username')]),
    ...twice([...texts('people', 'staff', '*', 'sub'), ...texts('people', 'owners', '*', 'sub')]),
    ...twice(withinCommunity(raw, texts('posts', '*', 'id'))),
    ...unknown('community', texts('posts', '*', 'communityId'), communities),
    ...unknown('community', texts('policies', '*', 'communityId'), communities),
    ...unknown('community', parts(calendars, communityOf), communities),
    ...unknown('calendar', parts(calendars, calendarName), [...calendars, ...ownCalendars]),
    ...unknown('calendar', texts('policies', '*', 'clocks', '*', 'calendarId'), [...calendars, ...ownCalendars]),
    ...twice(overrideIds(raw)),
    ...overrideFaults(raw),
    ...unknown('member of staff', texts('posts', '*', 'roster', 'shifts', '*', 'staffId'), staff),
    ...(places ? placeFaults(raw, places) : []),
    ...postFaults(raw),
    ...managerFaults(raw),
    ...mainlandFaults(raw),
  ];
}

/** The calendars that are there without being named. */
const ownCalendars = defaultCalendars('UTC').map(({ id }): Found => ({ path: [], value: id }));

/** The community that a calendar is for, if it is for one alone. */
const communityOf = (calendarId: string): string | undefined => calendarId.split('@')[1];

const parts = (found: readonly Found[], part: (value: string) => string | undefined): Found[] =>
  found.flatMap(({ path, value }) => {
    const named = part(value);
    return named === undefined ? [] : [{ path, value: named }];
  });

/** A policy is changed once for the company, and once for a community. */
function overrideIds(raw: unknown): Found[] {
  return find(raw, ['policies', '*', 'policyKey']).map(({ path, value }) => {
    const [community] = find(raw, ['policies', String(path[1]), 'communityId']);
    return { path, value: policyId(value, community?.value ?? null) };
  });
}

/** A profile may only change the policies, and the clocks in them, that the product brings along. */
function overrideFaults(raw: unknown): Fault[] {
  return find(raw, ['policies', '*', 'policyKey']).flatMap(({ path, value }): Fault[] => {
    const policy = defaultPolicies.find(({ policyKey }) => policyKey === value);
    if (!policy) return [{ path, reason: `no policy "${value}"` }];
    return keys(raw, ['policies', String(path[1]), 'clocks']).flatMap((changed): Fault[] => {
      const rule = policy.clocks.find(({ kind }) => kind === changed.value);
      if (!rule) return [{ path: changed.path, reason: `policy "${value}" has no clock "${changed.value}"` }];
      return halfDayFaults(raw, changed.path, rule);
    });
  });
}

/** Half a day is counted in the desk's hours, whichever of the two the profile changes. */
function halfDayFaults(raw: unknown, path: readonly PropertyKey[], rule: ClockRule): Fault[] {
  const own = (field: string) => find(raw, [...path.map(String), field])[0]?.value;
  const { limit = rule.limit, calendarId = rule.calendarId } = { limit: own('limit'), calendarId: own('calendarId') };
  if (!limitSchema.safeParse(limit).success || !parseLimit(limit).halfDay || calendarId === SERVICE_CALENDAR) return [];
  return [{ path, reason: `half a day is 4 hours of the calendar ${SERVICE_CALENDAR}` }];
}

/** Posts are named within their community. */
function withinCommunity(raw: unknown, ids: readonly Found[]): Found[] {
  return ids.map(({ path, value }) => {
    const [community] = find(raw, ['posts', String(path[1]), 'communityId']);
    return { path, value: `${community?.value}.${value}` };
  });
}

function placeFaults(raw: unknown, places: Places): Fault[] {
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }): Found => ({ path: ['communities'], value: id }));
  return [
    ...twice(ids(places.premises)),
    ...unknown('premises', find(raw, ['people', 'owners', '*', 'premises', '*']), ids(places.premises)),
    ...find(raw, ['posts', '*', 'buildings', '*']).flatMap(({ path, value }) => {
      const [community] = find(raw, ['posts', String(path[1]), 'communityId']);
      const here = places.buildings.some(({ id, communityId }) => id === value && communityId === community?.value);
      return here ? [] : [{ path, reason: `no building "${value}" in community "${community?.value}"` }];
    }),
  ];
}

/** Who stands on a roster must hold the post's role, or nobody of that role would be found on duty. */
function postFaults(raw: unknown): Fault[] {
  const staffIds = find(raw, ['people', 'staff', '*', 'id']);
  return find(raw, ['posts', '*', 'roster', 'shifts', '*', 'staffId']).flatMap(({ path, value }) => {
    const [role] = find(raw, ['posts', String(path[1]), 'role']);
    const person = staffIds.find((staff) => staff.value === value);
    const roles = person ? find(raw, ['people', 'staff', String(person.path[2]), 'roles', '*']) : [];
    if (!role || !person || roles.some((held) => held.value === role.value)) return [];
    return [{ path, reason: `"${value}" does not have the role ${role.value} of this post` }];
  });
}

/** Escalation ends at the manager: without one an alarm could reach nobody. */
function managerFaults(raw: unknown): Fault[] {
  const roles = find(raw, ['people', 'staff', '*', 'roles', '*']);
  if (roles.some(({ value }) => value === 'manager')) return [];
  return [{ path: ['people', 'staff'], reason: 'nobody has the role manager, the last resort of every escalation' }];
}

function mainlandFaults(raw: unknown): Fault[] {
  const [region] = find(raw, ['region']);
  if (!region?.value.startsWith('cn-')) return [];
  const missing: [steps: string[], kind: string, reason: string][] = [
    [['identity', 'kind'], 'cognito', 'has no Cognito user pools: name an outside issuer (kind oidc)'],
    [
      ['channels', 'email', 'kind'],
      'ses',
      'has no SES: name a mail server (kind smtp), or leave the e-mail channel out',
    ],
    [['channels', 'sms', 'kind'], 'sns', 'has no SMS through SNS: leave the SMS channel out'],
  ];
  return missing.flatMap(([steps, kind, reason]) =>
    find(raw, steps)
      .filter(({ value }) => value === kind)
      .map(({ path }) => ({ path, reason: `mainland China (${region.value}) ${reason}` })),
  );
}

function twice(found: readonly Found[]): Fault[] {
  const seen = new Set<string>();
  return found
    .filter(({ value }) => seen.has(value) || !seen.add(value))
    .map(({ path, value }) => ({ path, reason: `"${value}" is there twice` }));
}

function unknown(what: string, references: readonly Found[], known: readonly Found[]): Fault[] {
  const values = new Set(known.map(({ value }) => value));
  return references
    .filter(({ value }) => !values.has(value))
    .map(({ path, value }) => ({ path, reason: `no ${what} "${value}"` }));
}

/** All texts at a path of the raw JSON; `*` stands for every element or field. */
function find(raw: unknown, steps: readonly string[]): Found[] {
  return nodes(raw, steps).flatMap(({ path, node }) => (typeof node === 'string' ? [{ path, value: node }] : []));
}

/** The names of the fields of all objects at a path. */
function keys(raw: unknown, steps: readonly string[]): Found[] {
  return nodes(raw, [...steps, '*']).map(({ path }) => ({ path, value: String(path.at(-1)) }));
}

function nodes(raw: unknown, steps: readonly string[], path: readonly PropertyKey[] = []): Node[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [{ path, node: raw }];
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw)
    .filter(([key]) => step === '*' || key === step)
    .flatMap(([key, value]) => nodes(value, rest, [...path, Array.isArray(raw) ? Number(key) : key]));
}
