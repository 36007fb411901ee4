import type { PromisedClock } from '../../services/sla/contract/policy.ts';
import type { StoredClock } from '../../services/sla/domain/changes.ts';
import { decide } from '../../services/sla/domain/changes.ts';
import type { Fact, FactOf } from '../../services/sla/domain/facts.ts';
import { type Judged, judge } from '../../services/sla/domain/verdict.ts';
import { book, promised, RECEIVED_AT, received } from './samples.ts';

let told = 0;

type Rest<F extends Fact> = Omit<F, 'id' | 'at' | 'kind'>;
type Known =
  | ('agreed' | 'paused' | 'resumed' | 'waiting' | 'waiting-approved')
  | ('reclassified' | 'reopened' | 'promised' | 'extended');

/** A fact that an event has told. */
export function fact<Kind extends Known>(kind: Kind, at: string, rest: Rest<FactOf<Kind>>): Fact;
export function fact(kind: Known, at: string, rest: object): unknown {
  told += 1;
  return { id: `fact-${String(told).padStart(6, '0')}`, kind, at, ...rest };
}

export const paused = (at: string, more: Partial<Rest<FactOf<'paused'>>> = {}): Fact =>
  fact('paused', at, { pauseId: 'p-1', reason: 'owner-absent', appointment: null, maximum: 'P7D', ...more });

export const resumed = (at: string, pauseId = 'p-1'): Fact => fact('resumed', at, { pauseId });

export const extended = (at: string, clockId: string, until: string): Fact =>
  fact('extended', at, { clockId, until, reason: 'parts', note: null, staffId: 'zhou-lan' });

/** By an agent whose work it is not, with a reason. */
export const reclassified = (
  direction: 'raised' | 'lowered',
  at: string,
  clocks: PromisedClock[],
  more: Partial<Rest<FactOf<'reclassified'>>> = {},
): Fact =>
  fact('reclassified', at, {
    direction,
    clocks,
    by: { staffId: 'zhou-lan', roles: ['agent'] },
    byAssignee: false,
    reason: '只是灯泡坏了',
    ...more,
  });

/** A request of a policy, received at 10:00 on a Wednesday in Shanghai unless said otherwise. */
export const requestOf = (policyKey: string, at = RECEIVED_AT) => received({ at, clocks: promised(policyKey, at) });

/** How the clock of a kind stands, by the facts alone; the last one that was given. */
export function standing(kind: string, facts: readonly Fact[], now: string): Judged {
  const clock = judge(facts, now, book).findLast((judged) => judged.kind === kind);
  if (!clock) throw new Error(`no ${kind} clock`);
  return clock;
}

/** Rows and events of a request, as news after news makes them. */
export class Told {
  readonly facts: Fact[] = [];
  readonly #stored = new Map<string, StoredClock>();
  readonly events = new Map<string, { name: string; schema: number; data: unknown }[]>();

  news(fact: Fact, now: string): this {
    this.facts.push(fact);
    return this.look(now, 'news');
  }

  look(now: string, by: 'news' | 'sweep'): this {
    const changes = decide({ stored: [...this.#stored.values()], facts: this.facts, book, now, passed: now, by });
    for (const { state, expectedVersion, events } of changes) {
      this.#stored.set(state.clockId, { version: expectedVersion + events.length, state });
      this.events.set(state.clockId, [...(this.events.get(state.clockId) ?? []), ...events]);
    }
    return this;
  }

  state(clockId: string) {
    const stored = this.#stored.get(clockId);
    if (!stored) throw new Error(`no clock ${clockId}`);
    return stored.state;
  }

  /** Names of a clock's events, without `clock.`. */
  story(clockId: string): string[] {
    return (this.events.get(clockId) ?? []).map(({ name }) => name.replace('clock.', ''));
  }

  last(clockId: string): unknown {
    return this.events.get(clockId)?.at(-1)?.data;
  }
}
