import { bySystem } from '../../../shared/events/by-system.ts';
import { eventId } from '../../../shared/journal/address.ts';
import type { OwedRow } from '../../../shared/journal/sweep.ts';
import { count, log } from '../../../shared/log/log.ts';
import { metricNames } from '../../../shared/log/metric-names.ts';
import { clockRow } from '../clock-row.ts';
import { calendarsFor } from '../domain/calendar-book.ts';
import { decide } from '../domain/changes.ts';
import { lives } from '../domain/clock.ts';
import type { SlaPorts } from '../ports.ts';
import { clockAddress } from '../store.ts';
import { armClock } from './arm-clock.ts';
import { writtenClock } from './written-clock.ts';

/**
 * What a clock owes when the sweep comes by: a timer that nobody started, a verdict or the end of a pause that no timer
 * wrote. The row decides; the number judged here is a metric, since the timers ought to have done it.
 * @param now ISO instant of the sweep, by the scheduler's clock
 */
export async function settleClock(row: OwedRow, ports: SlaPorts, now: string): Promise<void> {
  const clock = clockRow(row);
  const { requestId, clockId } = clock.state;
  const { facts, clocks } = await ports.store.partition(requestId);
  const book = await ports.store.calendars(calendarsFor(facts));
  const changes = decide({ stored: clocks, facts, book, now, passed: now, by: 'sweep' });
  const change = changes.find(({ state }) => state.clockId === clockId);
  if (!change) {
    const current = clocks.find(({ state }) => state.clockId === clockId);
    if (current && lives(current.state)) await armClock(current, ports, now);
    return;
  }
  const written = writtenClock(change, clock, now);
  const news = { id: eventId(clockAddress(requestId, clockId), 1), correlationId: clock.correlationId };
  await ports.journal.write({ cause: bySystem('sla', news, now), changes: [written.change] });
  count(metricNames.clocksJudgedBySweep);
  log.warn('clock judged by the sweep', { requestId, clockId, correlationId: clock.correlationId });
  if (lives(change.state)) await armClock(written.row, ports, now);
}
