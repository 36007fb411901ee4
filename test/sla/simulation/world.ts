import assert from 'node:assert/strict';
import * as z from 'zod';
import type { ClockRow } from '../../../services/sla/clock-row.ts';
import { aboutSchema } from '../../../services/sla/contract/about.ts';
import { clockBreached } from '../../../services/sla/contract/events.ts';
import type { PublishedCalendar } from '../../../services/sla/contract/policy.ts';
import { type CalendarVersion, calendarBook } from '../../../services/sla/domain/calendar-book.ts';
import { type Clock, type ClockEvent, clockSchema, evolve, lives } from '../../../services/sla/domain/clock.ts';
import { type Fact, factSchema } from '../../../services/sla/domain/facts.ts';
import { listPlace } from '../../../services/sla/domain/lists.ts';
import type { SlaPorts } from '../../../services/sla/ports.ts';
import { type Partition, SlaStore } from '../../../services/sla/store.ts';
import { timerName, timerOf } from '../../../services/sla/use-cases/arm-clock.ts';
import { documentClient, type TransactItem } from '../../../shared/journal/dynamo.ts';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import type { ListPlace, Write } from '../../../shared/journal/journal.ts';
import type { OwedRow } from '../../../shared/journal/sweep.ts';
import type { TimerInput, TimerStep } from '../../../shared/timer/timer-input.ts';
import { published } from './calendars.ts';
import type { Random } from './random.ts';

/** A process dies at this very place. What it has written stays; what it was about to do is not done. */
export class Crash extends Error {}

/** How often things go wrong, as probabilities. */
export interface Trouble {
  /** A write is refused though nothing is wrong: conflict or throttling. */
  readonly conflict: number;
  /** A process dies before a call of a port, or after it. */
  readonly crash: number;
  /** Time passes, and timers fire, between what was read and what is written from it. */
  readonly overtaken: number;
  /** An execution ends without a word. */
  readonly timerLost: number;
  /** It wakes up late, up to a minute and a half; or it runs on though it was stopped. */
  readonly timerLate: number;
  /** Every clock that lives gets a second timer. */
  readonly timerDoubled: number;
  /** The index of what is owed shows what stood there a while ago. */
  readonly indexBehind: number;
  /** The clock of a server is up to five minutes from the others'. */
  readonly skew: number;
}
export type Mishap = keyof Trouble;

export const noTrouble: Trouble = {
  ...{ conflict: 0, crash: 0, overtaken: 0, indexBehind: 0, skew: 0 },
  ...{ timerLost: 0, timerLate: 0, timerDoubled: 0 },
};

const storedStateSchema = clockSchema.extend({ correlationId: z.string(), about: aboutSchema });

interface StoredClock {
  readonly version: number;
  readonly state: z.infer<typeof storedStateSchema>;
  readonly todoAt?: string | undefined;
  readonly armedAt?: string;
  /** Where the index of lists shows it. */
  readonly list?: ListPlace | undefined;
}

/** An event as the journal holds it. */
export interface Written extends ClockEvent {
  readonly version: number;
}

interface Execution {
  readonly input: TimerInput;
  step: TimerStep;
  wakeAt: number;
  tries: number;
}

/** How far ahead of the others the server may be that an act was done on. */
export const EARLY_MS = 500;

const CONFLICT_PAUSE_MS = 1000;
const MOST_TRIES = 5;

const store = new SlaStore(documentClient(), 'sla');
/** Only what was asked for is at hand, as with the table. */
const isThat = (wanted: CalendarVersion, { calendarId, version }: PublishedCalendar): boolean =>
  wanted.calendarId === calendarId && wanted.version === version;

/**
 * Sla's partition of one request with its timers, in virtual time: what DynamoDB would guard, what Step Functions would
 * do, and everything that may go wrong between them.
 */
export class World {
  now: number;
  readonly facts = new Map<string, Fact>();
  readonly clocks = new Map<string, StoredClock>();
  readonly events = new Map<string, Written[]>();
  /** By `<clock id> <generation of the breach>`. */
  readonly escalations = new Set<string>();
  /** Called for everything that the relay would publish. */
  onEvent: (clockId: string, event: Written) => void = () => {};
  /** What went wrong, and how often. */
  readonly mishaps: Record<Mishap, number> = { ...noTrouble };
  /** Places so far at which a process could have died, and the one at which it must. */
  places = 0;
  crashAt = 0;
  #trouble: Trouble;
  #head = 0;
  readonly #executions = new Map<string, Execution>();
  /** Names that Step Functions does not take again. */
  readonly #names = new Set<string>();
  readonly #random: Random;
  /** What the index of owed rows showed a while ago. */
  #oldIndex: readonly string[] = [];

  constructor(now: number, random: Random, trouble: Trouble) {
    this.now = now;
    this.#random = random;
    this.#trouble = trouble;
  }

  /** From here on nothing goes wrong any more. */
  calmDown(): void {
    this.#trouble = noTrouble;
  }

  /** Whether a mishap happens here. */
  strikes(mishap: Mishap): boolean {
    const struck = this.#random.happens(this.#trouble[mishap]);
    this.mishaps[mishap] += Number(struck);
    return struck;
  }

  get iso(): string {
    return new Date(this.now).toISOString();
  }

  readonly ports: SlaPorts = {
    company: 'demo',
    journal: { write: (write) => this.#call(() => this.#write(write)) },
    timer: {
      start: (name, input) => this.#call(() => this.#start(name, input)),
      stop: (name) => this.#call(() => this.#stop(name)),
    },
    store: {
      partition: (requestId) => this.#call(() => this.#partition(requestId)),
      armed: (clock, now, judgeBy) => this.#call(() => this.#armed(clock, now, judgeBy)),
      calendars: async (wanted) =>
        calendarBook(published.filter((one) => wanted.some((version) => isThat(version, one)))),
      factItems: store.factItems.bind(store),
      unchanged: store.unchanged.bind(store),
    },
  };

  /** A call of a port: others may be quicker, and the process may die before it or after it. */
  async #call<T>(act: () => T): Promise<T> {
    for (let others = this.#random.between(0, 2); others > 0; others--) await Promise.resolve();
    if (this.strikes('overtaken')) {
      this.now += this.#random.oneOf([1, 400, 2500]);
      this.runTimers();
    }
    this.#dieHere();
    const answer = act();
    this.#dieHere();
    return answer;
  }

  #dieHere(): void {
    this.places += 1;
    if (this.places === this.crashAt || this.strikes('crash')) throw new Crash(`at ${this.places}`);
  }

  #partition(requestId: string): Partition {
    return {
      requestId,
      headVersion: this.#head,
      facts: [...this.facts.values()],
      clocks: [...this.clocks.values()].map(rowOf).toSorted((a, b) => (a.state.clockId < b.state.clockId ? -1 : 1)),
      escalationIds: [...this.escalations],
    };
  }

  #write({ cause, changes, once, also = [] }: Write): void {
    const items = changes.reduce((sum, { events }) => sum + 1 + events.length, also.length + Number(!!once));
    assert.ok(items <= 100, `${items} items in a transaction`);
    if (this.strikes('conflict')) throw new ConcurrentChange('TransactionConflict');
    const fact = once && factSchema.parse(once.Put?.Item?.fact);
    if (fact && this.facts.has(fact.id)) throw new KeyTaken('already done');
    const asRead = changes.every(({ address: { type, id }, expectedVersion }) =>
      type === 'clock' ? (this.clocks.get(id)?.version ?? 0) === expectedVersion : !this.escalations.has(id),
    );
    if (!asRead || !also.every((item) => this.#holds(item))) throw new ConcurrentChange('ConditionalCheckFailed');
    if (fact) {
      this.facts.set(fact.id, fact);
      this.#head += 1;
    }
    for (const { address, expectedVersion, state, events, todoAt, list } of changes) {
      if (address.type === 'clock') {
        const version = expectedVersion + events.length;
        this.clocks.set(address.id, { version, state: storedStateSchema.parse(state), todoAt, list });
      } else this.escalations.add(address.id);
      for (const [n, { name, data }] of events.entries())
        this.#publish(address.id, { name, data, at: cause.at, version: expectedVersion + n + 1 });
    }
  }

  /** The two guards that stand beside a change: the partition's head, and a clock that must be as it was read. */
  #holds({ Put: put, ConditionCheck: check }: TransactItem): boolean {
    if (check) {
      const clock = this.clocks.get(String(check.Key?.sk).replace('clock#', ''));
      return clock?.version === check.ExpressionAttributeValues?.[':read'];
    }
    assert.equal(put?.Item?.sk, 'head');
    if (put.ConditionExpression === undefined) return true;
    return (put.ExpressionAttributeValues?.[':read'] ?? 0) === this.#head;
  }

  #publish(id: string, event: Written): void {
    const known = this.events.get(id) ?? [];
    assert.equal(event.version, known.length + 1, 'an event has the place of another');
    if (event.name === clockBreached.name) {
      const { due } = clockBreached.data.parse(event.data);
      assert.ok(this.now + EARLY_MS > Date.parse(due), `${id} breached at ${this.iso}, due ${due}`);
    }
    this.events.set(id, [...known, event]);
    this.onEvent(id, event);
  }

  #armed({ clockId, generation }: Clock, now: string, judgeBy: string): void {
    const clock = this.clocks.get(clockId);
    if (clock?.state.nextAt === undefined || clock.state.generation !== generation) return;
    this.clocks.set(clockId, { ...clock, armedAt: now, todoAt: judgeBy });
  }

  #start(name: string, input: TimerInput): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    if (this.strikes('timerLost')) return;
    const wakeAt = this.#wakeUp(input.step);
    this.#executions.set(name, { input, step: input.step, wakeAt, tries: 0 });
  }

  #stop(name: string): void {
    if (this.strikes('timerLate')) return;
    this.#executions.delete(name);
  }

  #wakeUp({ at }: TimerStep): number {
    const late = this.strikes('timerLate') ? this.#random.between(1, 90_000) : 0;
    return Math.max(Date.parse(at), this.now) + late;
  }

  /** Gives every clock that lives a second timer, as `rearm` does. */
  rearm(suffix: string): void {
    for (const clock of this.clocks.values())
      if (lives(clock.state)) this.#start(`${timerName(clock.state)}-r${suffix}`, timerOf(rowOf(clock), 'demo'));
  }

  get nextTimer(): number {
    return Math.min(...[...this.#executions.values()].map(({ wakeAt }) => wakeAt));
  }

  /** Lets every timer do what it has to do by now. */
  runTimers(): void {
    for (const [name, execution] of this.#executions)
      while (this.#executions.get(name) === execution && execution.wakeAt <= this.now) this.#fire(name, execution);
  }

  /** What `timer.asl.json` writes, under the same guards. */
  #fire(name: string, execution: Execution): void {
    if (this.strikes('conflict')) {
      execution.tries += 1;
      execution.wakeAt = this.now + CONFLICT_PAUSE_MS;
      if (execution.tries > MOST_TRIES) this.#executions.delete(name);
      return;
    }
    const { step } = execution;
    const id = execution.input.sk.replace('clock#', '');
    const clock = this.clocks.get(id);
    assert.ok(clock, 'a timer without a clock');
    const { status, nextAt } = clock.state;
    const passed =
      status === step.statusBefore &&
      clock.version === step.expectedVersion &&
      nextAt !== undefined &&
      nextAt < this.iso;
    if (!passed) {
      this.#executions.delete(name);
      return;
    }
    const { nextAt: _, ...settled } = clock.state;
    const state = storedStateSchema.parse({
      ...settled,
      status: step.statusAfter,
      ...(step.next ? { nextAt: step.nextAt } : { judgedAt: this.iso }),
    });
    const list = { listKey: step.listKey, listAt: step.listAt };
    this.clocks.set(id, { ...clock, version: step.version, state, todoAt: step.next && clock.todoAt, list });
    const { data }: { data: unknown } = JSON.parse(step.detail);
    this.#publish(id, { name: step.eventName, data, at: this.iso, version: step.version });
    if (!step.next || this.strikes('timerLost')) this.#executions.delete(name);
    else {
      execution.step = step.next;
      execution.wakeAt = this.#wakeUp(step.next);
    }
  }

  /** When a row is next owed something, as the table says. */
  get nextOwed(): number {
    const owed = [...this.clocks.values()].flatMap(({ todoAt }) => (todoAt ? [Date.parse(todoAt)] : []));
    return Math.min(...owed);
  }

  /** The rows that a sweep finds: by an index that may be behind, each read again. */
  owed(): OwedRow[] {
    const index = [...this.clocks].flatMap(([id, { todoAt }]) => (todoAt && todoAt <= this.iso ? [id] : []));
    const seen = this.strikes('indexBehind') ? this.#oldIndex : index;
    this.#oldIndex = index;
    return seen.flatMap((id) => {
      const clock = this.clocks.get(id);
      if (!clock?.todoAt) return [];
      const { state, version, armedAt, todoAt } = clock;
      return [{ ...state, version, armedAt, todoAt, pk: `request#${state.requestId}`, sk: `clock#${id}` }];
    });
  }

  /** The states that the events alone give must be those in the table, and each in the list of its status. */
  checkReplay(): void {
    for (const [id, { version, state, list }] of this.clocks) {
      assert.deepEqual(list, listPlace(state, state.about.communityId), `${id} is listed as ${list?.listKey}`);
      const events = this.events.get(id) ?? [];
      assert.equal(events.length, version, `${id} has ${events.length} events`);
      const { correlationId: _, about: __, ...stored } = state;
      const replayed = events.reduce<Clock | undefined>((clock, event) => evolve(clock, event), undefined);
      assert.deepEqual(replayed, stored, `${id} replayed`);
    }
  }
}

function rowOf({ version, state, armedAt }: StoredClock): ClockRow {
  const { correlationId, about, ...clock } = state;
  return { version, correlationId, about, armed: armedAt !== undefined, state: clock };
}
