import { describe, expect, it } from 'vitest';
import { factSchema } from '../../services/sla/domain/facts.ts';
import { pausesIn } from '../../services/sla/domain/pauses.ts';
import { fact, paused, requestOf, resumed, standing, Told } from './life-of.ts';
import { act, later, RECEIVED_AT, received } from './samples.ts';

const MINUTE = 60_000;
const DUE = later(RECEIVED_AT, 10 * MINUTE);
const at = (minutes: number): string => later(RECEIVED_AT, minutes * MINUTE);
/** Wall time in Shanghai. */
const shanghai = (wall: string): string => new Date(`${wall}+08:00`).toISOString();

describe('a pause', () => {
  it('moves the deadline by its open time', () => {
    const facts = [received(), paused(at(4)), resumed(at(24))];
    expect(standing('arrival', facts, at(5))).toMatchObject({ status: 'paused' });
    expect(standing('arrival', facts, at(25))).toMatchObject({ status: 'running', due: at(30), markAt: [at(28)] });
    expect(standing('arrival', [...facts, act('arrived', at(30))], at(60)).status).toBe('met');
    expect(standing('arrival', [...facts, act('arrived', later(at(30), 1))], at(60)).status).toBe('breached');
  });

  it.each([
    ['at the deadline', 0, 'paused', at(70)],
    ['one millisecond after it', 1, 'breached', DUE],
  ])('that begins %s', (_, ms, status, due) => {
    const facts = [received(), paused(later(DUE, ms), { appointment: later(at(70), ms) })];
    expect(standing('arrival', facts, at(20))).toMatchObject({ status, due });
  });

  it('over closed hours moves the deadline by the open part only', () => {
    // Four hours of the desk, 08:00–20:00, from 18:00; nobody at home from 19:00 until 09:00.
    const facts = [
      requestOf('repair.simple', shanghai('2026-11-25T18:00:00')),
      paused(shanghai('2026-11-25T19:00:00'), { appointment: shanghai('2026-11-26T09:00:00') }),
    ];
    expect(standing('resolve', facts, shanghai('2026-11-26T09:00:00')).due).toBe(shanghai('2026-11-26T12:00:00'));
  });

  it('R046: moves the closing of a working day by working time', () => {
    const facts = [
      requestOf('public.other'),
      paused(shanghai('2026-11-26T11:00:00'), { appointment: shanghai('2026-11-26T15:00:00') }),
    ];
    expect(standing('resolve', [facts[0] ?? received()], at(1)).due).toBe(shanghai('2026-11-30T18:00:00'));
    expect(standing('resolve', facts, at(1)).due).toBe(shanghai('2026-12-01T10:00:00'));
  });

  it('that overlaps another one counts once', () => {
    const facts = [
      received(),
      paused(at(2), { pauseId: 'a', appointment: at(22) }),
      paused(at(12), { pauseId: 'b', appointment: at(32) }),
      paused(at(14), { pauseId: 'c', appointment: at(20) }),
    ];
    expect(standing('arrival', facts, at(33)).due).toBe(at(40));
  });

  it('ends at the appointment, after its maximum, or when work goes on, whichever is first', () => {
    const until = (...facts: Parameters<typeof pausesIn>[0]) => pausesIn(facts).map((pause) => pause.until);
    expect(until(paused(at(0), { appointment: at(90) }))).toEqual([at(90)]);
    expect(until(paused(at(0), { maximum: 'PT1H' }))).toEqual([at(60)]);
    expect(until(paused(at(0), { appointment: at(90), maximum: 'PT1H' }))).toEqual([at(60)]);
    expect(until(paused(at(0), { appointment: at(90) }), resumed(at(30)), resumed(at(10), 'p-2'))).toEqual([at(30)]);
    expect(until(paused(at(0), { appointment: at(-5) }))).toEqual([]);
  });

  it('needs a reason from the list and a maximum', () => {
    const { success } = factSchema.safeParse(paused(at(0)));
    expect(success).toBe(true);
    expect(factSchema.safeParse({ ...paused(at(0)), reason: 'parts' }).success).toBe(false);
    expect(factSchema.safeParse({ ...paused(at(0)), maximum: 'a week' }).success).toBe(false);
  });

  it('in which the act is done makes nobody late, and counts until the act', () => {
    const facts = [received(), paused(at(9), { appointment: at(60) }), act('arrived', at(40))];
    expect(standing('arrival', facts, at(41))).toMatchObject({ status: 'met', due: at(41) });
  });
});

describe('a wait', () => {
  const waiting = fact('waiting', at(2), {
    waitingId: 'w-1',
    reason: 'parts',
    textToOwner: '配件周四到，先用临时阀门',
  });
  const approved = (role: 'manager' | 'supervisor', minutes = 4) =>
    fact('waiting-approved', at(minutes), {
      waitingId: 'w-1',
      until: at(minutes + 60),
      by: { staffId: 'zhao-min', roles: [role] },
    });

  it('R062: does not stop the clock', () => {
    expect(standing('arrival', [received(), waiting], at(5))).toMatchObject({ status: 'running', due: DUE });
  });

  it('R062: carries the words that the owner gets', () => {
    expect(factSchema.safeParse({ ...waiting, textToOwner: '' }).success).toBe(false);
  });

  it('R062: stops it from the manager’s approval on, until it ends', () => {
    const facts = [received(), waiting, approved('manager'), fact('resumed', at(34), { pauseId: 'w-1' })];
    expect(standing('arrival', facts, at(5)).status).toBe('paused');
    expect(standing('arrival', facts, at(35))).toMatchObject({ status: 'running', due: at(40) });
    expect(standing('arrival', facts.slice(0, 3), at(65)).due).toBe(at(70));
  });

  it('R062: nobody else can approve it, and no approval comes after the deadline', () => {
    expect(standing('arrival', [received(), waiting, approved('supervisor')], at(5)).due).toBe(DUE);
    expect(standing('arrival', [received(), waiting, approved('manager', 11)], at(20)).status).toBe('breached');
  });
});

describe('an agreed time', () => {
  const request = requestOf('repair.other');
  const cap = shanghai('2026-12-04T18:00:00');
  const agreed = (when: string, until: string) => fact('agreed', when, { clock: 'resolve', until });
  const tuesday = shanghai('2026-12-01T15:00:00');

  it('R044: is the deadline; without one it is the cap of seven working days', () => {
    expect(standing('resolve', [request], at(1)).due).toBe(cap);
    expect(standing('resolve', [request, agreed(at(5), tuesday)], at(6))).toMatchObject({
      due: tuesday,
      agreedUntil: tuesday,
    });
  });

  it('R044: is nothing beyond the cap', () => {
    const facts = [request, agreed(at(5), shanghai('2026-12-09T10:00:00'))];
    expect(standing('resolve', facts, at(6))).toMatchObject({ due: cap, agreedUntil: null });
  });

  it('R044: gives way to a later agreement, but not to one after it has passed', () => {
    const first = agreed(at(5), tuesday);
    const friday = shanghai('2026-12-04T10:00:00');
    expect(standing('resolve', [request, first, agreed(tuesday, friday)], tuesday).due).toBe(friday);
    expect(standing('resolve', [request, first, agreed(later(tuesday, 1), friday)], friday)).toMatchObject({
      status: 'breached',
      due: tuesday,
    });
  });

  it('R043: says nothing to a clock whose limit is not for agreeing', () => {
    const simple = requestOf('repair.simple');
    expect(standing('resolve', [simple, agreed(at(5), tuesday)], at(6)).due).toBe(at(240));
  });

  it('is moved by a pause that begins after it was made, not by one before it', () => {
    const before = paused(shanghai('2026-11-26T09:00:00'), { appointment: shanghai('2026-11-26T11:00:00') });
    const pausedLater = paused(shanghai('2026-12-01T14:00:00'), {
      pauseId: 'p-2',
      appointment: shanghai('2026-12-01T17:00:00'),
    });
    const facts = [request, before, agreed(shanghai('2026-11-27T09:00:00'), tuesday)];
    expect(standing('resolve', facts, tuesday).due).toBe(tuesday);
    expect(standing('resolve', [...facts, pausedLater], tuesday).due).toBe(shanghai('2026-12-01T18:00:00'));
  });

  it('warns at a share of the time until it', () => {
    // From Wednesday 10:00 until Thursday 10:00 eight working hours pass: 80 % are 6 h 24 min.
    const facts = [request, agreed(at(0), shanghai('2026-11-26T10:00:00'))];
    expect(standing('resolve', facts, at(1)).markAt).toEqual([shanghai('2026-11-26T08:24:00')]);
  });
});

describe('the events of a pause', () => {
  it('tell when it ends by itself; its end moves nothing', () => {
    const told = new Told().news(received(), at(0)).news(paused(at(4), { appointment: at(24) }), at(4));
    expect(told.last('r-1.arrival.1')).toMatchObject({
      due: at(30),
      generation: 2,
      reason: 'owner-absent',
      resumesAt: at(24),
      markAt: [at(28)],
      pauses: [{ from: at(4), until: at(24), reason: 'owner-absent' }],
    });
    expect(told.state('r-1.arrival.1')).toMatchObject({ status: 'paused', nextAt: at(24) });
    told.look(at(25), 'sweep');
    expect(told.story('r-1.arrival.1')).toEqual(['started', 'paused', 'resumed']);
    expect(told.state('r-1.arrival.1')).toMatchObject({
      status: 'running',
      due: at(30),
      nextAt: at(28),
      generation: 3,
    });
  });

  it('an end before the appointment moves the deadline back', () => {
    const told = new Told().news(received(), at(0)).news(paused(at(4), { appointment: at(24) }), at(4));
    told.news(resumed(at(14)), at(14));
    expect(told.last('r-1.arrival.1')).toMatchObject({ due: at(20), generation: 3, resumedAt: at(14) });
  });

  it('late news of one takes the breach back, and a breach of the new deadline is another one', () => {
    const told = new Told().news(received(), at(0));
    told.look(at(11), 'sweep').news(paused(at(9), { appointment: at(29) }), at(12));
    expect(told.story('r-1.arrival.1')).toEqual(['started', 'breached', 'breach-retracted', 'paused']);
    expect(told.events.get('r-1.arrival.1')?.[2]).toMatchObject({
      schema: 2,
      data: { because: 'paused', due: DUE, generation: 1, newDue: at(30), stoppedAt: null },
    });
    told.look(at(31), 'sweep');
    expect(told.story('r-1.arrival.1').slice(4)).toEqual(['breached']);
    expect(told.last('r-1.arrival.1')).toMatchObject({ due: at(30), generation: 2 });
  });

  it('an end in a world whose clocks differ a little is not taken back', () => {
    const told = new Told().news(received(), at(0)).news(paused(at(4), { appointment: at(24) }), at(4));
    told.look(later(at(24), 1), 'sweep').news(act('assigned', at(23)), later(at(24), -400));
    expect(told.state('r-1.arrival.1').status).toBe('running');
  });
});
