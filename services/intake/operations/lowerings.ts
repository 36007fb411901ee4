import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { type Locale, pick, type Text } from '../../../shared/i18n/text.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { momentText } from '../../../shared/time/moment-text.ts';
import { communityIdSchema } from '../../directory/contract/ids.ts';
import { loweringOutcomeSchema } from '../contract/events.ts';
import { loweringReviewed } from '../domain/act-events.ts';
import { monthOf } from '../domain/listing.ts';
import { type Lowering, loweringSchema } from '../domain/lowering.ts';
import type { Request } from '../domain/request.ts';
import type { IntakePorts } from '../ports.ts';
import { monthSchema, onlyCommunity } from './community-query.ts';
import { linksOf, linksSchema } from './links.ts';
import { actOperation, impossible, refuse, wordsSchema } from './perform-act.ts';

const outcomeLabels: Readonly<Record<z.infer<typeof loweringOutcomeSchema>, Text>> = {
  right: { zh: '下调恰当', en: 'Rightly lowered' },
  wrong: { zh: '下调不当', en: 'Wrongly lowered' },
};

const MAX_NOTE = 500;

const querySchema = pageQuerySchema.extend({
  communityId: communityIdSchema.optional(),
  status: z.enum(['open', 'reviewed']).optional(),
  /** Of the lowering, in UTC; the present one unless told. */
  month: monthSchema.optional(),
});

const gradeSchema = z.object({ category: z.string(), categoryLabel: z.string() });

const rowSchema = z.object({
  requestId: z.string(),
  number: z.string(),
  premisesId: z.string(),
  place: z.string(),
  lowering: loweringSchema.shape.lowering.describe('Which of the request: 1 for its first'),
  at: instantSchema,
  staffId: z.string().nullable(),
  from: gradeSchema,
  to: gradeSchema,
  reason: z.string().nullable(),
  review: loweringSchema.shape.review.unwrap().extend({ outcomeLabel: z.string() }).nullable(),
  links: linksSchema.pick({ self: true }),
});

/** Lowered categories, and what leads think of them (F-18). */
export const loweringOperations = (ports: IntakePorts): Operation[] => [list(ports), review(ports)];

/**
 * `GET /v1/lowerings`: who lowered what from which to which category, and why. Those that nobody has looked at oldest
 * first; those of a month that somebody has, newest first.
 */
const list = ({ lists }: Pick<IntakePorts, 'lists'>): Operation =>
  operation({
    method: 'GET',
    path: '/v1/lowerings',
    roles: leadRoles,
    ownership: 'staff: requests of their communities',
    query: querySchema,
    answer: pageAnswerOf(rowSchema),
    handle: async ({ principal, query, now, locale }) => {
      const { status = 'open', month = monthOf(now) } = query;
      if (query.month && status !== 'reviewed') refuse('/month', 'only for status=reviewed');
      const communityId = query.communityId ?? onlyCommunity(principal.communityIds);
      if (communityId === undefined || !principal.communityIds.includes(communityId))
        return { status: 200, body: { items: [], next: null } };
      const { found, next } = await lists.lowerings(
        { communityId, reviewedOf: status === 'reviewed' ? month : null },
        query,
      );
      const items = found.map(({ request, lowering }) => shownLowering(request, lowering, locale));
      return { status: 200, body: { items, next } };
    },
  });

/** Looked at once, by somebody who had no part in it. */
const review = (ports: IntakePorts): Operation =>
  actOperation(ports, {
    act: 'review-lowering',
    roles: leadRoles,
    ownership: 'staff: requests of their communities, lowered by somebody else',
    body: z
      .strictObject({
        lowering: loweringSchema.shape.lowering,
        outcome: loweringOutcomeSchema,
        note: wordsSchema.max(MAX_NOTE).optional(),
      })
      .refine(({ outcome, note }) => outcome === 'right' || note !== undefined, {
        path: ['note'],
        message: 'required: whoever lowered it is to know what was wrong',
      }),
    decide: ({ request, doing, body: { lowering: which, ...verdict } }) => {
      const lowering = request.lowerings.find((one) => one.lowering === which);
      if (!lowering) refuse('/lowering', 'no such lowering of this request');
      if (lowering.staffId === doing.staffId) throw new Problem('not-allowed');
      if (lowering.review) impossible(reviewedAlready(lowering.review, ports.company.timeZone));
      return { event: loweringReviewed(request, doing, lowering, verdict), kind: null };
    },
  });

const reviewedAlready = ({ at, outcome }: NonNullable<Lowering['review']>, timeZone: string): Text => ({
  zh: `该次下调已于 ${momentText(at, timeZone, true)} 复核为“${outcomeLabels[outcome].zh}”`,
  en: `This lowering was reviewed as "${outcomeLabels[outcome].en}" at ${at}`,
});

function shownLowering(request: Request, lowering: Lowering, locale: Locale): z.infer<typeof rowSchema> {
  const { from, to, review: reviewed, ...more } = lowering;
  const grade = ({ category, categoryLabel }: Lowering['from']) => ({
    category,
    categoryLabel: pick(categoryLabel, locale),
  });
  return {
    requestId: request.id,
    number: request.number,
    premisesId: request.premisesId,
    place: request.place,
    ...more,
    from: grade(from),
    to: grade(to),
    review: reviewed && { ...reviewed, outcomeLabel: pick(outcomeLabels[reviewed.outcome], locale) },
    links: { self: linksOf(request.id).self },
  };
}
