import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { isDuration } from '../../../shared/time/durations.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { extensionReasonSchema } from '../contract/extensions.ts';
import { clockKindSchema } from '../contract/ids.ts';
import { pauseReasonSchema, waitingReasonSchema } from '../contract/pauses.ts';
import { promisedClockSchema } from '../contract/policy.ts';

const factShape = {
  /** Id of the event that told it: the same fact told twice is one fact. */
  id: z.string(),
  /** Instant of the act itself, whenever the news came. */
  at: instantSchema,
};

/** Who acted, where the rules ask for a role: as it was when they acted. */
const bySchema = z.object({ staffId: z.string().nullable(), roles: z.array(roleSchema) });

/** What another category makes of a request, for those who are told of a breach. */
const classificationSchema = z.object({
  categoryLabel: textSchema,
  keyword: z.string().nullable(),
  department: z.string(),
  urgent: z.boolean(),
});

const receivedFactSchema = z.object({
  ...factShape,
  kind: z.literal('received'),
  requestId: z.string(),
  number: z.string(),
  communityId: z.string(),
  buildingId: z.string(),
  premisesId: z.string(),
  place: z.string(),
  ...classificationSchema.shape,
  /** Whom a complaint is about: the alarm of its breach passes them by (R023). */
  aboutStaffId: z.string().optional(),
  /** Taken down by staff, at the counter or on the phone: then a person has heard it. */
  onBehalf: z.boolean().default(false),
  clocks: z.array(promisedClockSchema),
});

const workOrderFactSchema = z.object({
  ...factShape,
  kind: z.enum(['assigned', 'accepted', 'arrived']),
  workOrderId: z.string(),
  staffId: z.string(),
});

/**
 * An act on the request as a whole: `taken` in hand or confirmed by staff; `answered`; `quoted`; `completed`, all its
 * work is done; `resolved`, what the owner complained about is solved; `feedback-given`, the result told to the owner;
 * `called-back`; `closed`. Nobody's id where the system did it, as a tariff sent by itself.
 */
const requestFactSchema = z.object({
  ...factShape,
  kind: z.enum(['taken', 'answered', 'quoted', 'completed', 'resolved', 'feedback-given', 'called-back', 'closed']),
  staffId: z.string().nullable(),
});

/** Owner and staff have agreed on a time, for a clock whose limit says so (R044). The last agreement counts. */
const agreedFactSchema = z.object({
  ...factShape,
  kind: z.literal('agreed'),
  clock: clockKindSchema,
  until: instantSchema,
});

/** Nothing can be done until the owner does something. Ends at the appointment, or after the maximum. */
const pausedFactSchema = z.object({
  ...factShape,
  kind: z.literal('paused'),
  pauseId: z.string(),
  reason: pauseReasonSchema,
  appointment: instantSchema.nullable(),
  /** The longest that a pause for this reason could last when it began. */
  maximum: z.string().refine(isDuration),
});

/** Work goes on: ends a pause earlier than it would have ended by itself, or a wait. */
const resumedFactSchema = z.object({
  ...factShape,
  kind: z.literal('resumed'),
  /** `pauseId` of the pause or `waitingId` of the wait. */
  pauseId: z.string(),
});

/** Parts, somebody else's work or the weather keep us waiting. The clock runs on (R062). */
const waitingFactSchema = z.object({
  ...factShape,
  kind: z.literal('waiting'),
  waitingId: z.string(),
  reason: waitingReasonSchema,
  /** The alternative or the timetable, in the words that the owner gets (R062). */
  textToOwner: z.string().min(1).max(500).nullable(),
});

/** The manager lets the clocks stand still for a wait, from this act until `until` at the latest (R062). */
const waitingApprovedFactSchema = z.object({
  ...factShape,
  kind: z.literal('waiting-approved'),
  waitingId: z.string(),
  until: instantSchema,
  by: bySchema,
});

/** The manager has given one clock more time, until `until` (R055). The last extension counts. */
const extendedFactSchema = z.object({
  ...factShape,
  kind: z.literal('extended'),
  clockId: z.string(),
  until: instantSchema,
  reason: extensionReasonSchema,
  /** Stays here: it may name people. */
  note: z.string().nullable(),
  staffId: z.string(),
});

/** The request has another category, and so other clocks (F-18). */
const reclassifiedFactSchema = z.object({
  ...factShape,
  kind: z.literal('reclassified'),
  /** Towards more or less urgency or weight; also of a complaint's grade. */
  direction: z.enum(['raised', 'lowered']),
  by: bySchema,
  /** Whether the work was theirs when they did it: nobody lowers their own. */
  byAssignee: z.boolean(),
  /** What the owner is told; demanded for lowering. */
  reason: z.string().nullable(),
  classification: classificationSchema.optional(),
  /** The clocks of the new category, promised from the receipt (of a reopened request: from its reopening). */
  clocks: z.array(promisedClockSchema),
});

/** It was not solved after all: fresh clocks, promised from this act (R017). */
const reopenedFactSchema = z.object({
  ...factShape,
  kind: z.literal('reopened'),
  staffId: z.string().nullable(),
  classification: classificationSchema.optional(),
  clocks: z.array(promisedClockSchema),
});

/** Clocks that count from a later act than the receipt: the owner's consent (R052), the end of the work (R092). */
const promisedFactSchema = z.object({
  ...factShape,
  kind: z.literal('promised'),
  clocks: z.array(promisedClockSchema),
});

/** The request has been withdrawn. */
const cancelledFactSchema = z.object({ ...factShape, kind: z.literal('cancelled') });

/** What happened in the life of one request, as far as deadlines are concerned. */
export const factSchema = z.discriminatedUnion('kind', [
  receivedFactSchema,
  workOrderFactSchema,
  requestFactSchema,
  agreedFactSchema,
  pausedFactSchema,
  resumedFactSchema,
  waitingFactSchema,
  waitingApprovedFactSchema,
  extendedFactSchema,
  reclassifiedFactSchema,
  reopenedFactSchema,
  promisedFactSchema,
  cancelledFactSchema,
]);
export type Fact = z.infer<typeof factSchema>;
export type FactKind = Fact['kind'];
export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;
export type ReceivedFact = z.infer<typeof receivedFactSchema>;
export type RequestFact = z.infer<typeof requestFactSchema>;
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
  const acts = facts.filter((fact): fact is WorkOrderFact => 'workOrderId' in fact && fact.at <= instant);
  return inOrder(acts).at(-1)?.staffId ?? null;
}
