import { requestClosed } from '../../services/intake/contract/events.ts';
import { listOf } from '../../services/intake/domain/listing.ts';
import { evolve, requestSchema } from '../../services/intake/domain/request.ts';
import { requestAddress } from '../../services/intake/store.ts';
import { draft } from '../../shared/journal/event-item.ts';
import type { Journal } from '../../shared/journal/journal.ts';

/** Closes a request as staff do, whatever its steps so far. */
export async function close(journal: Journal, id: string, at: string): Promise<void> {
  const address = requestAddress(id);
  const stored = await journal.read(address, requestSchema);
  if (!stored) throw new Error(`no request ${id}`);
  const { number, communityId, buildingId, premisesId, place, categoryLabel } = stored.state;
  const about = { number, communityId, buildingId, premisesId, place, categoryLabel };
  const event = draft(requestClosed, { ...about, at, staffId: 'wu-ting' });
  const actor = { type: 'staff', id: 'wu-ting' } as const;
  const state = evolve(stored.state, event, { id, actor });
  await journal.write({
    cause: { at, actor, correlationId: 'c', causationId: 'c' },
    changes: [{ address, expectedVersion: stored.version, state, events: [event], list: listOf(state) }],
  });
}
