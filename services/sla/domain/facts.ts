import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { promisedClockSchema } from '../contract/policy.ts';

const factShape = {
  /** Id of the event that told it: the same fact told twice is one fact. */
  id: z.string(),
  /** Instant of the act itself, whenever the news came. */
  at: instantSchema,
};

const receivedFactSchema = z.object({
  ...factShape,
  kind: z.literal('received'),
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
  clocks: z.array(promisedClockSchema),
});

const workOrderFactSchema = z.object({
  ...factShape,
  kind: z.enum(['assigned', 'accepted', 'arrived']),
  workOrderId: z.string(),
  staffId: z.string(),
});

/** What happened in the life of one request, as far as deadlines are concerned. */
export const factSchema = z.discriminatedUnion('kind', [receivedFactSchema, workOrderFactSchema]);
export type Fact = z.infer<typeof factSchema>;
export type ReceivedFact = z.infer<typeof receivedFactSchema>;
export type WorkOrderFact = z.infer<typeof workOrderFactSchema>;

/** The first fact of a request's life, once its news has come; the others may come before it. */
export const receivedIn = (facts: readonly Fact[]): ReceivedFact | undefined =>
  facts.find((fact) => fact.kind === 'received');

/** Facts in the order in which they happened, not in which they were told. */
export const inOrder = <F extends Fact>(facts: readonly F[]): F[] =>
  facts.toSorted((a, b) => compare(a.at, b.at) || compare(a.id, b.id));

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Who held the request's work order at an instant: the person of the last act on it until then. */
export function holderAt(facts: readonly Fact[], instant: string): string | null {
  const acts = facts.filter((fact): fact is WorkOrderFact => fact.kind !== 'received' && fact.at <= instant);
  return inOrder(acts).at(-1)?.staffId ?? null;
}
