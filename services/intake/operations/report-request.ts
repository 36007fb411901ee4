import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { eventId } from '../../../shared/journal/address.ts';
import type { EventDraft } from '../../../shared/journal/event-item.ts';
import { log } from '../../../shared/log/log.ts';
import { premisesIdSchema } from '../../directory/contract/ids.ts';
import { answered } from '../domain/act-events.ts';
import { isAnswerable } from '../domain/acts.ts';
import { requestTypes } from '../domain/categories/category.ts';
import { categories, categoryOf, isForOwners, ownersTypes } from '../domain/categories.ts';
import { classify } from '../domain/classify.ts';
import { type CategoryDecision, decideCategory, reasonOf } from '../domain/decide-category.ts';
import { listOf } from '../domain/listing.ts';
import { numberOf, REQUEST_SERIES } from '../domain/number.ts';
import { evolve, ownChannels, type Request, received as receipt, staffChannels } from '../domain/request.ts';
import type { TimelineItem } from '../domain/timeline.ts';
import type { IntakePorts } from '../ports.ts';
import { requestAddress } from '../store.ts';
import { linksOf } from './links.ts';
import { refuse } from './perform-act.ts';
import { premisesWithinReach } from './premises-within-reach.ts';
import { promisedClocks, shownPromise } from './promised.ts';

const MAX_TEXT = 4000;

const bodySchema = z.strictObject({
  premisesId: premisesIdSchema,
  description: z.string().trim().min(1, 'must not be blank').max(MAX_TEXT),
  channel: z.enum([...ownChannels, ...staffChannels]).optional(),
  category: z.enum(categories.map(({ code }) => code)).optional(),
  /** Instead of a category, where nobody knows it closer. */
  type: z.enum(requestTypes).optional(),
  /** What staff answered on the spot (R049, R051). */
  answer: z.string().trim().min(1, 'must not be blank').max(MAX_TEXT).optional(),
});

/**
 * `POST /v1/requests`: takes a report down, gives it a number and makes the promise, in one transaction (R003, R060).
 */
export function reportRequest({ journal, store, lists, directory, newId, company }: IntakePorts): Operation {
  return operation({
    method: 'POST',
    path: '/v1/requests',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: for premises of their own households; staff: on behalf of households of their communities',
    body: bodySchema,
    success: 201,
    countedAs: ({ premisesId, description }) => ({ premisesId, emergency: classify(description).category.urgent }),
    handle: async ({ principal, body, now, locale, cause, remember }) => {
      const [{ premises, onBehalf }, standard] = await Promise.all([
        premisesWithinReach(directory, principal, body.premisesId),
        store.standard(),
      ]);
      const channel = channelOf(body.channel, onBehalf);
      const decision = decide(body, onBehalf);
      const { category } = decision;
      const about = { policyKey: category.policyKey, communityId: premises.communityId, receivedAt: now };
      const clocks = promisedClocks(standard, about);

      const address = requestAddress(newId());
      const { id } = address;
      const number = numberOf(REQUEST_SERIES, await store.nextCount(REQUEST_SERIES));
      const { description } = body;
      const event = receipt({ number, premises, description, decision, channel, onBehalf, receivedAt: now, clocks });
      const answer = {
        status: 201,
        headers: { Location: linksOf(id).self },
        body: {
          id,
          number,
          category: category.code,
          categoryLabel: pick(category.label, locale),
          type: category.type,
          urgent: category.urgent,
          classifiedBy: decision.classifiedBy,
          categoryReason: pick(reasonOf(decision), locale),
          answeredOnTheSpot: body.answer !== undefined,
          promise: shownPromise(clocks, { locale, timeZone: company.timeZone, receivedAt: now }),
          links: linksOf(id),
        },
      };
      const author = { id, actor: cause.actor };
      const received = evolve(undefined, event, author);
      const events: [EventDraft, ...EventDraft[]] = [event];
      const items: TimelineItem[] = [{ eventId: eventId(address, 1), at: now, kind: 'received' }];
      if (body.answer !== undefined) {
        events.push(answered(received, { at: now, staffId: principal.staffId }, body.answer));
        items.push({ eventId: eventId(address, 2), at: now, kind: 'answered', text: body.answer });
      }
      const state = events.slice(1).reduce<Request>((before, next) => evolve(before, next, author), received);
      await journal.write({
        cause,
        changes: [{ address, expectedVersion: 0, state, events, list: listOf(state) }],
        also: [...items.map((item) => store.timelineItem(id, item)), ...lists.links(state)],
        once: remember(answer),
      });
      const { correlationId } = cause;
      log.info('request received', { requestId: id, category: category.code, urgent: category.urgent, correlationId });
      return answer;
    },
  });
}

type Body = z.infer<typeof bodySchema>;

/** Who may name what (R042), and answer on the spot. */
function decide({ description, category, type, answer }: Body, onBehalf: boolean): CategoryDecision {
  if (category && type) refuse('/type', 'either a category or a type');
  if (!onBehalf) {
    if (category && !isForOwners(categoryOf(category))) refuse('/category', 'only staff name an emergency');
    if (type && !ownersTypes.includes(type)) refuse('/type', 'only staff name an emergency');
    if (answer !== undefined) refuse('/answer', 'only staff answer');
  }
  const decision = decideCategory(description, { category, type, by: onBehalf ? 'staff' : 'owner' });
  if (answer !== undefined && !isAnswerable(decision.category.type))
    refuse('/answer', 'a request of this category is not settled by an answer');
  return decision;
}

function channelOf(named: string | undefined, onBehalf: boolean): string {
  const [usual, ...others] = onBehalf ? staffChannels : ownChannels;
  if (named && named !== usual && !others.some((channel) => channel === named))
    refuse('/channel', onBehalf ? 'not a channel that staff take reports by' : 'not a channel of households');
  return named ?? usual;
}
