import * as z from 'zod';
import { type Operation, operation } from '../../../../shared/http/operation.ts';
import { decode, encode, pageQuerySchema } from '../../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../../shared/http/page-answer.ts';
import { instantSchema } from '../../../../shared/time/instants.ts';
import { LINK_SECONDS } from '../../domain/attachment.ts';
import type { AttachmentPorts } from '../../ports.ts';
import { reachedRequest } from '../reached.ts';
import { everybody, readAttachments, shown, shownSchema } from './shared.ts';

/** With its name, and a link that gives the content to whoever has it. */
const listedSchema = shownSchema.extend({
  fileName: z.string().nullable(),
  download: z.object({ url: z.url(), expiresAt: instantSchema }),
});

/** `GET /v1/requests/{id}/attachments`: what is attached, oldest first, each with a link that gives it for five minutes. */
export function listAttachments({ journal, objects }: Pick<AttachmentPorts, 'journal' | 'objects'>): Operation {
  return operation({
    ...everybody,
    method: 'GET',
    path: '/v1/requests/{id}/attachments',
    params: z.object({ id: z.string().max(100) }),
    query: pageQuerySchema,
    answer: pageAnswerOf(listedSchema),
    handle: async ({ principal, params, query: { limit, cursor }, now, locale }) => {
      const { request } = await reachedRequest(journal, principal, params.id);
      const { state } = await readAttachments(journal, request.id);
      // Ids rise with the time, so that a page goes on behind an attachment that has been removed, too.
      const from = cursor === undefined ? '' : decode(cursor);
      const left = state.items.toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => id > from);
      const page = left.slice(0, limit);
      const expiresAt = new Date(Date.parse(now) + LINK_SECONDS * 1000).toISOString();
      const items = await Promise.all(
        page.map(async (attachment) => ({
          ...shown(attachment, locale),
          fileName: attachment.fileName,
          download: { url: await objects.link({ ...attachment, requestId: request.id }, now), expiresAt },
        })),
      );
      const last = page.at(-1);
      return { status: 200, body: { items, next: last && left.length > limit ? encode(last.id) : null } };
    },
  });
}
