import { bySystem } from '../../../shared/events/by-system.ts';
import { count, log } from '../../../shared/log/log.ts';
import { metricNames } from '../../../shared/log/metric-names.ts';
import type { ClockRow } from '../clock-row.ts';
import { calendarsFor } from '../domain/calendar-book.ts';
import { decide } from '../domain/changes.ts';
import { lives } from '../domain/clock.ts';
import type { Fact } from '../domain/facts.ts';
import { aboutOf, requestNow } from '../domain/request-now.ts';
import type { SlaPorts } from '../ports.ts';
import type { Partition } from '../store.ts';
import { armClock, timerName } from './arm-clock.ts';
import { type WrittenClock, writtenClock } from './written-clock.ts';

/** The event that told a fact. */
interface News {
  readonly id: string;
  readonly correlationId: string;
}

/** ISO instants of the taking: by our own clock, and the one that has surely passed (see `Situation`). */
interface Moment {
  readonly now: string;
  readonly passed: string;
}

/**
 * Adds a fact to its request and lets the verdicts follow: one transaction with the fact, the raised head and every
 * clock that changes. Then, outside it, the quick paths: new clocks get their timers, ended ones lose theirs.
 * Repeatable: a fact that is there already changes nothing, and arms what was left unarmed.
 * @throws ConcurrentChange to be called again with a fresh look
 */
export async function takeFact(
  requestId: string,
  fact: Fact,
  news: News,
  ports: SlaPorts,
  moment: Moment,
): Promise<void> {
  const { now } = moment;
  const partition = await ports.store.partition(requestId);
  const known = partition.facts.some(({ id }) => id === fact.id);
  const written = known ? [] : await changedBy(fact, partition, news, ports, moment);
  if (!known) await write(partition, fact, written, news, ports, now);
  await armChanged(partition, written, ports, now);
}

/** Gives clocks that have changed, and those left unarmed, their timers, and ends the timers of before. */
export async function armChanged(
  { clocks }: Partition,
  written: readonly WrittenClock[],
  ports: SlaPorts,
  now: string,
): Promise<void> {
  const changed = written.map(({ row }) => row);
  await Promise.all([
    ...unarmed(clocks, changed).map((row) => armClock(row, ports, now)),
    ...outdated(clocks, changed).map((row) => ports.timer.stop(timerName(row.state))),
  ]);
}

/** The clocks of a request as they must be written once a fact has joined it. */
export async function changedBy(
  fact: Fact,
  { clocks, facts: known }: Partition,
  { correlationId }: News,
  { store }: SlaPorts,
  moment: Moment,
): Promise<WrittenClock[]> {
  const facts = [...known, fact];
  const request = requestNow(facts);
  if (!request) return [];
  const book = await store.calendars(calendarsFor(facts));
  const changes = decide({ stored: clocks, facts, book, ...moment, by: 'news' });
  return changes.map((change) => writtenClock(change, { correlationId, about: aboutOf(request) }, moment.now));
}

async function write(
  partition: Partition,
  fact: Fact,
  written: readonly WrittenClock[],
  news: News,
  { journal, store }: SlaPorts,
  now: string,
): Promise<void> {
  const { once, head } = store.factItems(partition, fact);
  await journal.write({
    cause: bySystem('sla', news, now),
    changes: written.map(({ change }) => change),
    once,
    also: [head],
  });
  const { requestId } = partition;
  const verdicts = written.map(({ row: { state } }) => `${state.kind}=${state.status}`).join(' ');
  log.info('fact taken', { requestId, correlationId: news.correlationId, eventId: fact.id, fact: fact.kind, verdicts });
  const beyond = newlyBeyondCoverage(partition.clocks, written);
  if (beyond === 0) return;
  count(metricNames.clocksBeyondCoverage, beyond);
  log.warn('deadline beyond the holidays that are known', { requestId, correlationId: news.correlationId });
}

/** Clocks whose deadline now lies where the calendar knows weekends only, and did not before. */
function newlyBeyondCoverage(stored: readonly ClockRow[], written: readonly WrittenClock[]): number {
  const before = new Set(stored.filter(({ state }) => state.beyondCoverage).map(({ state }) => state.clockId));
  return written.filter(({ row: { state } }) => lives(state) && state.beyondCoverage && !before.has(state.clockId))
    .length;
}

/** Clocks that live without a timer: those that have changed, and what a crash after an earlier commit left behind. */
function unarmed(stored: readonly ClockRow[], changes: readonly ClockRow[]): ClockRow[] {
  const changed = new Set(changes.map(({ state }) => state.clockId));
  const left = stored.filter(({ armed, state }) => !armed && !changed.has(state.clockId));
  return [...changes, ...left].filter(({ state }) => lives(state));
}

/** Clocks as they were before they ended or got another timer. */
function outdated(stored: readonly ClockRow[], changes: readonly ClockRow[]): ClockRow[] {
  const changed = new Set(changes.map(({ state }) => state.clockId));
  return stored.filter(({ state }) => lives(state) && changed.has(state.clockId));
}
