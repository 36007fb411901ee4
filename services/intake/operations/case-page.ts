import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { caseView } from '../domain/case-view.ts';
import { requestSchema } from '../domain/request.ts';
import { linkOverPage, casePage as renderCase } from '../page/case-page.ts';
import type { IntakePorts } from '../ports.ts';
import { requestAddress } from '../store.ts';

/** The page shows the beginning of a life; a case with more steps than this has its own readers. */
const STEPS_SHOWN = 100;

/** `GET /v1/public/requests/{token}`: the page behind the link in a message. No sign-in, no personal data, read-only. */
export function casePage({ journal, store, openLink, company }: IntakePorts): Operation {
  return operation({
    method: 'GET',
    path: '/v1/public/requests/{token}',
    roles: 'signed-link',
    ownership: 'the one request that the link was signed for, for 7 days',
    params: z.object({ token: z.string() }),
    answer: 'page',
    handle: async ({ params, now }) => {
      const id = await openLink(params.token, now);
      const stored = id === undefined ? undefined : await journal.read(requestAddress(id), requestSchema);
      if (!stored) return { status: 404, body: linkOverPage(company) };
      const [news, timeline] = await Promise.all([
        store.news(stored.state.id),
        store.timeline(stored.state.id, { limit: STEPS_SHOWN }),
      ]);
      return { status: 200, body: renderCase(caseView(stored.state, news, now), timeline.items, company) };
    },
  });
}
