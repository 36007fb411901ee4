import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { concerns } from '../../../shared/identity/principal.ts';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { progress, stageLabels } from '../domain/progress.ts';
import { requestSchema } from '../domain/request.ts';
import { timelineTexts } from '../domain/timeline.ts';
import { requestAddress } from '../store.ts';
import { linksOf } from './links.ts';
import type { IntakePorts } from './ports.ts';
import { shownPromise } from './promised.ts';

/** `GET /v1/requests/{id}`: what was reported, how far it has come, and a page of its timeline. */
export function viewRequest({ journal, store, company }: IntakePorts): Operation {
  return operation({
    method: 'GET',
    path: '/v1/requests/{id}',
    roles: roleSchema.options,
    ownership: 'owners: requests of their own premises; staff: requests of their communities',
    params: z.object({ id: z.string().max(100) }),
    query: pageQuerySchema,
    handle: async ({ principal, params: { id }, query, locale }) => {
      const stored = await journal.read(requestAddress(id), requestSchema);
      if (!stored || !concerns(principal, stored.state)) throw new Problem('not-found');
      const [facts, timeline] = await Promise.all([store.progress(id), store.timeline(id, query)]);
      const { categoryLabel, clocks, receivedAt, ...request } = stored.state;
      const { stage, since } = progress(facts, receivedAt);
      return {
        status: 200,
        body: {
          id,
          number: request.number,
          category: request.category,
          categoryLabel: pick(categoryLabel, locale),
          urgent: request.urgent,
          description: request.description,
          premisesId: request.premisesId,
          place: request.place,
          channel: request.channel,
          onBehalf: request.onBehalf,
          receivedAt,
          status: stage,
          statusLabel: pick(stageLabels[stage], locale),
          statusSince: since,
          promise: shownPromise(clocks, { locale, timeZone: company.timeZone, receivedAt }),
          timeline: {
            items: timeline.items.map(({ eventId, at, kind }) => ({
              id: eventId,
              at,
              kind,
              text: pick(timelineTexts[kind], locale),
            })),
            next: timeline.next,
          },
          links: linksOf(id),
        },
      };
    },
  });
}
