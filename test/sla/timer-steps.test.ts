import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockBreached, clockWarned } from '../../services/sla/contract/events.ts';
import type { PromisedClock } from '../../services/sla/contract/policy.ts';
import { decide } from '../../services/sla/domain/changes.ts';
import type { Clock } from '../../services/sla/domain/clock.ts';
import { timerSteps } from '../../services/sla/domain/timer-steps.ts';
import { sharedAddress } from '../../shared/journal/address.ts';
import { type TimerStep, timerInput } from '../../shared/timer/timer-input.ts';
import { paused } from './life-of.ts';
import { book, later, RECEIVED_AT, received } from './samples.ts';

const cause = { actor: { type: 'system', id: 'timer' }, correlationId: 'c-1', causationId: 'e-1' } as const;

/** The clock that the news of a request makes at an instant, and its timer's steps, one after the other. */
function arrivalTimer(clocks: PromisedClock[], now: string): { clock: Clock; steps: TimerStep[] } {
  const changes = decide({ stored: [], facts: [received({ clocks })], book, now, passed: now, by: 'news' });
  const change = changes.find(({ state }) => state.kind === 'arrival');
  if (!change) throw new Error('no arrival clock');
  const address = sharedAddress('request#r-1', 'clock', change.state.clockId);
  const input = timerInput(address, change.events.length, timerSteps(change.state, 'yunshan'), 'demo', cause);
  const steps: TimerStep[] = [];
  for (let step: TimerStep | undefined = input.step; step; step = step.next) steps.push(step);
  return { clock: change.state, steps };
}

describe('timerSteps', () => {
  it('R042: are finished writes: a warning at 80 %, the breach two seconds after the deadline', () => {
    const { steps } = arrivalTimer(received().clocks, RECEIVED_AT);
    const about = {
      clockId: 'r-1.arrival.1',
      requestId: 'r-1',
      kind: 'arrival',
      due: '2026-11-25T02:10:00.000Z',
      generation: 1,
    };
    const warned = { ...about, share: 0.8, markAt: '2026-11-25T02:08:00.000Z' };
    expect(steps.map(({ detail, next: _, ...step }) => ({ ...step, data: JSON.parse(detail).data }))).toEqual([
      {
        at: '2026-11-25T02:08:01.000Z',
        expectedVersion: 1,
        version: 2,
        statusBefore: 'running',
        statusAfter: 'running',
        listKey: 'running#yunshan',
        listAt: '2026-11-25T02:10:00.000Z',
        nextAt: '2026-11-25T02:10:00.000Z',
        eventSk: 'event#clock#r-1.arrival.1#000000000002',
        eventId: 'clock.r-1.arrival.1.000000000002',
        eventName: 'clock.warned',
        data: clockWarned.data.parse(warned),
      },
      {
        at: '2026-11-25T02:10:02.000Z',
        expectedVersion: 2,
        version: 3,
        statusBefore: 'running',
        statusAfter: 'breached',
        listKey: 'breached#yunshan',
        listAt: '2026-11-25T02:10:00.000Z',
        nextAt: '2026-11-25T02:10:00.000Z',
        eventSk: 'event#clock#r-1.arrival.1#000000000003',
        eventId: 'clock.r-1.arrival.1.000000000003',
        eventName: 'clock.breached',
        data: clockBreached.data.parse({ ...about, judgedBy: 'timer' }),
      },
    ]);
    expect(JSON.parse(steps[1]?.detail ?? '')).toMatchObject({
      id: 'clock.r-1.arrival.1.000000000003',
      schema: 1,
      company: 'demo',
      ...cause,
      subject: { type: 'clock', id: 'r-1.arrival.1', version: 3 },
    });
    expect(JSON.parse(steps[1]?.detail ?? '')).not.toHaveProperty('at');
  });

  it('begin with what the stored clock waits for', () => {
    const afterMark = arrivalTimer(received().clocks, '2026-11-25T02:08:00.000Z');
    expect(afterMark.steps.map(({ eventName }) => eventName)).toEqual(['clock.breached']);
    expect(afterMark.clock.nextAt).toBe('2026-11-25T02:10:00.000Z');
    const warned: Clock = { ...arrivalTimer(received().clocks, RECEIVED_AT).clock, nextAt: '2026-11-25T02:10:00.000Z' };
    expect(timerSteps(warned, 'yunshan').map(({ event }) => event.name)).toEqual(['clock.breached']);
  });

  it('end a pause first, then warn and breach as the pause has moved them', () => {
    const facts = [received(), paused(later(RECEIVED_AT, 60_000), { appointment: later(RECEIVED_AT, 660_500) })];
    const changes = decide({
      stored: [],
      facts,
      book,
      now: later(RECEIVED_AT, 61_000),
      passed: later(RECEIVED_AT, 61_000),
      by: 'news',
    });
    const clock = changes.find(({ state }) => state.kind === 'arrival')?.state;
    const steps = clock ? timerSteps(clock, 'yunshan') : [];
    expect(steps.map(({ statusBefore, statusAfter, event }) => [statusBefore, event.name, statusAfter])).toEqual([
      ['paused', 'clock.resumed', 'running'],
      ['running', 'clock.warned', 'running'],
      ['running', 'clock.breached', 'breached'],
    ]);
    expect(steps.map(({ instant }) => instant)).toEqual([
      later(RECEIVED_AT, 660_500),
      later(RECEIVED_AT, 480_000 + 600_500),
      later(RECEIVED_AT, 600_000 + 600_500),
    ]);
  });

  it('never wake before their instant and grace, on whole seconds, in order, on random clocks (4,000 clocks)', () => {
    const random = fc.record({
      startMs: fc.nat({ max: 999 }),
      limit: fc.integer({ min: 1, max: 7200 }),
      marks: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 5 }),
      newsAfter: fc.nat({ max: 10_000 }),
    });
    fc.assert(
      fc.property(random, ({ startMs, limit, marks, newsAfter }) => {
        const start = later(RECEIVED_AT, startMs);
        const due = later(start, limit * 1000);
        const percents = marks.toSorted((a, b) => a - b);
        const markAt = percents.map((percent) => later(start, percent * limit * 10));
        const shares = percents.map((percent) => percent / 100);
        const clocks = received().clocks.map((clock) =>
          clock.kind === 'arrival' ? { ...clock, start, due, marks: shares, markAt } : clock,
        );
        const now = later(RECEIVED_AT, Math.min(newsAfter, limit * 1000));
        const { clock, steps } = arrivalTimer(clocks, now);
        const instants = [...markAt.filter((mark) => mark > now), due];
        const waits = [clock.nextAt, ...steps.slice(0, -1).map(({ nextAt }) => nextAt)];
        const wakes = instants.map((instant, n) => Date.parse(instant) + (n + 1 < instants.length ? 1 : 2000));
        expect(waits).toEqual(instants);
        for (const [n, { at, expectedVersion, version }] of steps.entries()) {
          const early = (wakes[n] ?? 0) - Date.parse(at);
          expect(at.endsWith('.000Z') && early <= 0 && early > -1000).toBe(true);
          // The guard of the state machine: what the row waits for has passed when the step wakes.
          expect((instants[n] ?? '') < at).toBe(true);
          expect([expectedVersion, version]).toEqual([n + 1, n + 2]);
        }
        expect(steps.map(({ statusAfter }) => statusAfter)).toEqual([
          ...instants.slice(1).map(() => 'running'),
          'breached',
        ]);
      }),
      { numRuns: 4000 },
    );
  });
});
