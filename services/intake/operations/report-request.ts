import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { eventId } from '../../../shared/journal/address.ts';
import type { EventDraft } from '../../../shared/journal/event-item.ts';
import { log } from '../../../shared/log/log.ts';
import { placeIdSchema, staffIdSchema } from '../../directory/contract/ids.ts';
import type { Community } from '../../directory/contract/records.ts';
import { answered, assessed } from '../domain/act-events.ts';
import { isAnswerable } from '../domain/acts.ts';
import { assessmentSchema } from '../domain/assessment.ts';
import { requestTypes } from '../domain/categories/category.ts';
import { categories, categoryOf, isForOwners, isOfKind, ownersTypes } from '../domain/categories.ts';
import { classify } from '../domain/classify.ts';
import { type CategoryDecision, decideCategory, reasonOf } from '../domain/decide-category.ts';
import { listOf } from '../domain/listing.ts';
import { numberOf, REQUEST_SERIES } from '../domain/number.ts';
import {
  evolve,
  ownChannels,
  type Request,
  received as receipt,
  requestSchema,
  staffChannels,
} from '../domain/request.ts';
import type { TimelineItem } from '../domain/timeline.ts';
import type { IntakePorts } from '../ports.ts';
import { requestAddress } from '../store.ts';
import { complainedAbout } from './complained-about.ts';
import { linksOf, linksSchema } from './links.ts';
import { refuse } from './perform-act.ts';
import { promisedClocks, promiseSchema, shownPromise } from './promised.ts';
import { knownOf, reporterOf, requesterSchema } from './reporter.ts';

const MAX_TEXT = 4000;

const bodySchema = z.strictObject({
  /** Of a common area too, where staff report for somebody without a household. */
  premisesId: placeIdSchema,
  description: z.string().trim().min(1, 'must not be blank').max(MAX_TEXT),
  channel: z.enum([...ownChannels, ...staffChannels]).optional(),
  category: z.enum(categories.map(({ code }) => code)).optional(),
  /** Instead of a category, where nobody knows it closer. */
  type: z.enum(requestTypes).optional(),
  /** What staff answered on the spot (R049, R051). */
  answer: z.string().trim().min(1, 'must not be blank').max(MAX_TEXT).optional(),
  requester: requesterSchema.optional(),
  /** Staff saw the need before anybody asked (R034). */
  origin: z.literal('proactive').optional(),
  /** The member of staff whom a complaint is about (R023). */
  about: staffIdSchema.optional(),
  /** How it weighs, where staff see that at once (R010). */
  assessment: assessmentSchema.optional(),
});

const answerSchema = z.object({
  id: z.string(),
  number: z.string(),
  category: z.string(),
  categoryLabel: z.string(),
  type: z.enum(requestTypes),
  urgent: z.boolean(),
  classifiedBy: requestSchema.shape.classifiedBy,
  categoryReason: z.string(),
  answeredOnTheSpot: z.boolean(),
  canCallBack: z.boolean(),
  promise: promiseSchema,
  links: linksSchema,
});

/**
 * `POST /v1/requests`: takes a report down, gives it a number and makes the promise, in one transaction (R003, R060).
 */
export function reportRequest(ports: IntakePorts): Operation {
  const { journal, store, lists, contacts, silences, directory, newId, company } = ports;
  return operation({
    method: 'POST',
    path: '/v1/requests',
    roles: ['owner', ...deskRoles],
    ownership:
      'owners: for premises of their own households; staff: on behalf of households of their communities, and of whoever has none there',
    body: bodySchema,
    answer: answerSchema,
    success: 201,
    countedAs: ({ premisesId, description }) => ({ premisesId, emergency: classify(description).category.urgent }),
    handle: async ({ principal, body, now, locale, cause, remember }) => {
      const [reporter, standard] = await Promise.all([reporterOf(directory, principal, body, now), store.standard()]);
      const { place: premises, onBehalf } = reporter;
      const channel = channelOf(body.channel, onBehalf);
      const decision = await decide(body, onBehalf, () => directory.community(premises.communityId));
      const { category } = decision;
      const { communityId } = premises;
      const known = {
        ...knownOf(reporter, { channel, type: category.type }),
        ...(body.about !== undefined && {
          aboutStaffId: await complainedAbout(directory, body.about, { type: category.type, communityId }),
        }),
      };
      const about = { policyKey: category.policyKey, communityId, receivedAt: now };
      const clocks = promisedClocks(standard, about);

      const address = requestAddress(newId());
      const { id } = address;
      const number = numberOf(REQUEST_SERIES, await store.nextCount(REQUEST_SERIES));
      const { description } = body;
      const made = { number, premises, description, decision, channel, onBehalf, receivedAt: now, clocks };
      const event = receipt({ ...made, ...known });
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
          canCallBack: known.canCallBack ?? true,
          promise: shownPromise(clocks, { locale, timeZone: company.timeZone, receivedAt: now }),
          links: linksOf(id),
        },
      };
      const author = { id, actor: cause.actor };
      const received = evolve(undefined, event, author);
      const events: [EventDraft, ...EventDraft[]] = [event];
      const items: TimelineItem[] = [{ eventId: eventId(address, 1), at: now, kind: 'received' }];
      const doing = { at: now, staffId: principal.staffId };
      if (body.answer !== undefined) {
        events.push(answered(received, doing, body.answer));
        items.push({ eventId: eventId(address, events.length), at: now, kind: 'answered', text: body.answer });
      }
      if (body.assessment) events.push(assessed(received, doing, body.assessment));
      const state = events.slice(1).reduce<Request>((before, next) => evolve(before, next, author), received);
      await journal.write({
        cause,
        changes: [{ address, expectedVersion: 0, state, events, list: listOf(state) }],
        also: [
          ...items.map((item) => store.timelineItem(id, item)),
          ...lists.links(state),
          silences.begin(state, now),
          ...(known.hasContact ? [await contacts.item(id, reporter.contact)] : []),
        ],
        once: remember(answer),
      });
      const { correlationId } = cause;
      log.info('request received', { requestId: id, category: category.code, urgent: category.urgent, correlationId });
      return answer;
    },
  });
}

type Body = z.infer<typeof bodySchema>;

/**
 * Who may name what (R042) and whom (R023), answer on the spot and weigh it (R010). The community's kind is asked for only where a category is
 * not of every kind (R026).
 */
async function decide(
  { description, category, type, answer, about, assessment }: Body,
  onBehalf: boolean,
  communityOf: () => Promise<Pick<Community, 'kind'> | undefined>,
): Promise<CategoryDecision> {
  if (category && type) refuse('/type', 'either a category or a type');
  if (!onBehalf) {
    if (category && !isForOwners(categoryOf(category))) refuse('/category', 'only staff name an emergency');
    if (type && !ownersTypes.includes(type)) refuse('/type', 'only staff name an emergency');
    if (answer !== undefined) refuse('/answer', 'only staff answer');
    if (assessment) refuse('/assessment', 'only staff say so');
    if (about !== undefined) refuse('/about', 'only staff say so');
  }
  const chosen = { category, type, by: onBehalf ? 'staff' : 'owner' } as const;
  let decision = decideCategory(description, chosen);
  const kind = decision.category.kinds && (await communityOf())?.kind;
  if (kind && !isOfKind(decision.category, kind)) {
    if (category === decision.category.code) refuse('/category', 'not a category of this kind of community');
    decision = decideCategory(description, chosen, kind);
  }
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
