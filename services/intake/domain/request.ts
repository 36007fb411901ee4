import * as z from 'zod';
import type { EventDefinition } from '../../../shared/events/define-event.ts';
import { type Actor, actorSchema } from '../../../shared/events/envelope.ts';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import type { PromisedClock } from '../../sla/contract/policy.ts';
import {
  requestAnswered,
  requestAssessed,
  requestCancelled,
  requestClosed,
  requestConfirmed,
  requestConsented,
  requestContactErased,
  requestFeedbackGiven,
  requestLoweringReviewed,
  requestReceived,
  requestReclassified,
  requestReopened,
  requestResolved,
  requestTimeAgreed,
} from '../contract/events.ts';
import type { RequesterKind } from '../contract/requester.ts';
import { assessedSchema } from './assessment.ts';
import type { CategoryDecision } from './decide-category.ts';
import { firstAct, holderSchema, released, taken } from './holders.ts';
import { type Life, lifeSchema, newLife } from './life.ts';
import { loweringSchema, withLowering, withReview } from './lowering.ts';

/** How a request reaches us: by the household itself, or told to staff (R003, R004). */
export const ownChannels = ['h5', 'wechat'] as const;
export const staffChannels = ['phone', 'visit', 'email', 'opinion-box'] as const;

/** What the event of a receipt keeps to itself: it never leaves intake's table. */
const hiddenSchema = z.object({
  description: z.string(),
  classifiedBy: z.enum(['keyword', 'no-keyword', 'owner', 'staff']),
  /** Whether a sealed contact lies beside the request. */
  hasContact: z.boolean().default(false),
});

/** The state of a request, as it is stored. How far the work has come is a projection beside it: see `progress`. */
export const requestSchema = z.object({
  id: z.string(),
  ...requestReceived.data.shape,
  ...hiddenSchema.shape,
  /** Who wrote it down: the household or, on its behalf, a member of staff (R003). */
  reportedBy: actorSchema,
  /** Absent in the rows of the first days, of which nothing more had been done. */
  life: lifeSchema.default(newLife),
  /** How it was weighed last (R010). */
  assessment: assessedSchema.nullable().default(null),
  /** Who has taken the request itself in hand, from when until its end (R025). */
  holders: z.array(holderSchema).default([]),
  /** The first act of a person of ours; a reopening leaves it (R024). */
  firstActAt: instantSchema.nullable().default(null),
  /** How often less was promised than before, for leads to look at (F-18). */
  lowerings: z.array(loweringSchema).default([]),
});
export type Request = z.infer<typeof requestSchema>;

/** Everything known at the moment of receipt. */
export interface Report {
  readonly number: string;
  readonly premises: {
    readonly id: string;
    readonly communityId: string;
    readonly buildingId: string;
    readonly entranceId: string | null;
    readonly place: string;
  };
  readonly description: string;
  readonly decision: CategoryDecision;
  readonly channel: string;
  readonly onBehalf: boolean;
  readonly requesterKind?: RequesterKind;
  readonly origin?: 'proactive';
  readonly canCallBack?: false;
  readonly aboutStaffId?: string;
  readonly hasContact?: boolean;
  readonly receivedAt: string;
  readonly clocks: readonly PromisedClock[];
}

/** The event of a receipt: published without the reporter's words. */
export function received({
  premises,
  decision,
  description,
  clocks,
  hasContact = false,
  ...report
}: Report): EventDraft {
  const { category, keyword, classifiedBy } = decision;
  return draft(
    requestReceived,
    {
      ...report,
      communityId: premises.communityId,
      buildingId: premises.buildingId,
      entranceId: premises.entranceId,
      premisesId: premises.id,
      place: premises.place,
      category: category.code,
      categoryLabel: category.label,
      keyword,
      policyKey: category.policyKey,
      department: category.department,
      skill: category.skill,
      urgent: category.urgent,
      needsWork: category.needsWork,
      clocks: [...clocks],
    },
    hiddenSchema.parse({ description, classifiedBy, hasContact }),
  );
}

/** An event of a request as its journal tells it. */
export interface RequestEvent {
  readonly name: string;
  readonly data: unknown;
  readonly private?: unknown;
}

/** What was said along with an act; it never leaves intake's table. */
const saidSchema = z.object({
  answer: z.string().optional(),
  result: z.string().optional(),
  causeCode: z.string().optional(),
  improvementMeasure: z.string().optional(),
  note: z.string().optional(),
});
type Said = z.infer<typeof saidSchema>;

/** What an event changes, beside the life that goes on. */
interface Step {
  readonly name: string;
  readonly of: (request: Request, event: RequestEvent) => Request;
}

/** Every act on a request has its instant. */
type ActData = z.ZodType<{ readonly at: string }>;

/** An act of which the household hears. */
function step<Data extends ActData>(
  { name, data }: EventDefinition<string, Data>,
  change: (
    request: Request,
    data: z.output<Data>,
    said: Said,
  ) => Partial<Omit<Request, 'life'>> & { life?: Partial<Life> },
): Step {
  return {
    name,
    of: (request, event) => {
      const parsed = data.parse(event.data);
      const { life, ...changed } = change(request, parsed, saidSchema.parse(event.private ?? {}));
      return { ...request, ...changed, life: { ...request.life, ...life, heardAt: parsed.at } };
    },
  };
}

/** What staff do among themselves: nothing of the request's life goes on by it. */
const amongStaff = <Data extends z.ZodType>(
  { name, data }: EventDefinition<string, Data>,
  change: (data: z.output<Data>, request: Request, said: Said) => Partial<Request>,
): Step => ({
  name,
  of: (request, event) => ({
    ...request,
    ...change(data.parse(event.data), request, saidSchema.parse(event.private ?? {})),
  }),
});

const steps: readonly Step[] = [
  step(requestConfirmed, ({ holders, firstActAt }, doing) => ({
    firstActAt: firstAct(firstActAt, doing),
    holders: taken(holders, doing.staffId, doing.at),
    life: { confirmedAt: doing.at },
  })),
  step(requestAnswered, ({ firstActAt }, doing, { answer = null }) => ({
    firstActAt: firstAct(firstActAt, doing),
    life: { answeredAt: doing.at, answer },
  })),
  step(requestResolved, ({ firstActAt }, doing, { result = null }) => ({
    firstActAt: firstAct(firstActAt, doing),
    life: { resolvedAt: doing.at, result },
  })),
  step(requestFeedbackGiven, ({ firstActAt }, doing) => ({
    firstActAt: firstAct(firstActAt, doing),
    life: { feedbackAt: doing.at },
  })),
  amongStaff(requestAssessed, ({ importance, urgency, priority, at, staffId, aboutStaffId }) => ({
    assessment: { importance, urgency, priority, at, staffId },
    ...(aboutStaffId !== undefined && { aboutStaffId }),
  })),
  amongStaff(requestContactErased, () => ({ canCallBack: false })),
  step(requestConsented, (request, { at, clocks }) => ({
    clocks: [...request.clocks, ...clocks],
    life: { consentedAt: at },
  })),
  step(requestTimeAgreed, ({ life }, { clock, until }) => ({
    life: { agreed: [...life.agreed.filter((agreed) => agreed.clock !== clock), { clock, until }] },
  })),
  step(requestReclassified, (request, data) => ({
    ...classificationOf(data),
    clocks: [...data.clocks, ...request.clocks.filter(({ after }) => after !== undefined)],
    classifiedBy: 'staff',
    lowerings: withLowering(request.lowerings, request, data),
  })),
  amongStaff(requestLoweringReviewed, (data, { lowerings }, { note = null }) => ({
    lowerings: withReview(lowerings, data, note),
  })),
  step(requestClosed, ({ holders, firstActAt }, doing, { causeCode = null, improvementMeasure = null }) => ({
    firstActAt: firstAct(firstActAt, doing),
    holders: released(holders, doing.at),
    life: { closedAt: doing.at, causeCode, improvementMeasure },
  })),
  step(requestCancelled, ({ holders }, { at }) => ({ holders: released(holders, at), life: { cancelledAt: at } })),
  step(requestReopened, (_, { at, times, clocks }) => ({
    clocks,
    life: { ...newLife, reopenedAt: at, reopened: times },
  })),
];

/** What a category decides, as events and states carry it. */
export const classificationOf = (data: Pick<Request, keyof Classification>): Classification => ({
  category: data.category,
  categoryLabel: data.categoryLabel,
  keyword: data.keyword,
  policyKey: data.policyKey,
  department: data.department,
  skill: data.skill,
  urgent: data.urgent,
  needsWork: data.needsWork,
});

type Classification = Pick<
  Request,
  'category' | 'categoryLabel' | 'keyword' | 'policyKey' | 'department' | 'skill' | 'urgent' | 'needsWork'
>;

/**
 * The state after one more event. Whether the act was possible was decided before it was written: an event is a fact,
 * and one that changes nothing here leaves the state as it is.
 * @throws Error for a life that does not begin with its receipt
 */
export function evolve(
  request: Request | undefined,
  event: RequestEvent,
  author: { readonly id: string; readonly actor: Actor },
): Request {
  if (request) return steps.find(({ name }) => name === event.name)?.of(request, event) ?? request;
  if (event.name !== requestReceived.name) throw new Error(`not the first event of a request: ${event.name}`);
  return {
    id: author.id,
    ...requestReceived.data.parse(event.data),
    ...hiddenSchema.parse(event.private),
    reportedBy: author.actor,
    life: newLife,
    assessment: null,
    holders: [],
    firstActAt: null,
    lowerings: [],
  };
}
