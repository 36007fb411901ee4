import { describe, expect, it } from 'vitest';
import { policyCommandSchema, policySchema } from '../../services/sla/contract/policy.ts';
import { defaultCalendars } from '../../services/sla/domain/default-calendars.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import { calendarSchema } from '../../shared/time/calendar.ts';

const arrival = { kind: 'arrival', limit: 'PT10M', calendarId: '24x7', marks: [0.8], ladder: true };
const ack = { kind: 'ack', limit: 'PT5M', calendarId: '24x7', marks: [], ladder: false };
const good = { id: 'repair.urgent', policyKey: 'repair.urgent', communityId: null, clocks: [ack, arrival] };

const NOT_A_LIMIT = 'not a limit like PT10M, halfDay, workday(3) or agreed(workday(7))';

const faults = (policy: unknown): string[] =>
  (policySchema.safeParse(policy).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const withArrival = (more: object) => ({ ...good, clocks: [ack, { ...arrival, ...more }] });

describe('a policy', () => {
  it('may be the company’s or a community’s', () => {
    expect(faults(good)).toEqual([]);
    expect(faults({ ...good, id: 'repair.urgent@yunshan', communityId: 'yunshan' })).toEqual([]);
  });

  it.each(['PT3S', 'P366D', 'workday(1)', 'workday(366)', 'agreed(workday(7))', 'agreed(PT48H)'])(
    'may have the limit %s',
    (limit) => {
      expect(faults(withArrival({ limit }))).toEqual([]);
    },
  );

  it('may count half days in the desk’s hours, also as the cap of an agreement', () => {
    for (const limit of ['halfDay', 'agreed(halfDay)'])
      expect(faults(withArrival({ limit, calendarId: 'service' }))).toEqual([]);
  });

  it('may hang a ladder on every clock whose breach an owner feels', () => {
    for (const kind of ['arrival', 'answer', 'quote', 'resolve', 'feedback'])
      expect(faults(withArrival({ kind }))).toEqual([]);
    for (const kind of ['receipt', 'accept', 'callback', 'close'])
      expect(faults(withArrival({ kind, marks: [] }))).not.toEqual([]);
  });

  it('may be switched off, and count from a later act', () => {
    expect(faults({ ...good, active: false })).toEqual([]);
    expect(faults(withArrival({ after: 'consent' }))).toEqual([]);
    expect(faults(withArrival({ after: 'lunch' }))).toHaveLength(1);
  });

  it.each([
    ['a limit of zero', withArrival({ limit: 'PT0S' }), ['clocks.1.limit: must be more than zero']],
    ['a negative limit', withArrival({ limit: '-PT10M' }), [`clocks.1.limit: ${NOT_A_LIMIT}`]],
    ['a limit in words', withArrival({ limit: '10 minutes' }), [`clocks.1.limit: ${NOT_A_LIMIT}`]],
    ['no working days', withArrival({ limit: 'workday(0)' }), ['clocks.1.limit: must be more than zero']],
    ['part of a working day', withArrival({ limit: 'workday(1.5)' }), [`clocks.1.limit: ${NOT_A_LIMIT}`]],
    ['a cap of zero', withArrival({ limit: 'agreed(PT0S)' }), ['clocks.1.limit: must be more than zero']],
    ['an agreement without a cap', withArrival({ limit: 'agreed()' }), [`clocks.1.limit: ${NOT_A_LIMIT}`]],
    ['a cap in a cap', withArrival({ limit: 'agreed(agreed(P1D))' }), [`clocks.1.limit: ${NOT_A_LIMIT}`]],
    ['a limit of years', withArrival({ limit: 'P367D' }), ['clocks.1.limit: must not be more than a year']],
    ['working days of years', withArrival({ limit: 'workday(367)' }), ['clocks.1.limit: must not be more than a year']],
    ['a cap of years', withArrival({ limit: 'agreed(P400D)' }), ['clocks.1.limit: must not be more than a year']],
    [
      'half a day of other hours than the desk’s',
      withArrival({ limit: 'halfDay' }),
      ['clocks.1.calendarId: half a day is 4 hours of the calendar service'],
    ],
    [
      'the calendar of one community',
      withArrival({ calendarId: 'service@yunshan' }),
      ['clocks.1.calendarId: only small letters, digits and hyphens'],
    ],
    ['no clock', { ...good, clocks: [] }, ['clocks: a policy has at least one clock']],
    ['two clocks of one kind', { ...good, clocks: [arrival, ack, arrival] }, ['clocks.2.kind: is there twice']],
    [
      'the id of another',
      { ...good, communityId: 'yunshan' },
      ['id: must be the policyKey, with @ and the communityId where there is one'],
    ],
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
      ['clocks.0.ladder: hangs on arrival, answer, quote, resolve, feedback only'],
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
