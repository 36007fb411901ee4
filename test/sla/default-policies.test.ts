import { describe, expect, it, test } from 'vitest';
import type { ClockKind } from '../../services/sla/contract/ids.ts';
import { policySchema } from '../../services/sla/contract/policy.ts';
import { BENCHMARK, promise } from '../../services/sla/contract/promise.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import { calendars, policies, promised } from './samples.ts';

/** Wall time in Shanghai, like `11-25 10:00`, in the year 2026 unless it says another. */
const wall = (time: string): string =>
  new Date(`${/^\d{4}-/.test(time) ? '' : '2026-'}${time.replace(' ', 'T')}:00+08:00`).toISOString();

const clockOf = (policyKey: string, kind: ClockKind, received: string) =>
  promised(policyKey, wall(received)).find((clock) => clock.kind === kind);

/** A Wednesday; in the week before the National Day; on a make-up Sunday; on a Saturday; at night. */
type Row = [row: string, policyKey: string, kind: ClockKind, received: string, due: string];

describe('the service standard that a company starts with', () => {
  test.each<Row>([
    ['R059 first response, urgent', 'repair.urgent', 'ack', '11-25 02:00', '11-25 02:05'],
    ['R059 first response, not urgent', 'suggestion', 'ack', '11-25 19:50', '11-26 08:20'],
    ['urgent work order accepted', 'public.urgent', 'accept', '11-25 02:00', '11-25 02:03'],
    ['other work order accepted', 'public.other', 'accept', '11-25 10:00', '11-25 10:30'],
    ['other work order accepted, of a complaint', 'complaint.other', 'accept', '11-25 19:45', '11-26 08:15'],
    ['R042 at the door', 'repair.urgent', 'arrival', '10-01 03:00', '10-01 03:10'],
    ['R044 remedy after an emergency', 'repair.urgent', 'resolve', '11-25 10:00', '12-04 18:00'],
    ['R043 half a day', 'repair.simple', 'resolve', '11-25 10:00', '11-25 14:00'],
    ['R043 half a day, exactly to closing', 'repair.simple', 'resolve', '11-25 16:00', '11-25 20:00'],
    ['R043 half a day, the rest next morning', 'repair.simple', 'resolve', '11-25 17:30', '11-26 09:30'],
    ['R043 half a day, also on a holiday', 'repair.simple', 'resolve', '10-01 10:00', '10-01 14:00'],
    ['R044 other repair', 'repair.other', 'resolve', '11-25 10:00', '12-04 18:00'],
    ['R044 over the National Day and its make-up Saturday', 'repair.other', 'resolve', '09-30 16:00', '10-15 18:00'],
    ['R044 received on a Saturday', 'repair.other', 'resolve', '11-28 10:00', '12-08 18:00'],
    ['R045 at the door', 'public.urgent', 'arrival', '11-29 23:55', '11-30 00:05'],
    ['R046 remedy', 'public.urgent', 'resolve', '11-25 10:00', '11-30 18:00'],
    ['R046 other common parts', 'public.other', 'resolve', '11-25 10:00', '11-30 18:00'],
    ['R046 over the National Day', 'public.other', 'resolve', '09-30 16:00', '10-10 18:00'],
    ['R046 over the Spring Festival', 'public.other', 'resolve', '02-13 09:00', '02-25 18:00'],
    ['R040 attitude, ordinary', 'complaint.attitude.ordinary', 'resolve', '11-25 17:30', '11-26 09:30'],
    ['R041 attitude, serious', 'complaint.attitude.serious', 'resolve', '11-27 21:00', '11-29 21:00'],
    ['R047 at the neighbour', 'complaint.neighbour', 'arrival', '11-25 23:50', '11-26 00:05'],
    ['R048 handling begins', 'complaint.other', 'arrival', '11-25 20:00', '11-26 04:00'],
    ['R057 any complaint', 'complaint.other', 'resolve', '09-30 16:00', '10-02 16:00'],
    ['R057 any complaint', 'complaint.neighbour', 'resolve', '11-25 10:00', '11-27 10:00'],
    ['R056 result told', 'complaint.other', 'feedback', '09-30 16:00', '10-03 16:00'],
    ['R056 result told', 'complaint.attitude.ordinary', 'feedback', '11-25 10:00', '11-28 10:00'],
    ['R049 general question', 'inquiry.general', 'answer', '11-25 21:00', '11-25 21:30'],
    ['R051 fees, at once', 'inquiry.fee', 'answer', '11-25 10:00', '11-25 10:05'],
    ['R053 outside services', 'inquiry.external-service', 'answer', '11-25 10:00', '11-25 10:30'],
    ['R054 other departments', 'inquiry.other-dept', 'answer', '11-25 10:00', '11-27 18:00'],
    ['R054 received on a make-up Sunday', 'inquiry.other-dept', 'answer', '09-20 10:00', '09-22 18:00'],
    ['R050 internal', 'inquiry.internal', 'answer', '11-25 10:00', '11-27 18:00'],
    ['R005 help', 'help', 'arrival', '11-25 03:00', '11-25 03:10'],
    ['R002 suggestion', 'suggestion', 'answer', '11-25 10:00', '12-04 18:00'],
    ['R029 catalogue order', 'service', 'answer', '11-25 19:45', '11-26 08:15'],
    ['R117 question on a bill', 'billing-question', 'answer', '11-25 10:00', '11-27 18:00'],
    ['R050 over a leap day', 'inquiry.internal', 'answer', '2028-02-28 10:00', '2028-03-01 18:00'],
    ['R041 over a leap day', 'complaint.attitude.serious', 'resolve', '2028-02-28 23:59', '2028-03-01 23:59'],
    ['R042 at the end of a year', 'repair.urgent', 'arrival', '2026-12-31 23:59', '2027-01-01 00:09'],
  ])('%s: %s %s of %s is due %s', (_, policyKey, kind, received, due) => {
    expect(clockOf(policyKey, kind, received)?.due).toBe(wall(due));
  });

  const keys = defaultPolicies.map(({ policyKey }) => policyKey).filter((key) => !/^every-|^benchmark$/.test(key));

  it('R060: answers every request within 3 seconds, by the system', () => {
    for (const key of keys)
      expect(Date.parse(clockOf(key, 'receipt', '11-25 03:00')?.due ?? '')).toBe(
        Date.parse(wall('11-25 03:00')) + 3000,
      );
  });

  it('R059: has somebody respond to every request within 24 hours, on closed days too', () => {
    const dates = { '2026-11-25': [], '2026-11-26': [], '2026-11-27': [] };
    const closed = calendars.map((one) =>
      one.calendarId === 'service' ? { ...one, calendar: { ...one.calendar, dates } } : one,
    );
    for (const policyKey of keys) {
      const receivedAt = wall('11-25 10:00');
      const clocks = promise({ policies, calendars: closed, policyKey, communityId: 'yunshan', receivedAt });
      const ack = clocks.find(({ kind }) => kind === 'ack');
      expect(Date.parse(ack?.due ?? '') - Date.parse(receivedAt)).toBeLessThanOrEqual(24 * 3_600_000);
    }
  });

  it('R057: solves every complaint within 48 hours, however the desk’s hours lie', () => {
    const complaints = keys.filter((key) => key.startsWith('complaint.'));
    expect(complaints).toHaveLength(4);
    for (const key of complaints)
      for (const received of ['09-30 19:59', '11-25 10:00', '11-28 23:00']) {
        const due = Date.parse(clockOf(key, 'resolve', received)?.due ?? '');
        expect(due - Date.parse(wall(received))).toBeLessThanOrEqual(48 * 3_600_000);
      }
  });

  it('hangs a ladder and a mark at 80 % on all that an owner waits for', () => {
    const rules = defaultPolicies.flatMap(({ clocks }) => clocks);
    for (const { kind, marks, ladder } of rules) {
      const owners = ['arrival', 'answer', 'quote', 'resolve', 'feedback'].includes(kind);
      expect([kind, ladder, marks]).toEqual([kind, owners, owners || kind === 'callback' ? [0.8] : []]);
    }
  });

  it('R092: calls back within 72 hours of the end of the work, where that is chosen', () => {
    const asked = { policies, calendars, policyKey: 'repair.other', communityId: 'yunshan' };
    const later = { after: 'completion', at: wall('11-26 15:00') } as const;
    const clocks = promise({ ...asked, receivedAt: wall('11-25 10:00'), later });
    expect(clocks).toMatchObject([{ kind: 'callback', due: wall('11-29 15:00'), ladder: false }]);
    expect(clockOf('repair.other', 'callback', '11-25 10:00')).toBeUndefined();
  });

  it('R060: counts the trade’s 5 minutes and 24 hours when they are switched on', () => {
    const asked = { calendars, policyKey: 'repair.other', communityId: 'yunshan', receivedAt: wall('11-25 03:00') };
    const on = policies.map((one) =>
      one.policyId === BENCHMARK ? { ...one, policy: policySchema.parse({ ...one.policy, active: true }) } : one,
    );
    const close = (all: typeof policies) => promise({ ...asked, policies: all }).find(({ kind }) => kind === 'close');
    expect(close(policies)).toBeUndefined();
    expect(close(on)?.due).toBe(wall('11-26 03:00'));
    const ack = promise({ ...asked, policies: on }).find(({ kind }) => kind === 'ack');
    expect(ack).toMatchObject({ due: wall('11-25 03:05'), policyId: BENCHMARK });
  });

  it('says so where the holidays are not known yet, and counts weekends only', () => {
    expect(clockOf('repair.other', 'resolve', '12-30 16:00')).toMatchObject({
      due: wall('2027-01-08 18:00'),
      beyondCoverage: true,
    });
    expect(clockOf('inquiry.internal', 'answer', '12-29 16:00')).toMatchObject({ due: wall('12-31 18:00') });
    expect(clockOf('inquiry.internal', 'answer', '12-29 16:00')).not.toHaveProperty('beyondCoverage');
    expect(clockOf('repair.urgent', 'arrival', '2027-02-01 16:00')).not.toHaveProperty('beyondCoverage');
  });
});
