import type { Cause } from '../../../shared/events/envelope.ts';
import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { log } from '../../../shared/log/log.ts';
import { toIso } from '../../../shared/time/instants.ts';
import type { FactOf } from '../domain/facts.ts';
import type { SlaPorts } from '../ports.ts';
import type { Partition } from '../store.ts';
import { armChanged, changedBy } from './take-fact.ts';
import type { WrittenClock } from './written-clock.ts';

/** A call has only its server's own clock, which ends nobody's silence. */
const NOTHING_PASSED = toIso(0);

/** An extension that may be written. */
export interface PlannedExtension {
  readonly fact: FactOf<'extended'>;
  readonly partition: Partition;
  readonly written: readonly WrittenClock[];
}

/** What an extension makes of its request's clocks, as all facts then say. */
export async function planExtension(
  fact: FactOf<'extended'>,
  partition: Partition,
  ports: SlaPorts,
  { at: now, correlationId }: Cause,
): Promise<PlannedExtension> {
  const moment = { now, passed: NOTHING_PASSED };
  return { fact, partition, written: await changedBy(fact, partition, { id: fact.id, correlationId }, ports, moment) };
}

/**
 * Writes the fact, the raised head, every clock that changes and the call's once-record in one transaction. Then,
 * outside it, the quick path: what no timer waits for now, the sweep arms.
 * @throws ConcurrentChange to be called again with a fresh look
 */
export async function writeExtension(
  { fact, partition, written }: PlannedExtension,
  ports: SlaPorts,
  cause: Cause,
  once: TransactItem,
): Promise<void> {
  const items = ports.store.factItems(partition, fact);
  const changes = written.map(({ change }) => change);
  await ports.journal.write({ cause, changes, once, also: [items.once, items.head] });
  const { requestId } = partition;
  log.info('deadline extended', { requestId, correlationId: cause.correlationId, clockId: fact.clockId });
  try {
    await armChanged(partition, written, ports, cause.at);
  } catch (error) {
    log.warn('timer left to the sweep', { requestId, correlationId: cause.correlationId, error: String(error) });
  }
}
