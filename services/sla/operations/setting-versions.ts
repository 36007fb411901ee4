import * as z from 'zod';
import { actorSchema } from '../../../shared/events/envelope.ts';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { staffRoles } from '../../../shared/identity/roles.ts';
import type { Address } from '../../../shared/journal/address.ts';
import { calendarIdSchema } from '../../../shared/time/calendar.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { publishedCalendarSchema, publishedPolicySchema } from '../contract/policy.ts';
import { calendarAddress, policyAddress, type SlaStore } from '../store.ts';

/** What a policy or a calendar has been, version by version: clocks keep to the one they were promised on. */
export function versionOperations({ store }: { readonly store: SlaStore }): Operation[] {
  const history = (
    path: '/v1/policies/{id}/versions' | '/v1/calendars/{id}/versions',
    id: z.ZodType<string>,
    addressOf: (id: string) => Address,
    published: z.ZodObject,
  ): Operation => {
    const answer: z.ZodType = pageAnswerOf(published.extend({ at: instantSchema, by: actorSchema }));
    return operation({
      method: 'GET',
      path,
      roles: staffRoles,
      ownership: 'the company’s settings; no personal data',
      params: z.object({ id }),
      query: pageQuerySchema,
      answer,
      handle: async ({ params, query }) => {
        const { rows, next } = await store.versions(addressOf(params.id), query);
        // A setting begins with its first version.
        if (rows.length === 0 && query.cursor === undefined) throw new Problem('not-found');
        const items = rows.map(({ at, detail: { actor, data } }) => ({ ...data, at, by: actor }));
        return { status: 200, body: { items, next } };
      },
    });
  };
  return [
    history('/v1/policies/{id}/versions', z.string().max(200), policyAddress, publishedPolicySchema),
    history('/v1/calendars/{id}/versions', calendarIdSchema, calendarAddress, publishedCalendarSchema),
  ];
}
