import { describe, expect, it } from 'vitest';
import { clockViewSchema } from '../../services/sla/contract/api.ts';
import { escalationRaised } from '../../services/sla/contract/events.ts';
import { decide } from '../../services/sla/domain/changes.ts';
import type { Clock } from '../../services/sla/domain/clock.ts';
import { clockView } from '../../services/sla/domain/clock-view.ts';
import { escalates, escalationOf } from '../../services/sla/domain/escalation.ts';
import type { Fact } from '../../services/sla/domain/facts.ts';
import { act, book, later, RECEIVED_AT, received } from './samples.ts';

const DUE = later(RECEIVED_AT, 600_000);

function clocksAt(now: string, ...facts: Fact[]): Map<string, Clock> {
  const changes = decide({ stored: [], facts, book, now, passed: now, by: 'news' });
  return new Map(changes.map(({ state }) => [state.kind, state]));
}

const arrivalAt = (now: string, ...facts: Fact[]): Clock => {
  const clock = clocksAt(now, ...facts).get('arrival');
  if (!clock) throw new Error('no arrival clock');
  return clock;
};

describe('escalation', () => {
  it('R023: names whom a complaint is about', () => {
    const complaint = received({ aboutStaffId: 'zhao-gang' });
    const data = escalationOf(complaint, null, arrivalAt(later(DUE, 3000), complaint));
    expect(escalationRaised.data.parse(data).aboutStaffId).toBe('zhao-gang');
  });

  it('R042: level 1 goes to the engineering supervisor, the customer service’s reading along', () => {
    const clock = arrivalAt(later(DUE, 3000), received());
    expect(escalates(clock)).toBe(true);
    const data = escalationOf(received(), 'li-ming', clock);
    expect(escalationRaised.data.parse(data)).toEqual({
      escalationId: 'r-1.arrival.1.breach-1.level-1',
      clockId: 'r-1.arrival.1',
      requestId: 'r-1',
      level: 1,
      number: 'BX0012',
      communityId: 'yunshan',
      buildingId: 'yunshan-3',
      premisesId: 'yunshan-3-1-1201',
      place: '3栋1单元1201',
      categoryLabel: { zh: '水浸', en: 'Flooding' },
      keyword: '水管爆裂',
      holderStaffId: 'li-ming',
      due: DUE,
      generation: 1,
      audience: {
        department: 'engineering',
        role: 'supervisor',
        copy: { department: 'customer-service', role: 'supervisor' },
      },
      urgent: true,
    });
  });

  it('does not copy the customer service in on its own work', () => {
    const clock = arrivalAt(later(DUE, 3000), received());
    const { audience } = escalationOf(received({ department: 'customer-service' }), null, clock);
    expect(audience).toEqual({ department: 'customer-service', role: 'supervisor', copy: null });
  });

  it('is for a breach that stands, of a clock that carries a ladder', () => {
    expect(escalates(arrivalAt(RECEIVED_AT, received()))).toBe(false);
    expect(escalates(arrivalAt(DUE, received(), act('arrived', DUE)))).toBe(false);
    const ack = clocksAt(later(DUE, 3000), received()).get('ack');
    expect(ack).toMatchObject({ status: 'breached' });
    expect(ack && escalates(ack)).toBe(false);
  });
});

describe('clockView', () => {
  const viewAt = (now: string, ...facts: Fact[]) => clockView({ version: 2, state: arrivalAt(now, ...facts) }, facts);

  it('shows the promise, the rule and how it stands', () => {
    const view = viewAt(RECEIVED_AT, received());
    expect(clockViewSchema.parse(view)).toEqual({
      id: 'r-1.arrival.1',
      requestId: 'r-1',
      kind: 'arrival',
      status: 'running',
      version: 2,
      start: RECEIVED_AT,
      due: DUE,
      firstDue: DUE,
      startedAt: RECEIVED_AT,
      judgedAt: null,
      stoppedAt: null,
      rule: {
        limit: 'PT10M',
        calendarId: '24x7',
        calendarVersion: 1,
        policyId: 'repair.urgent',
        policyVersion: 1,
        marks: [0.8],
        ladder: true,
      },
    });
  });

  it('shows a late arrival too, and of several acts the first', () => {
    const late = act('arrived', later(DUE, 120_000));
    const later2 = act('arrived', later(DUE, 180_000));
    expect(viewAt(later(DUE, 200_000), received(), later2, late)).toMatchObject({
      status: 'breached',
      stoppedAt: late.at,
    });
  });
});
