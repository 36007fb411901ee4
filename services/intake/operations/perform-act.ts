import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { type Locale, pick, type Text } from '../../../shared/i18n/text.ts';
import { hasRole, type Principal, worksIn } from '../../../shared/identity/principal.ts';
import type { Role } from '../../../shared/identity/roles.ts';
import { eventId } from '../../../shared/journal/address.ts';
import type { EventDraft } from '../../../shared/journal/event-item.ts';
import { log } from '../../../shared/log/log.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { momentText } from '../../../shared/time/moment-text.ts';
import type { Doing } from '../domain/act-events.ts';
import { type Act, isComplainedAbout, isPossible } from '../domain/acts.ts';
import { listOf } from '../domain/listing.ts';
import type { News } from '../domain/progress.ts';
import { evolve, type Request, requestSchema } from '../domain/request.ts';
import { statusLabels, statusOf, statusSchema } from '../domain/status.ts';
import type { TimelineKind } from '../domain/timeline.ts';
import type { IntakePorts } from '../ports.ts';
import { requestAddress } from '../store.ts';
import { linksOf, linksSchema } from './links.ts';
import { promiseSchema, shownPromise } from './promised.ts';

/** Longest text that somebody writes with an act. */
const MAX_TEXT = 4000;

/** What somebody says with an act: never blank. */
export const wordsSchema = z.string().trim().min(1, 'must not be blank').max(MAX_TEXT);

/** What an act is decided on. */
interface Situation<Body> {
  readonly request: Request;
  /** All that is known of the work on it. */
  readonly news: readonly News[];
  readonly principal: Principal;
  /** Whether a member of staff acts for the request's community, not a resident in their own affair. */
  readonly atWork: boolean;
  readonly body: Body;
  readonly doing: Doing;
}

/** What an act does: its event, and what the household reads about it. */
interface Deed {
  readonly event: EventDraft;
  /** Null for what is among staff. */
  readonly kind: TimelineKind | null;
  /** Words for the household. */
  readonly said?: string | null;
}

interface ActDefinition<Body extends z.ZodType> {
  readonly act: Act;
  readonly roles: readonly Role[];
  readonly ownership: string;
  readonly body: Body;
  /** @throws Problem */
  decide(situation: Situation<z.output<Body>>): Deed | Promise<Deed>;
}

const paramsSchema = z.object({ id: z.string().max(100) });

/** What an act answers: how the request stands now. Holds no word that anybody said: the answer is remembered. */
export const requestStandingSchema = z.object({
  id: z.string(),
  number: z.string(),
  category: z.string(),
  categoryLabel: z.string(),
  status: statusSchema,
  statusLabel: z.string(),
  statusSince: instantSchema,
  promise: promiseSchema,
  links: linksSchema,
});

/**
 * `POST /v1/requests/{id}/<act>`: one act in a request's life, guarded by its state, in one transaction with its event
 * and what the household reads. Who may not see the request gets the answer of one that does not exist.
 */
export function actOperation<Body extends z.ZodType>(
  { journal, store, lists, silences, company }: IntakePorts,
  { act, roles, ownership, body: bodySchema, decide }: ActDefinition<Body>,
): Operation {
  return operation({
    method: 'POST',
    path: `/v1/requests/{id}/${act}`,
    roles,
    ownership,
    params: paramsSchema,
    body: bodySchema,
    answer: requestStandingSchema,
    handle: async ({ principal, params, now, locale, cause, remember, ...call }) => {
      // Parsed once more only for the compiler, which cannot see through the type of an unknown schema.
      const body = bodySchema.parse(call.body);
      const address = requestAddress(params.id);
      const stored = await journal.read(address, requestSchema);
      const standing = stored && standingOf(principal, roles, stored.state);
      if (!stored || !standing) throw new Problem('not-found');
      const { state: request, version } = stored;
      const atWork = standing === 'staff';
      // Whoever a complaint is about has no hand in it (R023).
      if (atWork && isComplainedAbout(request, principal.staffId)) throw new Problem('not-allowed');
      const news = await store.news(request.id);
      if (!isPossible(act, request, news)) throw conflict(request, news, company.timeZone);

      const doing = { at: now, staffId: atWork ? principal.staffId : null };
      const { event, kind, said } = await decide({ request, news, principal, atWork, body, doing });
      const state = evolve(request, event, { id: request.id, actor: cause.actor });
      const answer = { status: 200, body: shown(state, news, locale, company.timeZone) };
      const told = { eventId: eventId(address, version + 1), at: now, ...(said && { text: said }) };
      await journal.write({
        cause,
        changes: [{ address, expectedVersion: version, state, events: [event], list: listOf(state) }],
        also: [
          ...(kind === null ? [] : [store.timelineItem(request.id, { ...told, kind })]),
          ...(state.category === request.category ? [] : lists.similarLinks(state)),
          ...lists.loweringPlaces(request, state),
          ...(act === 'reopen' ? [silences.begin(state, now)] : []),
        ],
        once: remember(answer),
      });
      log.info(event.name, { requestId: request.id, correlationId: cause.correlationId });
      return answer;
    },
  });
}

/** As whom a caller reaches a request: staff of its community, or its household; undefined for everybody else. */
function standingOf(principal: Principal, roles: readonly Role[], request: Request): 'staff' | 'household' | undefined {
  const staff = roles.filter((role) => role !== 'owner');
  if (hasRole(principal, ...staff) && worksIn(principal, request.communityId, request.buildingId)) return 'staff';
  const home = roles.includes('owner') && hasRole(principal, 'owner');
  return home && principal.premisesIds.includes(request.premisesId) ? 'household' : undefined;
}

function shown(
  request: Request,
  news: readonly News[],
  locale: Locale,
  timeZone: string,
): z.infer<typeof requestStandingSchema> {
  const { status, since } = statusOf(request, news);
  return {
    id: request.id,
    number: request.number,
    category: request.category,
    categoryLabel: pick(request.categoryLabel, locale),
    status,
    statusLabel: pick(statusLabels[status], locale),
    statusSince: since,
    promise: shownPromise(request.clocks, { locale, timeZone, receivedAt: request.receivedAt }),
    links: linksOf(request.id),
  };
}

/** Names the present state and since when, so that a second press of the same button explains itself. */
function conflict(request: Request, news: readonly News[], timeZone: string): Problem {
  const { status, since } = statusOf(request, news);
  const { zh, en } = statusLabels[status];
  return new Problem('state-conflict', {
    detail: {
      zh: `报事当前状态为“${zh}”（${momentText(since, timeZone, true)} 起）`,
      en: `The request is "${en}" since ${since}`,
    },
  });
}

/** @throws Problem state-conflict, for what the state alone does not forbid */
export function impossible(detail: Text): never {
  throw new Problem('state-conflict', { detail });
}

/** @throws Problem invalid, for one field of the body */
export function refuse(path: string, reason: string): never {
  throw new Problem('invalid', { errors: [{ path, reason }] });
}
