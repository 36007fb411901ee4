import type { Journal } from '../../shared/journal/journal.ts';
import { log } from '../../shared/log/log.ts';
import { nextOpening } from '../../shared/time/open-time.ts';
import { listOf } from './domain/listing.ts';
import { requestSchema } from './domain/request.ts';
import { contactDue, contactDueAt } from './domain/silence.ts';
import type { Silence, SilenceWatch } from './silence-watch.ts';
import { type IntakeStore, requestAddress } from './store.ts';

export interface SilencePorts {
  readonly journal: Journal;
  readonly store: IntakeStore;
  readonly silences: SilenceWatch;
}

/**
 * A look whether a household has heard of its request lately (R072). If not, the desk is told, in its hours and again
 * after each further such time; if so, the next look is put off. Repeatable: nothing is told twice of one look.
 */
export async function settleSilence(row: Silence, { journal, store, silences }: SilencePorts, now: string) {
  const address = requestAddress(row.requestId);
  const [stored, told] = await Promise.all([journal.read(address, requestSchema), store.told(row.requestId)]);
  const heard = stored && { request: stored.state, ...told };
  const dueAt = heard ? contactDueAt(heard, silences.everyMs) : null;
  if (!heard || dueAt === null) return await silences.end(row);

  const { request } = heard;
  const again = row.toldAt === null ? dueAt : later(row.toldAt, silences.everyMs);
  const lookAt = await inDeskHours(dueAt > again ? dueAt : again, request.communityId, store);
  if (lookAt > now) return await silences.putOff(row, lookAt);
  const correlationId = `contact.${row.requestId}.${row.todoAt}`;
  await journal.write({
    cause: { at: now, actor: { type: 'system', id: 'intake' }, correlationId, causationId: correlationId },
    changes: [
      {
        address,
        expectedVersion: stored.version,
        state: request,
        events: [contactDue(heard, now, dueAt)],
        list: listOf(request),
      },
    ],
    also: [{ Update: silences.after(row, { todoAt: later(now, silences.everyMs), toldAt: now, dueAt }) }],
  });
  log.info('contact due', { requestId: request.id, correlationId });
}

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** The first instant from one on at which somebody sits at the desk; at once where nobody has said when. */
async function inDeskHours(at: string, communityId: string, store: IntakeStore): Promise<string> {
  const calendar = await store.deskHours(communityId);
  return calendar ? new Date(nextOpening(Date.parse(at), calendar)).toISOString() : at;
}
