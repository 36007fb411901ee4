import { describe, expect, it } from 'vitest';
import type { Fact } from '../../services/sla/domain/facts.ts';
import { judge, stopsIn } from '../../services/sla/domain/verdict.ts';
import { fact, paused, reclassified, requestOf, resumed, standing, Told } from './life-of.ts';
import { act, book, later, promised, RECEIVED_AT } from './samples.ts';

const MINUTE = 60_000;
const at = (minutes: number): string => later(RECEIVED_AT, minutes * MINUTE);
const simple = requestOf('repair.simple');
const urgent = promised('repair.urgent');
const other = promised('repair.other');

const statuses = (facts: readonly Fact[], now: string) =>
  Object.fromEntries(judge(facts, now, book).map(({ clockId, status }) => [clockId.replace('r-1.', ''), status]));

describe('raising', () => {
  it('F-18: within ten minutes of the receipt starts the stricter clocks at that act', () => {
    const facts = [simple, reclassified('raised', at(10), urgent)];
    expect(standing('arrival', facts, at(11))).toMatchObject({
      clockId: 'r-1.arrival.1',
      status: 'running',
      due: at(20),
      restartedAt: at(10),
      promised: { start: at(10), markAt: [at(18)] },
    });
    // Seven working days are not stricter than half a day: they count from the receipt.
    expect(standing('resolve', facts, at(11))).toMatchObject({ clockId: 'r-1.resolve.2', restartedAt: null });
  });

  it('F-18: puts the restart and the original start on record', () => {
    const told = new Told().news(simple, at(0)).news(reclassified('raised', at(4), urgent), at(4));
    expect(told.events.get('r-1.arrival.1')?.[0]?.data).toMatchObject({
      start: at(4),
      due: at(14),
      origin: { because: 'reclassified', restarted: true, originalStart: at(0), previousClockId: null },
    });
    expect(told.events.get('r-1.accept.2')?.[0]?.data).toMatchObject({
      origin: { restarted: true, previousClockId: 'r-1.accept.1' },
    });
  });

  it('F-18: later counts from the receipt', () => {
    const facts = [simple, reclassified('raised', later(at(10), 1), urgent)];
    expect(standing('arrival', facts, later(at(10), 2))).toMatchObject({ due: at(10), restartedAt: null });
    expect(standing('arrival', facts, at(11)).status).toBe('breached');
  });

  it('ends what it replaces, and leaves what is the same in both', () => {
    const facts = [simple, reclassified('raised', at(4), urgent)];
    expect(statuses(facts, at(5))).toEqual({
      'receipt.1': 'met',
      'ack.1': 'cancelled',
      'accept.1': 'cancelled',
      'resolve.1': 'cancelled',
      'ack.2': 'running',
      'accept.2': 'running',
      'resolve.2': 'running',
      'arrival.1': 'running',
    });
    const told = new Told().news(simple, at(0)).news(facts[1] ?? simple, at(4));
    expect(told.last('r-1.accept.1')).toMatchObject({
      because: 'reclassified',
      cancelledAt: at(4),
      replacedBy: 'r-1.accept.2',
    });
  });

  it('leaves a clock that had its verdict with it', () => {
    const facts = [simple, act('accepted', at(2)), reclassified('raised', at(4), urgent)];
    expect(statuses(facts, at(5))).toMatchObject({ 'accept.1': 'met', 'accept.2': 'met', 'ack.1': 'met' });
  });

  it('leaves time that has been paused deducted', () => {
    const pause = [paused(at(3)), resumed(at(23))];
    const early = [simple, ...pause, reclassified('raised', at(30), urgent)];
    expect(standing('arrival', early, at(30))).toMatchObject({ due: at(30), pauses: [{ from: at(3), until: at(23) }] });
    // It began when the ten minutes would have been over, and was over when the request was raised.
    const late = [simple, paused(at(20)), resumed(at(50)), reclassified('raised', at(60), urgent)];
    expect(standing('arrival', late, at(61)).due).toBe(at(40));
  });

  it('a pause in progress holds no clock whose time had run out before it', () => {
    const facts = [simple, paused(at(20)), reclassified('raised', at(60), urgent)];
    expect(standing('arrival', facts, at(61))).toMatchObject({ due: at(50), status: 'breached' });
    expect(standing('resolve', facts, at(61)).status).toBe('paused');
  });
});

describe('lowering', () => {
  const request = requestOf('repair.urgent');

  it('F-18: replaces the clocks; what is breached stays breached', () => {
    const facts = [request, reclassified('lowered', at(11), other)];
    expect(statuses(facts, at(20))).toMatchObject({
      'accept.1': 'breached',
      'arrival.1': 'breached',
      'accept.2': 'running',
    });
    expect(statuses([request, reclassified('lowered', at(10), other)], at(20))).toMatchObject({
      'accept.1': 'breached',
      'arrival.1': 'cancelled',
    });
  });

  it.each([
    ['by a technician', { by: { staffId: 'li-ming', roles: ['technician'] } }],
    ['by who has the work', { byAssignee: true }],
    ['without a reason', { reason: null }],
    ['with a blank reason', { reason: '  ' }],
  ] as const)('F-18: is nothing %s', (_, more) => {
    const by = 'by' in more ? { by: { ...more.by, roles: [...more.by.roles] } } : more;
    const facts = [request, reclassified('lowered', at(2), other, by)];
    expect(statuses(facts, at(3))).toEqual(statuses([request], at(3)));
  });

  it('by a supervisor takes back a breach of which the news was first', () => {
    const lowered = reclassified('lowered', at(9), other, { by: { staffId: 'chen', roles: ['supervisor'] } });
    const told = new Told().news(request, at(0)).look(at(11), 'sweep').news(lowered, at(12));
    expect(told.story('r-1.arrival.1')).toEqual(['started', 'breached', 'breach-retracted', 'cancelled']);
    expect(told.events.get('r-1.arrival.1')?.[2]?.data).toMatchObject({ because: 'cancelled', newDue: null });
  });

  it('counts from the receipt', () => {
    const facts = [request, reclassified('lowered', at(5), promised('repair.simple'))];
    expect(standing('resolve', facts, at(6))).toMatchObject({ due: at(240), restartedAt: null });
  });
});

describe('several changes of category', () => {
  it('told in the wrong order end alike, under the same numbers', () => {
    const first = reclassified('raised', at(4), urgent);
    const second = reclassified('lowered', at(6), other);
    const inOrder = new Told().news(simple, at(0)).news(first, at(5)).news(second, at(7));
    const late = new Told().news(simple, at(0)).news(second, at(7)).news(first, at(8));
    for (const clockId of ['r-1.arrival.1', 'r-1.accept.1', 'r-1.accept.2', 'r-1.accept.3', 'r-1.resolve.2']) {
      const { generation: _, startedAt: __, judgedAt: ___, nextAt: ____, ...state } = late.state(clockId);
      expect(inOrder.state(clockId)).toMatchObject(state);
    }
    expect(late.story('r-1.resolve.2')).toEqual(['started', 'moved']);
  });
});

describe('a reopened request', () => {
  const again = fact('reopened', at(600), { staffId: null, clocks: promised('repair.simple', at(600)) });
  const facts = [simple, act('accepted', at(5)), done(at(100)), again];

  it('R017: gets fresh clocks, linked to those of before', () => {
    expect(statuses(facts, at(601))).toMatchObject({
      'resolve.1': 'met',
      'accept.1': 'met',
      'resolve.2': 'running',
      'accept.2': 'running',
    });
    const told = new Told();
    for (const one of facts) told.news(one, one.at);
    expect(told.events.get('r-1.resolve.2')?.[0]?.data).toMatchObject({
      origin: { because: 'reopened', previousClockId: 'r-1.resolve.1', restarted: false },
    });
  });

  it('R017: is not done by what was done before', () => {
    expect(stopsIn(facts).get('r-1.resolve.2')).toBeUndefined();
    expect(stopsIn([...facts, done(at(700))]).get('r-1.resolve.2')).toMatchObject({ at: at(700) });
    expect(stopsIn(facts).get('r-1.receipt.2')).toMatchObject({ kind: 'reopened' });
  });

  it('R017: of which the news is late gives life back to no clock but the fresh ones', () => {
    const told = new Told()
      .news(simple, at(0))
      .news(act('accepted', at(5)), at(5))
      .news(done(at(700)), at(701));
    expect(told.state('r-1.resolve.1').status).toBe('breached');
    told.news(again, at(702));
    expect(told.state('r-1.resolve.1').status).toBe('breached');
    expect(told.state('r-1.resolve.2').status).toBe('met');
  });
});

describe('other changes', () => {
  const withdrawn: Fact = { id: 'c', kind: 'cancelled', at: at(8) };

  it('a request that is withdrawn owes nothing more; what is breached stays breached', () => {
    const facts = [requestOf('repair.urgent'), withdrawn];
    expect(statuses(facts, at(60))).toEqual({
      'receipt.1': 'met',
      'ack.1': 'breached',
      'accept.1': 'breached',
      'arrival.1': 'cancelled',
      'resolve.1': 'cancelled',
    });
  });

  it('R092, R052: a clock that counts from a later act is given by that act and outlives a change of category', () => {
    const clocks = promised('repair.simple').filter(({ kind }) => kind === 'ack');
    const callback = clocks.map((clock) => ({ ...clock, kind: 'callback' as const, due: at(300), start: at(120) }));
    const facts = [
      simple,
      done(at(100)),
      fact('promised', at(120), { clocks: callback }),
      reclassified('raised', at(130), urgent),
    ];
    expect(standing('callback', facts, at(140))).toMatchObject({ clockId: 'r-1.callback.1', status: 'running' });
    expect(standing('callback', [...facts, calledBack(at(290))], at(400)).status).toBe('met');
  });
});

function done(when: string): Fact {
  return { id: `done ${when}`, kind: 'completed', at: when, staffId: 'li-ming' };
}

function calledBack(when: string): Fact {
  return { id: `called ${when}`, kind: 'called-back', at: when, staffId: 'zhou-lan' };
}
