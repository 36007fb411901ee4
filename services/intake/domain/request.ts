import * as z from 'zod';
import { type Actor, actorSchema } from '../../../shared/events/envelope.ts';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import type { PromisedClock } from '../../sla/contract/policy.ts';
import { requestReceived } from '../contract/events.ts';
import type { CategoryDecision } from './decide-category.ts';

/** How a request reaches us: by the household itself, or told to staff (R003, R004). */
export const ownChannels = ['h5', 'wechat'] as const;
export const staffChannels = ['phone', 'visit'] as const;

/** What the event of a receipt keeps to itself: it never leaves intake's table. */
const hiddenSchema = z.object({
  description: z.string(),
  classifiedBy: z.enum(['keyword', 'no-keyword', 'staff']),
});

/** The state of a request, as it is stored. How far it has come is a projection beside it: see `progress`. */
export const requestSchema = z.object({
  id: z.string(),
  ...requestReceived.data.shape,
  ...hiddenSchema.shape,
  /** Who wrote it down: the household or, on its behalf, a member of staff (R003). */
  reportedBy: actorSchema,
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
  readonly receivedAt: string;
  readonly clocks: readonly PromisedClock[];
}

/** The event of a receipt: published without the reporter's words. */
export function received({ premises, decision, description, clocks, ...report }: Report): EventDraft {
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
      clocks: [...clocks],
    },
    hiddenSchema.parse({ description, classifiedBy }),
  );
}

/** An event of a request as its journal tells it. */
export interface RequestEvent {
  readonly name: string;
  readonly data: unknown;
  readonly private?: unknown;
}

/** The state after one more event; so far a request has only its first. */
export function evolve(
  request: Request | undefined,
  event: RequestEvent,
  author: { readonly id: string; readonly actor: Actor },
): Request {
  if (request || event.name !== requestReceived.name) throw new Error(`not the next event of a request: ${event.name}`);
  return {
    id: author.id,
    ...requestReceived.data.parse(event.data),
    ...hiddenSchema.parse(event.private),
    reportedBy: author.actor,
  };
}
