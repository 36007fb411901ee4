import { describe, expect, it, test } from 'vitest';
import { loadProfile, parseProfile } from '../../infra/company-profile.ts';
import { expandPlaces } from '../../infra/places.ts';

type Raw = ReturnType<typeof loadProfile>;

/** The faults that a change of the demo profile makes, one line each. */
function faultsOf(change: (raw: Raw) => unknown, company = 'demo'): string[] {
  const raw = structuredClone(loadProfile(company));
  change(raw);
  try {
    parseProfile(raw, 'test');
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

/** Replaces a value deep in the profile, whatever its type. */
function put(raw: object, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const parent = steps.reduce<object>((node, step) => Object(Reflect.get(node, step)), raw);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
}

describe('a company profile', () => {
  it.each(['demo', 'huabei-example'])('%s has no fault', (company) => {
    expect(faultsOf(() => undefined, company)).toEqual([]);
  });

  it.each([
    ['id', 'Demo!', 'id: small letters, digits and single hyphens only'],
    ['contactEvery', '1 day', 'contactEvery: not a duration like PT24H'],
    ['contactEvery', 'PT0H', 'contactEvery: not a duration like PT24H'],
    ['timeZone', 'Asia/Pudong', 'timeZone: not a known time zone like Asia/Shanghai'],
    ['region', 'moon', 'region: an AWS region like ap-southeast-1'],
    ['identity.kind', 'password', 'identity.kind: kind must be cognito or oidc'],
    ['channels.email.from', 'nobody', 'channels.email.from: an e-mail address'],
    ['channels.email.kind', 'fax', 'channels.email.kind: kind must be ses or smtp'],
    [
      'channels.chat',
      { kind: 'wecom-robot', secret: 'key' },
      'channels.chat.secret: the name of an SSM parameter, like /guanjia/demo/smtp',
    ],
    ['channels.fax', { kind: 'g3' }, 'channels: Unrecognized key: "fax"'],
    [
      'communities.0.kind',
      'rural',
      'communities[0].kind: Invalid option: expected one of "residential"|"commercial"|"industrial"',
    ],
    ['people.staff.0.phone', '12', 'people.staff[0].phone: a mobile number of 11 digits'],
    ['communities.1.places.0.buildings.to', 0, 'communities[1].places[0].buildings: from must not be above to'],
    [
      'calendars.1.weekly.mon.0.close',
      '8pm',
      'calendars[1].weekly.mon[0].close: not a time of day like 20:00; the last one of a day is 24:00',
    ],
    ['policies.0.clocks.arrival.limit', 'PT0S', 'policies[0].clocks.arrival.limit: must be more than zero'],
    [
      'policies.0.clocks.arrival.limit',
      '20 s',
      'policies[0].clocks.arrival.limit: not a limit like PT10M, halfDay, workday(3) or agreed(workday(7))',
    ],
    ['posts.0.roster.shifts.0.days', [], 'posts[0].roster.shifts[0].days: at least one day'],
  ])('%s = %j is refused with its path and the reason', (path, value, fault) => {
    expect(faultsOf((raw) => put(raw, path, value))).toContain(fault);
  });

  it.each([
    ['posts.0.roster.shifts.0.staffId', 'nobody', 'posts[0].roster.shifts[0].staffId: no member of staff "nobody"'],
    [
      'posts.1.roster.shifts.0.staffId',
      'wu-ting',
      'posts[1].roster.shifts[0].staffId: "wu-ting" does not have the role technician of this post',
    ],
    ['posts.0.communityId', 'moon', 'posts[0].communityId: no community "moon"'],
    ['posts.0.buildings', ['trial-1'], 'posts[0].buildings[0]: no building "trial-1" in community "yunshan"'],
    ['posts.1.id', 'desk', 'posts[1].id: "yunshan.desk" is there twice'],
    ['people.owners.0.premises.0', 'yunshan-9-1-101', 'people.owners[0].premises[0]: no premises "yunshan-9-1-101"'],
    ['people.owners.1.username', 'wu-ting', 'people.owners[1].username: "wu-ting" is there twice'],
    ['people.staff.1.id', 'wu-ting', 'people.staff[1].id: "wu-ting" is there twice'],
    [
      'people.staff.9.roles',
      ['agent'],
      'people.staff: nobody has the role manager, the last resort of every escalation',
    ],
    ['communities.1.id', 'yunshan', 'communities[1].id: "yunshan" is there twice'],
    ['calendars.1.id', '24x7', 'calendars[1].id: "24x7" is there twice'],
    ['policies.0.policyKey', 'repair.slow', 'policies[0].policyKey: no policy "repair.slow"'],
    [
      'policies.0.policyKey',
      'repair.simple',
      'policies[0].clocks.arrival: policy "repair.simple" has no clock "arrival"',
    ],
    ['policies.0.communityId', 'moon', 'policies[0].communityId: no community "moon"'],
    ['policies.0.clocks.arrival.calendarId', 'lunar', 'policies[0].clocks.arrival.calendarId: no calendar "lunar"'],
    [
      'policies.0.clocks.arrival.limit',
      'halfDay',
      'policies[0].clocks.arrival: half a day is 4 hours of the calendar service',
    ],
    ['calendars.1.id', 'service@moon', 'calendars[1].id: no community "moon"'],
    ['calendars.1.id', 'lunar@yunshan', 'calendars[1].id: no calendar "lunar"'],
  ])('%s = %j names what is not there (or is there twice), and is refused', (path, value, fault) => {
    expect(faultsOf((raw) => put(raw, path, value))).toContain(fault);
  });

  it('tells every fault at once, whatever kind it is', () => {
    const faults = faultsOf((raw) => {
      put(raw, 'name', undefined);
      put(raw, 'communities.0.name', 7);
      put(raw, 'posts.0.roster.shifts.0.staffId', 'nobody');
      put(raw, 'policies.0.clocks.arrival.calendarId', 'lunar');
    });
    expect(faults).toEqual([
      'name: Invalid input: expected string, received undefined',
      'communities[0].name: Invalid input: expected string, received number',
      'policies[0].clocks.arrival.calendarId: no calendar "lunar"',
      'posts[0].roster.shifts[0].staffId: no member of staff "nobody"',
    ]);
  });

  it('of a mainland region may not name what AWS does not have there', () => {
    expect(faultsOf((raw) => put(raw, 'region', 'cn-northwest-1'))).toEqual([
      'identity.kind: mainland China (cn-northwest-1) has no Cognito user pools: name an outside issuer (kind oidc)',
      'channels.email.kind: mainland China (cn-northwest-1) has no SES: name a mail server (kind smtp), or leave the e-mail channel out',
      'channels.sms.kind: mainland China (cn-northwest-1) has no SMS through SNS: leave the SMS channel out',
    ]);
  });

  it('that does not exist is refused with those that do', () => {
    expect(() => loadProfile('nobody')).toThrow(/No company profile "nobody"\. infra\/companies has: .*demo/);
  });
});

test('R026: the kind of a community is part of the profile', () => {
  const raw = structuredClone(loadProfile('demo'));
  put(raw, 'communities.1.kind', 'industrial');
  expect(expandPlaces(parseProfile(raw, 'test')).communities).toEqual([
    { id: 'yunshan', name: '云杉花园' },
    { id: 'trial', name: '试用小区', kind: 'industrial' },
  ]);
});

describe('the places of the demo company', () => {
  const { communities, buildings, entrances, premises } = expandPlaces(loadProfile('demo'));

  it('are two communities, the one for trying out with 500 buildings and more', () => {
    expect(communities).toEqual([
      { id: 'yunshan', name: '云杉花园' },
      { id: 'trial', name: '试用小区' },
    ]);
    expect(buildings.filter(({ communityId }) => communityId === 'trial').length).toBeGreaterThanOrEqual(500);
  });

  it('spell out each premises with its ids and the words people use', () => {
    expect(premises).toContainEqual({
      id: 'yunshan-3-1-1201',
      communityId: 'yunshan',
      buildingId: 'yunshan-3',
      entranceId: 'yunshan-3-1',
      room: '1201',
      place: '3栋1单元1201',
    });
    expect(buildings).toContainEqual({ id: 'yunshan-3', communityId: 'yunshan', name: '3栋' });
    expect(entrances).toContainEqual({
      id: 'yunshan-3-1',
      communityId: 'yunshan',
      buildingId: 'yunshan-3',
      name: '1单元',
    });
  });

  it('fit together: each premises in an entrance that exists, each entrance in a building', () => {
    const buildingIds = new Set(buildings.map(({ id }) => id));
    const entranceIds = new Set(entrances.map(({ id }) => id));
    expect(entrances.filter(({ buildingId }) => !buildingIds.has(buildingId))).toEqual([]);
    expect(premises.filter(({ entranceId }) => !entranceIds.has(entranceId))).toEqual([]);
    expect(new Set(premises.map(({ id }) => id)).size).toBe(premises.length);
  });
});

describe('the rosters of the demo company', () => {
  const { communities, posts } = loadProfile('demo');
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

  /** Which of the week's minutes have somebody on duty. */
  function covered(shifts: (typeof posts)[number]['roster']['shifts']): Set<number> {
    const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    return new Set(
      shifts.flatMap(({ days, from, to }) =>
        days.flatMap((day) => {
          const start = week.indexOf(day) * 1440 + minutes(from);
          const length = (minutes(to) - minutes(from) + 1440) % 1440 || 1440;
          return Array.from({ length }, (_, n) => (start + n) % (7 * 1440));
        }),
      ),
    );
  }

  const duties = communities.flatMap(({ id }) => [
    [id, 'engineering', 'technician'],
    [id, 'engineering', 'supervisor'],
    [id, 'customer-service', 'supervisor'],
    [id, 'customer-service', 'agent'],
    [id, 'security', 'supervisor'],
    [id, 'cleaning', 'supervisor'],
    [id, 'greening', 'supervisor'],
  ]);

  it.each(duties)(
    'R154: in %s have somebody of %s as %s at every minute of the week',
    (community, department, role) => {
      const here = posts.filter(
        (post) => post.communityId === community && post.department === department && post.role === role,
      );
      expect(covered(here.flatMap(({ roster }) => roster.shifts)).size).toBe(7 * 1440);
    },
  );
});
