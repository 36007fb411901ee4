import { type ClockChange, decide, type StoredClock } from '../../services/sla/domain/changes.ts';
import { type ClockEvent, evolve } from '../../services/sla/domain/clock.ts';
import type { Fact } from '../../services/sla/domain/facts.ts';
import { timerSteps } from '../../services/sla/domain/timer-steps.ts';
import { sharedAddress } from '../../shared/journal/address.ts';
import { type TimerStep, timerInput } from '../../shared/timer/timer-input.ts';
import { book } from './samples.ts';

/** An event as the journal would hold it. */
interface Written extends ClockEvent {
  readonly version: number;
}

interface Row {
  stored: StoredClock;
  readonly events: Written[];
}

/**
 * Sla's rows of one request as DynamoDB would guard them: facts once, clocks by version, and the timer's writes by the
 * same three conditions as its state machine's.
 */
export class ClockTable {
  readonly facts: Fact[] = [];
  readonly rows = new Map<string, Row>();
  readonly #timers: { clockId: string; step: TimerStep | undefined }[] = [];

  news(fact: Fact, now: string, armed = true): void {
    if (!this.facts.some(({ id }) => id === fact.id)) this.facts.push(fact);
    for (const { state, expectedVersion } of this.settle(now, 'news'))
      if (armed && expectedVersion === 0) this.arm(state.clockId);
  }

  settle(now: string, by: 'news' | 'sweep'): ClockChange[] {
    const changes = decide({ stored: this.stored, facts: this.facts, book, now, passed: now, by });
    for (const change of changes) this.#write(change, now);
    return changes;
  }

  get stored(): StoredClock[] {
    return [...this.rows.values()].map(({ stored }) => stored);
  }

  #write({ expectedVersion, state, events }: ClockChange, at: string): void {
    const row = this.rows.get(state.clockId);
    if ((row?.stored.version ?? 0) !== expectedVersion) throw new Error('not the version that was read');
    const written = events.map(({ name, data }, n) => ({ name, data, at, version: expectedVersion + n + 1 }));
    this.rows.set(state.clockId, {
      stored: { version: expectedVersion + events.length, state },
      events: [...(row?.events ?? []), ...written],
    });
  }

  /** Starts a timer, as the handler does after the commit, or the sweep, or `rearm`. */
  arm(clockId: string): void {
    const stored = this.rows.get(clockId)?.stored;
    if (stored?.state.status !== 'running') return;
    const address = sharedAddress(`request#${stored.state.requestId}`, 'clock', clockId);
    const cause = { actor: { type: 'system', id: 'timer' }, correlationId: 'c', causationId: 'c' } as const;
    const { step } = timerInput(address, stored.version, timerSteps(stored.state, 'yunshan'), 'demo', cause);
    this.#timers.push({ clockId, step });
  }

  armAll(): void {
    for (const clockId of this.rows.keys()) this.arm(clockId);
  }

  /** Lets every timer do what it has to do until an instant. */
  timers(now: string): void {
    for (const timer of this.#timers)
      while (timer.step && timer.step.at <= now) timer.step = this.#fire(timer.clockId, timer.step, now);
  }

  #fire(clockId: string, step: TimerStep, now: string): TimerStep | undefined {
    const row = this.rows.get(clockId);
    if (!row) throw new Error('a timer without a clock');
    const { version, state } = row.stored;
    const passed = state.status === 'running' && version === step.expectedVersion && (state.nextAt ?? now) < now;
    if (!passed) return undefined;
    const { data }: { data: unknown } = JSON.parse(step.detail);
    const { nextAt: _, ...settled } = state;
    // What the state machine writes, not what the domain thinks of it.
    const written = step.next
      ? { ...state, status: 'running' as const, nextAt: step.nextAt }
      : { ...settled, status: 'breached' as const, judgedAt: now };
    if (written.status !== step.statusAfter) throw new Error(`unexpected status ${step.statusAfter}`);
    row.stored = { version: step.version, state: written };
    row.events.push({ name: step.eventName, at: now, data, version: step.version });
    return step.next;
  }

  /** The states that the events alone give. */
  replayed(): StoredClock[] {
    return [...this.rows.values()].map(({ events }) => {
      const [first, ...others] = events;
      if (!first) throw new Error('a clock without events');
      return { version: events.length, state: others.reduce(evolve, evolve(undefined, first)) };
    });
  }
}
