import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fact, holderAt } from '../../services/sla/domain/facts.ts';
import { judge } from '../../services/sla/domain/verdict.ts';
import { act, book, later, RECEIVED_AT, received } from './samples.ts';

const DUE = later(RECEIVED_AT, 600_000);
const GRACE = 2000;

const verdicts = (facts: readonly Fact[], now: string) =>
  Object.fromEntries(judge(facts, now, book, GRACE).map(({ kind, status }) => [kind, status]));
const arrivalOf = (facts: readonly Fact[], now: string) => verdicts(facts, now).arrival;

describe('judge', () => {
  it('knows no clock before the news of the receipt, and forgets no fact', () => {
    const arrived = act('arrived', later(RECEIVED_AT, 60_000));
    expect(judge([arrived], DUE, book)).toEqual([]);
    expect(arrivalOf([arrived, received()], DUE)).toBe('met');
  });

  it('R060: the receipt is met by the request itself', () => {
    expect(verdicts([received()], RECEIVED_AT)).toEqual({
      receipt: 'met',
      ack: 'running',
      accept: 'running',
      arrival: 'running',
    });
  });

  it.each([
    ['one millisecond before', -1, 'met'],
    ['at', 0, 'met'],
    ['one millisecond after', 1, 'breached'],
  ] as const)('R042: somebody who arrives %s the deadline', (_, ms, verdict) => {
    const facts = [received(), act('arrived', later(DUE, ms))];
    for (const now of [later(DUE, ms), later(DUE, 1), later(DUE, 86_400_000)])
      expect(arrivalOf(facts, now)).toBe(verdict);
  });

  it('takes silence for a breach only when the grace has passed', () => {
    expect(arrivalOf([received()], later(DUE, GRACE))).toBe('running');
    expect(arrivalOf([received()], later(DUE, GRACE + 1))).toBe('breached');
  });

  it('R042: a server whose clock is minutes ahead calls nobody late: only time that has surely passed ends a silence', () => {
    const ahead = act('assigned', later(DUE, 240_000));
    expect(arrivalOf([received(), ahead], later(DUE, -60_000))).toBe('running');
    const late = act('arrived', later(DUE, 1));
    expect(arrivalOf([received(), late], later(DUE, -60_000))).toBe('breached');
  });

  it('does not take a work order that a rule assigned for an act of a person', () => {
    const facts = [received(), act('assigned', later(RECEIVED_AT, 1000))];
    expect(verdicts(facts, later(RECEIVED_AT, 2000))).toMatchObject({
      ack: 'running',
      accept: 'running',
      arrival: 'running',
    });
  });

  it('lets an accepted work order stop the first response and the acceptance, not the arrival', () => {
    const facts = [received(), act('accepted', later(RECEIVED_AT, 60_000))];
    expect(verdicts(facts, later(RECEIVED_AT, 61_000))).toMatchObject({
      ack: 'met',
      accept: 'met',
      arrival: 'running',
    });
  });

  it('lets an arrival stop all that a person stops', () => {
    const facts = [received(), act('arrived', later(RECEIVED_AT, 60_000))];
    expect(verdicts(facts, DUE)).toMatchObject({ ack: 'met', accept: 'met', arrival: 'met' });
  });

  it('tells which fact stopped each clock: the earliest act, whenever its news came', () => {
    const first = act('accepted', later(RECEIVED_AT, 30_000));
    const second = act('arrived', later(RECEIVED_AT, 90_000));
    const third = act('arrived', later(RECEIVED_AT, 120_000));
    const stops = judge([third, second, received(), first, second], DUE, book).map(({ kind, stop }) => [
      kind,
      stop?.id,
    ]);
    expect(stops).toEqual([
      ['receipt', received().id],
      ['ack', first.id],
      ['accept', first.id],
      ['arrival', second.id],
    ]);
  });

  it('counts an act before the clock began to count as in time', () => {
    const closed = received({ at: '2026-11-25T13:00:00.000Z' });
    const clocks = closed.clocks.map((clock) => ({
      ...clock,
      start: '2026-11-26T00:00:00.000Z',
      due: '2026-11-26T00:10:00.000Z',
    }));
    expect(
      arrivalOf([{ ...closed, clocks }, act('arrived', '2026-11-25T14:00:00.000Z')], '2026-11-25T14:00:01.000Z'),
    ).toBe('met');
  });

  it('judges alike in every order and with every repetition (3,000 lives)', () => {
    const instants = fc.constantFrom(-300_001, -300_000, -1, 0, 1, 5000).chain((by) => fc.constant(later(DUE, by)));
    const acts = fc.array(
      fc.tuple(fc.constantFrom('assigned' as const, 'accepted' as const, 'arrived' as const), instants),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(acts, fc.infiniteStream(fc.nat()), fc.integer({ min: -700_000, max: 10_000 }), (life, random, by) => {
        const facts = [received(), ...life.map(([kind, at]) => act(kind, at))];
        const told = [...facts, ...facts.filter(() => random.next().value % 2 === 0)]
          .map((fact) => ({ fact, place: Number(random.next().value) }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ fact }) => fact);
        const now = later(DUE, by);
        expect(judge(told, now, book)).toEqual(judge(facts, now, book));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('holderAt', () => {
  it('is the person of the last act on the work order until then', () => {
    const facts = [
      act('accepted', later(RECEIVED_AT, 90_000), 'zhang-qiang'),
      received(),
      act('assigned', later(RECEIVED_AT, 1000), 'li-ming'),
      act('assigned', later(RECEIVED_AT, 80_000), 'zhang-qiang'),
    ];
    expect(holderAt(facts, RECEIVED_AT)).toBeNull();
    expect(holderAt(facts, later(RECEIVED_AT, 79_999))).toBe('li-ming');
    expect(holderAt(facts, later(RECEIVED_AT, 80_000))).toBe('zhang-qiang');
    expect(holderAt([received()], DUE)).toBeNull();
  });
});
