import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockKind } from '../../services/sla/contract/ids.ts';
import { clockSchema } from '../../services/sla/domain/clock.ts';
import type { Fact, ReceivedFact } from '../../services/sla/domain/facts.ts';
import { ClockTable } from './clock-table.ts';
import { act, later, RECEIVED_AT, received } from './samples.ts';

const GRACE = 2000;
const LONG_AFTER = later(RECEIVED_AT, 86_400_000);

/** The oracle: no clock, no order, no timer, only what was promised and what happened. */
function finalVerdicts(facts: readonly Fact[], { clocks }: ReceivedFact): Record<string, 'met' | 'breached'> {
  const inTime = (due: string, ...kinds: Fact['kind'][]) =>
    facts.some(({ kind, at }) => kinds.includes(kind) && Date.parse(at) <= Date.parse(due)) ? 'met' : 'breached';
  return Object.fromEntries(
    clocks.map(({ kind, due }) => {
      if (kind === 'receipt') return [kind, inTime(due, 'received')];
      if (kind === 'arrival') return [kind, inTime(due, 'arrived')];
      return [kind, inTime(due, 'accepted', 'arrived')];
    }),
  );
}

/** Started once, warned while it runs, then one verdict; only a breach may still turn into its opposite, once. */
const LIFE = /^clock\.started( clock\.warned)*( clock\.met| clock\.breached( clock\.breach-retracted)?)$/;

function expectSettled(table: ClockTable, first: ReceivedFact): void {
  const statuses = Object.fromEntries(table.stored.map(({ state }) => [state.kind, state.status]));
  expect(statuses).toEqual(finalVerdicts(table.facts, first));
  for (const { events, stored } of table.rows.values()) {
    expect(events.map(({ name }) => name).join(' ')).toMatch(LIFE);
    expect(events.map(({ version }) => version)).toEqual(events.map((_, n) => n + 1));
    expect(clockSchema.parse(stored.state)).toEqual(stored.state);
    for (const { name, at } of events) {
      if (name === 'clock.warned') expect(at > (stored.state.promised.markAt[0] ?? '')).toBe(true);
      const early = name === 'clock.breached' && at <= stored.state.due;
      expect(early).toBe(false);
    }
  }
  expect(table.replayed()).toEqual(table.stored);
}

describe('the life of a request’s clocks', () => {
  const DUE = later(RECEIVED_AT, 600_000);

  it('R042: ends alike in every order of its news, wherever between them the timers fire (all 2,880 ways)', () => {
    const assigned = act('assigned', later(RECEIVED_AT, 1000));
    const accepted = act('accepted', later(RECEIVED_AT, 170_000));
    for (const ms of [-1, 0, 1, 1500]) {
      const facts = [received(), assigned, accepted, act('arrived', later(DUE, ms)), assigned];
      for (const order of permutations(facts))
        for (let fired = 0; fired <= order.length; fired++) {
          const table = new ClockTable();
          // Within the grace, so that silence is no breach yet; the news that is left comes after the timer.
          for (const fact of order.slice(0, fired)) table.news(fact, later(DUE, 1500));
          table.timers(later(DUE, GRACE));
          for (const fact of order.slice(fired)) table.news(fact, later(DUE, GRACE + 1000));
          table.timers(LONG_AFTER);
          expectSettled(table, received());
        }
    }
  });

  it('R042: a breach by the timer is retracted once, by the late news of an arrival in time', () => {
    const table = new ClockTable();
    table.news(received(), RECEIVED_AT);
    table.timers(later(DUE, GRACE));
    const arrival = table.rows.get('r-1.arrival.1');
    expect(arrival?.stored.state).toMatchObject({ status: 'breached', judgedAt: later(DUE, GRACE) });
    expect(arrival?.events.at(-1)?.data).toMatchObject({ judgedBy: 'timer', due: DUE });

    const arrived = act('arrived', DUE, 'zhang-qiang');
    for (const seconds of [5, 6, 7]) table.news(arrived, later(DUE, seconds * 1000));
    const retracted = table.rows.get('r-1.arrival.1');
    expect(retracted?.stored.state).toMatchObject({ status: 'met', stoppedAt: DUE });
    expect(retracted?.events.map(({ name }) => name)).toEqual([
      'clock.started',
      'clock.warned',
      'clock.breached',
      'clock.breach-retracted',
    ]);
    expect(retracted?.events.at(-1)?.data).toEqual({
      clockId: 'r-1.arrival.1',
      requestId: 'r-1',
      kind: 'arrival',
      due: DUE,
      generation: 1,
      stoppedAt: DUE,
      stoppedByStaffId: 'zhang-qiang',
      number: 'BX0012',
      place: '3栋1单元1201',
      categoryLabel: { zh: '水浸', en: 'Flooding' },
      keyword: '水管爆裂',
    });
    expect(table.settle(LONG_AFTER, 'sweep')).toEqual([]);
  });

  it('judges by the sweep what no timer judged, and says so', () => {
    const table = new ClockTable();
    table.news(received(), RECEIVED_AT, false);
    table.settle(later(DUE, GRACE), 'sweep');
    expect(table.rows.get('r-1.arrival.1')?.stored.state.status).toBe('running');
    table.settle(later(DUE, GRACE + 1), 'sweep');
    expect(table.rows.get('r-1.arrival.1')?.events.at(-1)).toMatchObject({
      name: 'clock.breached',
      data: { judgedBy: 'sweep' },
    });
  });

  it('makes a clock with its verdict when the news of the request comes after it', () => {
    const table = new ClockTable();
    table.news(act('arrived', later(DUE, -1)), later(DUE, 5000));
    expect(table.rows.size).toBe(0);
    table.news(received(), later(DUE, 6000));
    const arrival = table.rows.get('r-1.arrival.1');
    expect(arrival?.events.map(({ name }) => name)).toEqual(['clock.started', 'clock.met']);
    expect(arrival?.stored.state).toMatchObject({
      status: 'met',
      startedAt: later(DUE, 6000),
      start: RECEIVED_AT,
      stoppedAt: later(DUE, -1),
    });
    expect(table.rows.get('r-1.ack.1')?.events.map(({ name, data }) => [name, data])).toMatchObject([
      ['clock.started', {}],
      ['clock.breached', { judgedBy: 'news' }],
    ]);
  });

  it('passes over a mark that lay before the clock was made', () => {
    const table = new ClockTable();
    table.news(received(), later(DUE, -60_000));
    expect(table.rows.get('r-1.arrival.1')?.stored.state.nextAt).toBe(DUE);
    table.timers(later(DUE, GRACE));
    expect(table.rows.get('r-1.arrival.1')?.events.map(({ name }) => name)).toEqual([
      'clock.started',
      'clock.breached',
    ]);
  });

  it('with two timers for one clock warns once and breaches once', () => {
    const table = new ClockTable();
    table.news(received(), RECEIVED_AT);
    table.armAll();
    table.timers(later(DUE, -30_000));
    table.armAll();
    table.timers(later(DUE, GRACE));
    const names = table.rows.get('r-1.arrival.1')?.events.map(({ name }) => name);
    expect(names).toEqual(['clock.started', 'clock.warned', 'clock.breached']);
  });

  it('ends as the facts say, on random lives with lost timers, sweeps and repeated news (10,000 lives)', () => {
    const limits = fc.record({
      ack: seconds(),
      accept: seconds(),
      arrival: seconds(),
      marks: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
    });
    const acts = fc.array(
      fc.record({
        kind: fc.constantFrom('assigned' as const, 'accepted' as const, 'arrived' as const),
        near: fc.constantFrom('ack' as const, 'accept' as const, 'arrival' as const),
        by: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -20_000, max: 20_000 })),
        repeated: fc.nat({ max: 2 }),
      }),
      { maxLength: 5 },
    );
    const doings = fc.array(
      fc.record({
        wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9000 })),
        what: fc.constantFrom('news', 'news', 'news', 'unarmed news', 'timers', 'timers', 'sweep', 'rearm'),
        which: fc.nat(),
      }),
      { minLength: 5, maxLength: 40 },
    );
    const lives = new Set<string>();
    fc.assert(
      fc.property(limits, acts, doings, (limit, wanted, steps) => {
        const first = received({ clocks: clocksOf(limit) });
        const dueOf = (kind: string) => first.clocks.find((clock) => clock.kind === kind)?.due ?? RECEIVED_AT;
        const facts = [first, ...wanted.map(({ kind, near, by }) => act(kind, later(dueOf(near), by)))];
        const untold = [
          ...facts,
          ...wanted.flatMap(({ repeated }, n) => new Array<Fact>(repeated).fill(facts[n + 1] ?? first)),
          first,
        ];
        const table = new ClockTable();
        let now = RECEIVED_AT;
        const tell = (which: number, armed: boolean) => {
          const [fact] = untold.splice(which % Math.max(1, untold.length), 1);
          if (!fact) return;
          // Nobody hears of an act before it is done.
          if (fact.at > now) now = fact.at;
          table.news(fact, now, armed);
        };
        for (const { wait, what, which } of steps) {
          now = later(now, wait);
          if (what === 'news') tell(which, true);
          else if (what === 'unarmed news') tell(which, false);
          else if (what === 'timers') table.timers(now);
          else if (what === 'sweep') table.settle(now, 'sweep');
          else table.armAll();
          if (what === 'sweep') expect(table.settle(now, 'sweep')).toEqual([]);
        }
        expect(table.replayed()).toEqual(table.stored);
        while (untold.length > 0) tell(0, true);
        table.timers(now);
        table.settle(LONG_AFTER, 'sweep');
        table.timers(LONG_AFTER);
        expectSettled(table, first);
        for (const { events } of table.rows.values())
          lives.add(events.map(({ name, data }) => `${name}${judgedBy(data)}`.replace('clock.', '')).join(' '));
      }),
      { numRuns: 10_000 },
    );
    for (const judge of ['timer', 'news', 'sweep'])
      for (const turn of ['started', 'started( warned)+'])
        for (const end of ['', ' breach-retracted'])
          expect([...lives]).toContainEqual(expect.stringMatching(`^${turn} breached by ${judge}${end}$`));
    expect([...lives]).toEqual(
      expect.arrayContaining(['started met', 'started warned met', 'started warned warned met']),
    );
  });
});

const judgedBy = (data: unknown): string =>
  typeof data === 'object' && data && 'judgedBy' in data ? ` by ${data.judgedBy}` : '';

const seconds = () => fc.integer({ min: 1, max: 30 });

function clocksOf({ marks, ...limits }: { ack: number; accept: number; arrival: number; marks: readonly number[] }) {
  const ofKind: Partial<Record<ClockKind, number>> = limits;
  const shares = marks.toSorted((a, b) => a - b).map((mark) => mark / 100);
  return received().clocks.map((clock) => {
    const limit = ofKind[clock.kind] ?? 3;
    const own = clock.kind === 'receipt' ? [] : shares;
    const markAt = own.map((share) => later(RECEIVED_AT, Math.round(share * 100) * limit * 10));
    return { ...clock, limit: `PT${limit}S`, due: later(RECEIVED_AT, limit * 1000), marks: own, markAt };
  });
}

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first, n) => permutations(all.toSpliced(n, 1)).map((others) => [first, ...others]));
}
