import assert from 'node:assert/strict';
import { clockBreached, clockBreachRetracted, escalationRaised } from '../../../services/sla/contract/events.ts';
import { GRACE_MS } from '../../../services/sla/contract/grace.ts';
import type { Fact } from '../../../services/sla/domain/facts.ts';
import { raiseEscalation } from '../../../services/sla/use-cases/raise-escalation.ts';
import { settleClock } from '../../../services/sla/use-cases/settle-clock.ts';
import { takeFact } from '../../../services/sla/use-cases/take-fact.ts';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import { type Life, randomLife } from './life.ts';
import { type Expected, recompute } from './oracle.ts';
import { Random } from './random.ts';
import { Crash, EARLY_MS, noTrouble, type Trouble, World, type Written } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A message in a queue: received again, later, until it has been dealt with. */
interface Message {
  at: number;
  tries: number;
  /** Instant of its first receipt, by the queue's clock. */
  firstReceived?: string;
  readonly run: (moment: Moment) => Promise<void>;
}

/** When a message is worked on: by the server's own clock, and by the queue's. */
interface Moment {
  readonly now: string;
  readonly passed: string;
}

/** How far servers' clocks may be apart. */
const SKEW_MS = 5 * MINUTE;

/** Deliveries of one message before the trouble spares it: in the end every queue is empty. */
const MOST_TRIES = 6;

export interface Circumstances {
  /** Without: trouble of all kinds, or none. */
  readonly trouble?: Trouble;
  /** The place at which a process dies, counted over the life; 0 for none. */
  readonly crashAt?: number;
}

/**
 * Lives one life in a troubled world and judges the outcome.
 * @throws AssertionError with what went wrong; the seed gives the same life and the same trouble again
 */
export async function simulate(seed: number, circumstances: Circumstances = {}): Promise<World> {
  const random = new Random(seed);
  const life = randomLife(random);
  const trouble = circumstances.trouble ?? troubleOf(random);
  const world = new World(life.receivedAt, random, trouble);
  world.crashAt = circumstances.crashAt ?? 0;
  const post = new Post(world, random);
  world.onEvent = (clockId, event) => post.relay(clockId, event);
  for (const fact of life.facts) post.tell(fact);
  await post.untilQuiet();
  world.calmDown();
  await post.untilQuiet();
  judge(world, life, post.told);
  if (trouble === noTrouble && world.crashAt === 0) judgeQuiet(world, post);
  return world;
}

/** Quiet lives too: what is wrong without trouble must not hide behind it. */
function troubleOf(random: Random): Trouble {
  if (random.happens(0.2)) return noTrouble;
  const some = (most: number) => (random.happens(0.5) ? most : 0);
  return {
    conflict: some(0.2),
    crash: some(0.05),
    overtaken: some(0.15),
    indexBehind: some(0.3),
    timerLost: some(0.2),
    timerLate: some(0.3),
    timerDoubled: some(0.02),
    skew: some(0.3),
  };
}

/** What has been said of one breach, to whoever reads alarms. */
interface Told {
  raised: boolean;
  retracted: boolean;
}

/** Queues, relay, sweep: everything that makes things happen, at some time, at least once, in no order. */
class Post {
  readonly #world: World;
  readonly #random: Random;
  #messages: Message[] = [];
  /** By `<clock> <generation of the breach>`. */
  readonly told = new Map<string, Told>();
  /** Events that only a sweep has written. */
  swept = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** The news of a fact, on its way to the inbox: once or twice, soon or long after every timer. */
  tell(fact: Fact): void {
    const news = { id: fact.id, correlationId: fact.id };
    for (
      let copies = this.#random.weighted([
        [3, 1],
        [1, 2],
        [0.5, 3],
      ]);
      copies > 0;
      copies--
    )
      this.#send(Date.parse(fact.at) + this.#delay(), (moment) =>
        retrying(() => takeFact('r-1', fact, news, this.#world.ports, moment)),
      );
  }

  #delay(): number {
    return this.#random.weighted([
      [6, () => this.#random.between(0, 3000)],
      [2, () => this.#random.between(0, 10 * MINUTE)],
      [2, () => this.#random.between(0, 6 * HOUR)],
      [1, () => this.#random.between(0, 12 * DAY)],
    ])();
  }

  #send(at: number, run: Message['run']): void {
    this.#messages.push({ at, tries: 0, run });
  }

  /** What the relay puts on the bus: breaches come back to our own inbox, the rest goes to whoever tells people. */
  relay(id: string, { name, version, data }: Written): void {
    for (
      let copies = this.#random.weighted([
        [3, 1],
        [1, 2],
      ]);
      copies > 0;
      copies--
    ) {
      const at =
        this.#world.now +
        this.#random.weighted([
          [4, () => 300],
          [1, () => this.#delay()],
        ])();
      if (name === clockBreached.name)
        this.#send(at, ({ now }) =>
          retrying(() =>
            raiseEscalation(
              clockBreached.data.parse(data),
              { id: `${id}.${version}`, correlationId: 'c' },
              this.#world.ports,
              now,
            ),
          ),
        );
      else if (name === escalationRaised.name) {
        const { clockId, generation } = escalationRaised.data.parse(data);
        this.#send(at, async () => this.#about(clockId, generation).raise());
      } else if (name === clockBreachRetracted.name) {
        const { clockId, generation } = clockBreached.data.omit({ judgedBy: true }).parse(data);
        this.#send(at, async () => this.#about(clockId, generation).retract());
      }
    }
  }

  #about(clockId: string, generation: number | undefined) {
    const key = `${clockId} ${generation}`;
    const told = this.told.get(key) ?? { raised: false, retracted: false };
    this.told.set(key, told);
    return {
      raise: () => {
        told.raised = true;
      },
      retract: () => {
        told.retracted = true;
      },
    };
  }

  /** Runs the world until nothing is on its way, nothing waits and nothing is owed. */
  async untilQuiet(): Promise<void> {
    const world = this.#world;
    for (let steps = 0; ; steps++) {
      assert.ok(steps < 5000, 'never quiet');
      const message = Math.min(...this.#messages.map(({ at }) => at));
      const sweep = Math.ceil(world.nextOwed / MINUTE) * MINUTE;
      const next = Math.min(message, world.nextTimer, sweep);
      if (next === Number.POSITIVE_INFINITY) return;
      world.now = Math.max(world.now, next);
      world.runTimers();
      if (message <= world.now) await this.#deliver();
      else if (sweep <= world.now) {
        await this.#sweep();
        // A sweep that left something looks again a minute later.
        world.now += 1;
      }
      if (world.strikes('timerDoubled')) world.rearm(String(world.mishaps.timerDoubled));
    }
  }

  /** One to three consumers side by side. */
  async #deliver(): Promise<void> {
    const due = this.#messages.filter(({ at }) => at <= this.#world.now + this.#random.oneOf([0, 0, EARLY_MS]));
    const batch = due.slice(0, this.#random.between(1, 3));
    this.#messages = this.#messages.filter((message) => !batch.includes(message));
    const skew = this.#world.strikes('skew') ? this.#random.between(-SKEW_MS, SKEW_MS) : 0;
    const now = new Date(this.#world.now + skew).toISOString();
    await Promise.all(
      batch.map(async (message) => {
        message.firstReceived ??= this.#world.iso;
        try {
          await message.run({ now, passed: message.firstReceived });
        } catch (error) {
          if (!(error instanceof Crash || error instanceof ConcurrentChange)) throw error;
          message.tries += 1;
          message.at = this.#world.now + 5000 * 2 ** Math.min(message.tries, 7);
          if (message.tries > MOST_TRIES) this.#world.calmDown();
          this.#messages.push(message);
        }
      }),
    );
  }

  async #sweep(): Promise<void> {
    const now = this.#world.iso;
    for (const row of this.#world.owed()) {
      const { version } = row;
      try {
        await settleClock(row, this.#world.ports, now);
        if (this.#world.clocks.get(row.sk.replace('clock#', ''))?.version !== version) this.swept += 1;
      } catch (error) {
        if (error instanceof Crash) return;
        if (!(error instanceof ConcurrentChange)) throw error;
      }
    }
  }
}

/** As the consumer does it, without its pauses. */
async function retrying(attempt: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof KeyTaken) return;
      if (!(error instanceof ConcurrentChange) || tries === 5) throw error;
    }
  }
}

function judge(world: World, { facts }: Life, told: ReadonlyMap<string, Told>): void {
  assert.equal(world.facts.size, facts.length, 'a fact is missing');
  const expected = Object.fromEntries([...recompute(facts)].map(([id, verdict]) => [id, comparable(verdict)]));
  const found = Object.fromEntries(
    [...world.clocks].map(([id, { state: clock }]) => [
      id,
      comparable({ status: clock.status, start: clock.start, due: clock.due }),
    ]),
  );
  assert.deepEqual(found, expected, 'the verdicts');
  world.checkReplay();
  for (const [id, { state: clock, todoAt }] of world.clocks) {
    assert.equal(todoAt, undefined, `${id} owes something`);
    checkHistory(id, world.events.get(id) ?? []);
    const breaches = [...told].filter(([key]) => key.startsWith(`${id} `)).map(([, one]) => one);
    const standing = breaches.filter(({ raised, retracted }) => raised && !retracted).length;
    const alarmed = clock.status === 'breached' && clock.promised.ladder;
    assert.equal(standing, alarmed ? 1 : 0, `${id} is ${clock.status}, ${standing} alarms stand`);
  }
}

/** Where nothing goes wrong the timers do everything, and at once. */
function judgeQuiet(world: World, { swept }: Post): void {
  assert.equal(swept, 0, 'the sweep had to do what a timer should have done');
  for (const { name, at, data } of [...world.events.values()].flat()) {
    if (name !== clockBreached.name) continue;
    const { due, judgedBy } = clockBreached.data.parse(data);
    const late = Date.parse(at) - Date.parse(due) - GRACE_MS;
    assert.ok(judgedBy !== 'timer' || late < 1000, `${late} ms late`);
  }
}

/** Nobody asks for the deadline of a cancelled clock. */
const comparable = ({ status, start, due }: Omit<Expected, 'status'> & { status: string }) =>
  status === 'cancelled' ? { status, start } : { status, start, due };

/** What the events of one clock must say in any life. */
function checkHistory(id: string, events: readonly Written[]): void {
  const names = events.map(({ name }) => name.replace('clock.', ''));
  assert.equal(names.filter((name) => name === 'started').length, 1, `${id}: ${names}`);
  assert.equal(names[0], 'started', `${id}: ${names}`);
  const breaches = events.flatMap(({ name, at, data }) => {
    if (name !== clockBreached.name) return [];
    const { due, generation, judgedBy } = clockBreached.data.parse(data);
    const early = judgedBy === 'timer' && Date.parse(at) < Date.parse(due) + GRACE_MS;
    assert.ok(!early, `${id} breached at ${at}, due ${due}`);
    return [generation];
  });
  assert.equal(new Set(breaches).size, breaches.length, `${id} breached twice in one generation`);
  // A breach is followed by its retraction before anything contrary is said.
  let breached = false;
  for (const name of names) {
    if (name === 'breached') {
      assert.ok(!breached, `${id}: ${names}`);
      breached = true;
    } else if (name === 'breach-retracted') {
      assert.ok(breached, `${id}: ${names}`);
      breached = false;
    } else assert.ok(!breached || name === 'moved', `${id}: ${names}`);
  }
}
