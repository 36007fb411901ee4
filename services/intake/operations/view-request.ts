import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { concerns, worksIn } from '../../../shared/identity/principal.ts';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { typeOf } from '../domain/acts.ts';
import { requestTypes, typeLabels } from '../domain/categories/category.ts';
import { lifeSchema } from '../domain/life.ts';
import { requestSchema } from '../domain/request.ts';
import { firstResponseAt } from '../domain/responsible.ts';
import { statusLabels, statusOf, statusSchema } from '../domain/status.ts';
import { timelineItemSchema, timelineTexts } from '../domain/timeline.ts';
import type { IntakePorts } from '../ports.ts';
import { requestAddress } from '../store.ts';
import { linksOf, linksSchema } from './links.ts';
import { promiseSchema, shownPromise } from './promised.ts';
import { forStaffSchema, shownToStaff } from './shown-to-staff.ts';

const ofRequest = requestSchema.shape;
const ofLife = lifeSchema.shape;
const answerSchema = z.object({
  id: z.string(),
  number: z.string(),
  type: z.enum(requestTypes),
  typeLabel: z.string(),
  category: z.string(),
  categoryLabel: z.string(),
  urgent: z.boolean(),
  description: z.string(),
  premisesId: z.string(),
  place: z.string(),
  channel: ofRequest.channel,
  onBehalf: ofRequest.onBehalf,
  receivedAt: instantSchema,
  status: statusSchema,
  statusLabel: z.string(),
  statusSince: instantSchema,
  promise: promiseSchema,
  answer: ofLife.answer,
  result: ofLife.result,
  agreed: ofLife.agreed,
  reopened: ofLife.reopened.describe('How often'),
  firstResponseAt: instantSchema.nullable(),
  causeCode: ofLife.causeCode.optional().describe('For staff'),
  improvementMeasure: ofLife.improvementMeasure.optional().describe('For staff'),
  ...forStaffSchema.partial().shape,
  timeline: pageAnswerOf(
    z.object({
      id: z.string(),
      at: instantSchema,
      kind: timelineItemSchema.shape.kind,
      text: z.string(),
      said: z.string().optional().describe('In the words of whoever did it'),
    }),
  ),
  links: linksSchema,
});

/** `GET /v1/requests/{id}`: what was reported, how far it has come, and a page of its timeline. */
export function viewRequest({ journal, store, contacts, company }: IntakePorts): Operation {
  return operation({
    method: 'GET',
    path: '/v1/requests/{id}',
    roles: roleSchema.options,
    ownership: 'owners: requests of their own premises; staff: requests of their communities',
    params: z.object({ id: z.string().max(100) }),
    query: pageQuerySchema,
    answer: answerSchema,
    handle: async ({ principal, params: { id }, query, locale }) => {
      const stored = await journal.read(requestAddress(id), requestSchema);
      if (!stored || !concerns(principal, stored.state)) throw new Problem('not-found');
      const [news, timeline] = await Promise.all([store.news(id), store.timeline(id, query)]);
      const { categoryLabel, clocks, receivedAt, life, ...request } = stored.state;
      const { status, since } = statusOf(stored.state, news);
      const type = typeOf(stored.state);
      return {
        status: 200,
        body: {
          id,
          number: request.number,
          type,
          typeLabel: pick(typeLabels[type], locale),
          category: request.category,
          categoryLabel: pick(categoryLabel, locale),
          urgent: request.urgent,
          description: request.description,
          premisesId: request.premisesId,
          place: request.place,
          channel: request.channel,
          onBehalf: request.onBehalf,
          receivedAt,
          status,
          statusLabel: pick(statusLabels[status], locale),
          statusSince: since,
          promise: shownPromise(clocks, { locale, timeZone: company.timeZone, receivedAt }),
          answer: life.answer,
          result: life.result,
          agreed: life.agreed,
          reopened: life.reopened,
          firstResponseAt: firstResponseAt(stored.state, news),
          ...(worksIn(principal, request.communityId, request.buildingId) && {
            causeCode: life.causeCode,
            improvementMeasure: life.improvementMeasure,
            ...(await shownToStaff(stored.state, news, contacts, locale)),
          }),
          timeline: {
            items: timeline.items.map(({ eventId, at, kind, text: said }) => ({
              id: eventId,
              at,
              kind,
              text: pick(timelineTexts[kind], locale),
              ...(said !== undefined && { said }),
            })),
            next: timeline.next,
          },
          links: linksOf(id),
        },
      };
    },
  });
}
