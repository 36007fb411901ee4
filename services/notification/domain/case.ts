import * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import type { RequestReceived } from '../../intake/contract/events.ts';

/**
 * What messages about a request need and later events do not carry: a projection of intake's news. Whose it is, what
 * it is about now, and the id of who reported it.
 */
export const caseSchema = z.object({
  requestId: z.string(),
  number: z.string(),
  communityId: z.string(),
  buildingId: z.string(),
  premisesId: z.string(),
  place: z.string(),
  categoryLabel: textSchema,
  keyword: z.string().nullable(),
  department: z.string(),
  urgent: z.boolean(),
  /** Null when staff took it down, or while only later news is known. */
  reporterId: z.string().nullable(),
  /** When the household was last told that staff have left a note; null before the first. */
  noteToldAt: instantSchema.nullable().default(null),
  /** Version of the request that told the category. */
  asOf: z.int().positive(),
});
export type Case = z.infer<typeof caseSchema>;

type Classified = Pick<
  RequestReceived,
  | 'number'
  | 'communityId'
  | 'buildingId'
  | 'premisesId'
  | 'place'
  | 'categoryLabel'
  | 'keyword'
  | 'department'
  | 'urgent'
>;

/** The case after any news that names its category; older news than what is known changes nothing of it. */
export function classified(known: Case | undefined, { subject, data }: Envelope<Classified>): Case {
  if (known && known.asOf >= subject.version) return known;
  const { number, communityId, buildingId, premisesId, place, categoryLabel, keyword, department, urgent } = data;
  return {
    ...{ requestId: subject.id, number, communityId, buildingId, premisesId, place },
    ...{ categoryLabel, keyword, department, urgent },
    reporterId: known?.reporterId ?? null,
    noteToldAt: known?.noteToldAt ?? null,
    asOf: subject.version,
  };
}

/** The case after the receipt, also when later news came first. */
export const received = (known: Case | undefined, event: Envelope<RequestReceived>): Case => ({
  ...classified(known, event),
  reporterId: event.actor.type === 'person' ? event.actor.id : null,
});
