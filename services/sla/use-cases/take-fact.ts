import { bySystem } from '../../../shared/events/by-system.ts';
import { log } from '../../../shared/log/log.ts';
import { type ClockChange, decide } from '../domain/changes.ts';
import type { Fact } from '../domain/facts.ts';
import type { SlaPorts } from '../ports.ts';
import { type ClockRow, clockAddress, type Partition } from '../store.ts';
import { armBy, armClock, timerName } from './arm-clock.ts';

/** The event that told a fact. */
interface News {
  readonly id: string;
  readonly correlationId: string;
}

/**
 * Adds a fact to its request and lets the verdicts follow: one transaction with the fact, the raised head and every
 * clock that changes. Then, outside it, the quick paths: new clocks get their timers, ended ones lose theirs.
 * Repeatable: a fact that is there already changes nothing, and arms what was left unarmed.
 * @throws ConcurrentChange to be called again with a fresh look
 */
export async function takeFact(requestId: string, fact: Fact, news: News, ports: SlaPorts, now: string): Promise<void> {
  const partition = await ports.store.partition(requestId);
  const known = partition.facts.some(({ id }) => id === fact.id);
  const changes = known ? [] : decide({ stored: partition.clocks, facts: [...partition.facts, fact], now, by: 'news' });
  if (!known) await write(partition, fact, changes, news, ports, now);
  await Promise.all([
    ...unarmed(partition.clocks, changes, news).map((row) => armClock(row, ports, now)),
    ...ended(partition.clocks, changes).map((row) => ports.timer.stop(timerName(row.state))),
  ]);
}

async function write(
  partition: Partition,
  fact: Fact,
  changes: readonly ClockChange[],
  news: News,
  { journal, store }: SlaPorts,
  now: string,
): Promise<void> {
  const { once, head } = store.factItems(partition, fact);
  await journal.write({
    cause: bySystem('sla', news, now),
    changes: changes.map(({ expectedVersion, state, events }) => ({
      address: clockAddress(partition.requestId, state.clockId),
      expectedVersion,
      state: { ...state, correlationId: news.correlationId },
      events,
      todoAt: armBy(state, now),
    })),
    once,
    also: [head],
  });
  log.info('fact taken', {
    requestId: partition.requestId,
    correlationId: news.correlationId,
    eventId: fact.id,
    fact: fact.kind,
    verdicts: changes.map(({ state }) => `${state.kind}=${state.status}`).join(' '),
  });
}

/** Running clocks without a timer: the new ones, and what a crash after an earlier commit left behind. */
function unarmed(stored: readonly ClockRow[], changes: readonly ClockChange[], news: News): ClockRow[] {
  const made = changes
    .filter(({ expectedVersion }) => expectedVersion === 0)
    .map(({ state, events }) => ({
      state,
      version: events.length,
      correlationId: news.correlationId,
      armed: false,
    }));
  const changed = new Set(changes.map(({ state }) => state.clockId));
  const left = stored.filter(({ armed, state }) => !armed && !changed.has(state.clockId));
  return [...made, ...left].filter(({ state }) => state.status === 'running');
}

function ended(stored: readonly ClockRow[], changes: readonly ClockChange[]): ClockRow[] {
  const over = new Set(changes.filter(({ state }) => state.status !== 'running').map(({ state }) => state.clockId));
  return stored.filter(({ state }) => state.status === 'running' && over.has(state.clockId));
}
