import { bySystem } from '../../../shared/events/by-system.ts';
import { log } from '../../../shared/log/log.ts';
import { calendarsFor } from '../domain/calendar-book.ts';
import { type ClockChange, decide } from '../domain/changes.ts';
import { lives } from '../domain/clock.ts';
import type { Fact } from '../domain/facts.ts';
import type { SlaPorts } from '../ports.ts';
import { type ClockRow, clockAddress, type Partition } from '../store.ts';
import { armBy, armClock, timerName, writtenRow } from './arm-clock.ts';

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
  const changes = known ? [] : await changesBy(fact, partition, ports, now);
  if (!known) await write(partition, fact, changes, news, ports, now);
  await Promise.all([
    ...unarmed(partition.clocks, changes, news).map((row) => armClock(row, ports, now)),
    ...outdated(partition.clocks, changes).map((row) => ports.timer.stop(timerName(row.state))),
  ]);
}

async function changesBy(
  fact: Fact,
  { clocks, facts: known }: Partition,
  { store }: SlaPorts,
  now: string,
): Promise<ClockChange[]> {
  const facts = [...known, fact];
  const book = await store.calendars(calendarsFor(facts));
  return decide({ stored: clocks, facts, book, now, by: 'news' });
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

/** Clocks that live without a timer: those that have changed, and what a crash after an earlier commit left behind. */
function unarmed(stored: readonly ClockRow[], changes: readonly ClockChange[], { correlationId }: News): ClockRow[] {
  const changed = new Set(changes.map(({ state }) => state.clockId));
  const left = stored.filter(({ armed, state }) => !armed && !changed.has(state.clockId));
  return [...changes.map((change) => writtenRow(change, correlationId)), ...left].filter(({ state }) => lives(state));
}

/** Clocks as they were before they ended or got another timer. */
function outdated(stored: readonly ClockRow[], changes: readonly ClockChange[]): ClockRow[] {
  const changed = new Set(changes.map(({ state }) => state.clockId));
  return stored.filter(({ state }) => lives(state) && changed.has(state.clockId));
}
