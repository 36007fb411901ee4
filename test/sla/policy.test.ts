import { describe, expect, it } from 'vitest';
import { policyCommandSchema, policySchema } from '../../services/sla/contract/policy.ts';
import { defaultCalendars } from '../../services/sla/domain/default-calendars.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import { calendarSchema } from '../../shared/time/calendar.ts';

const arrival = { kind: 'arrival', limit: 'PT10M', calendarId: '24x7', marks: [0.8], ladder: true };
const ack = { kind: 'ack', limit: 'PT5M', calendarId: '24x7', marks: [], ladder: false };
const good = { id: 'repair.urgent', policyKey: 'repair.urgent', communityId: null, clocks: [ack, arrival] };

const faults = (policy: unknown): string[] =>
  (policySchema.safeParse(policy).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const withArrival = (more: object) => ({ ...good, clocks: [ack, { ...arrival, ...more }] });

describe('a policy', () => {
  it('may be the company’s or a community’s', () => {
    expect(faults(good)).toEqual([]);
    expect(faults({ ...good, id: 'repair.urgent@yunshan', communityId: 'yunshan' })).toEqual([]);
  });

  it.each([
    ['a limit of zero', withArrival({ limit: 'PT0S' }), ['clocks.1.limit: must be more than zero']],
    ['a negative limit', withArrival({ limit: '-PT10M' }), ['clocks.1.limit: not a duration like PT10M']],
    ['a limit in words', withArrival({ limit: '10 minutes' }), ['clocks.1.limit: not a duration like PT10M']],
    ['a limit of years', withArrival({ limit: 'P367D' }), ['clocks.1.limit: must not be more than a year']],
    ['no clock', { ...good, clocks: [] }, ['clocks: a policy has at least one clock']],
    ['two clocks of one kind', { ...good, clocks: [arrival, ack, arrival] }, ['clocks.2.kind: is there twice']],
    ['the id of another', { ...good, communityId: 'yunshan' }, ['id: must be repair.urgent@yunshan']],
    [
      'a key that is none',
      { ...good, id: 'a#b', policyKey: 'a#b' },
      ['policyKey: not a policy key like repair.urgent'],
    ],
    ['marks that fall', withArrival({ marks: [0.8, 0.5] }), ['clocks.1.marks: must rise']],
    ['a mark at the start', withArrival({ marks: [0] }), ['clocks.1.marks.0: must be above 0']],
    ['a mark at the deadline', withArrival({ marks: [1] }), ['clocks.1.marks.0: must be below 1']],
    ['a mark too fine to tell', withArrival({ marks: [0.805] }), ['clocks.1.marks.0: must be whole hundredths']],
    [
      'a ladder on a first response',
      { ...good, clocks: [{ ...ack, ladder: true }] },
      ['clocks.0.ladder: hangs on an arrival clock only'],
    ],
    [
      'a mark on a receipt',
      { ...good, clocks: [{ ...ack, kind: 'receipt', marks: [0.5] }] },
      ['clocks.0.marks: a receipt has no timer'],
    ],
  ])('is refused with %s', (_, policy, reasons) => {
    expect(faults(policy)).toEqual(reasons);
  });

  it('is refused with a kind of clock that nobody knows', () => {
    expect(faults(withArrival({ kind: 'departure' }))[0]).toMatch(/^clocks\.1\.kind: /);
  });

  it('as a command holds nothing unknown, as news it may', () => {
    expect(policyCommandSchema.parse(good)).toEqual(good);
    for (const unknown of [{ ...good, note: '' }, withArrival({ escalate: true })]) {
      expect(policySchema.safeParse(unknown).success).toBe(true);
      expect(policyCommandSchema.safeParse(unknown).success).toBe(false);
    }
    expect(policyCommandSchema.safeParse(withArrival({ limit: 'PT0S' })).success).toBe(false);
    expect(policyCommandSchema.safeParse({ ...good, clocks: [ack, ack] }).success).toBe(false);
  });
});

describe('the default policies', () => {
  it('are allowed, and name calendars that come with them', () => {
    const known = defaultCalendars('Asia/Shanghai').map((calendar) => calendarSchema.parse(calendar).id);
    for (const policy of defaultPolicies) {
      expect(policySchema.parse(policy)).toEqual(policy);
      for (const { calendarId } of policy.clocks) expect(known).toContain(calendarId);
    }
  });
});
