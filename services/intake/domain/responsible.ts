import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import type { News } from './progress.ts';
import type { Request } from './request.ts';

/** Somebody who had to see to it, and for how long; `to` is null while they still have it. */
export const responsibleSchema = z.object({
  staffId: z.string(),
  workOrderId: z.string().nullable().describe('Null for who has the request itself in hand'),
  from: instantSchema,
  to: instantSchema.nullable(),
});
export type Responsible = z.infer<typeof responsibleSchema>;

/** What ends somebody's work order for them; being given to the next person does so too. */
const ends: readonly News['kind'][] = ['completed', 'withdrawn', 'refused'];

/**
 * Who has had a request in hand, and its work, from when to when, in the order in which it began (R025). Made of facts
 * alone, which are never changed: in whatever order their news came, the history is the same.
 */
export function responsible({ holders }: Pick<Request, 'holders'>, news: readonly News[]): Responsible[] {
  const ofWork = news.flatMap(({ kind, staffId, workOrderId, at: from }): Responsible[] => {
    if (kind !== 'dispatched' || staffId === null) return [];
    const ending = news.flatMap((later) => {
      if (later.workOrderId !== workOrderId) return [];
      if (later.kind === 'dispatched') return later.at > from ? [later.at] : [];
      const theirs = later.kind !== 'refused' || later.staffId === staffId;
      return ends.includes(later.kind) && theirs && later.at >= from ? [later.at] : [];
    });
    return [{ staffId, workOrderId, from, to: ending.toSorted()[0] ?? null }];
  });
  const ofRequest = holders.map((holder) => ({ ...holder, workOrderId: null }));
  return [...ofRequest, ...ofWork].toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
}

/** What a person does with work that nobody did before them for the reporter. */
const responses: readonly News['kind'][] = ['accepted', 'in-progress', 'completed'];

/**
 * When a person of ours first responded, as the clock of the first response sees it (R024, R059): by taking the report
 * down, by an act on the request or by taking its work. Null while nobody has. A reopening does not undo it.
 */
export function firstResponseAt(
  { onBehalf, receivedAt, firstActAt, life }: Pick<Request, 'onBehalf' | 'receivedAt' | 'firstActAt' | 'life'>,
  news: readonly News[],
): string | null {
  const ofWork = news.filter(({ kind }) => responses.includes(kind)).map(({ at }) => at);
  // In the rows of the first days only the life tells of the act.
  const all = [onBehalf ? receivedAt : null, firstActAt, life.confirmedAt, ...ofWork];
  return all.filter((at) => at !== null).toSorted()[0] ?? null;
}
