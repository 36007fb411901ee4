import { bySystem } from '../../../shared/events/by-system.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import { log } from '../../../shared/log/log.ts';
import { escalationRaised } from '../contract/events.ts';
import { escalates, escalationOf } from '../domain/escalation.ts';
import { holderAt } from '../domain/facts.ts';
import { requestNow } from '../domain/request-now.ts';
import type { SlaPorts } from '../ports.ts';
import { escalationAddress } from '../store.ts';

/**
 * The first level of the ladder, once per clock. A breach that has been retracted meanwhile is not told; the clock is
 * held as it was read, so a retraction at the same moment cannot slip by.
 */
export async function raiseEscalation(
  breach: { requestId: string; clockId: string },
  news: { id: string; correlationId: string },
  { journal, store }: SlaPorts,
  now: string,
): Promise<void> {
  const { requestId, clockId } = breach;
  const { clocks, facts, escalationIds } = await store.partition(requestId);
  const row = clocks.find(({ state }) => state.clockId === clockId);
  const request = requestNow(facts);
  if (!row || !request || !escalates(row.state)) return;
  const escalation = escalationOf(request, holderAt(facts, row.state.due), row.state);
  if (escalationIds.includes(escalation.escalationId)) return;
  await journal.write({
    cause: bySystem('sla', news, now),
    changes: [
      {
        address: escalationAddress(requestId, escalation.escalationId),
        expectedVersion: 0,
        state: { ...escalation, raisedAt: now },
        events: [draft(escalationRaised, escalation)],
      },
    ],
    also: [store.unchanged(row)],
  });
  log.info('escalation raised', { requestId, clockId, correlationId: news.correlationId, level: escalation.level });
}
