import { bySystem } from '../../../shared/events/by-system.ts';
import { eventId } from '../../../shared/journal/address.ts';
import type { OwedRow } from '../../../shared/journal/sweep.ts';
import { count, log } from '../../../shared/log/log.ts';
import { metricNames } from '../../../shared/log/metric-names.ts';
import { decide } from '../domain/changes.ts';
import type { SlaPorts } from '../ports.ts';
import { clockAddress, clockRow } from '../store.ts';
import { armClock } from './arm-clock.ts';

/**
 * What a clock owes when the sweep comes by: a timer that nobody started, or a verdict that no timer wrote. The row
 * decides; the number judged here is a metric, since the timers ought to have done it.
 */
export async function settleClock(row: OwedRow, ports: SlaPorts, now: string): Promise<void> {
  const clock = clockRow(row);
  const { requestId, clockId } = clock.state;
  const { facts, clocks } = await ports.store.partition(requestId);
  const change = decide({ stored: clocks, facts, now, by: 'sweep' }).find(({ state }) => state.clockId === clockId);
  if (!change) {
    await armClock(clock, ports, now);
    return;
  }
  const address = clockAddress(requestId, clockId);
  const cause = bySystem('sla', { id: eventId(address, 1), correlationId: clock.correlationId }, now);
  const state = { ...change.state, correlationId: clock.correlationId };
  await ports.journal.write({ cause, changes: [{ ...change, address, state }] });
  count(metricNames.clocksJudgedBySweep);
  log.warn('clock judged by the sweep', { requestId, clockId, correlationId: clock.correlationId });
}
