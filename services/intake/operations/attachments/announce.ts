import * as z from 'zod';
import { type Operation, operation } from '../../../../shared/http/operation.ts';
import { Problem } from '../../../../shared/http/problem.ts';
import { log } from '../../../../shared/log/log.ts';
import { instantSchema } from '../../../../shared/time/instants.ts';
import { contentTypes } from '../../contract/content-types.ts';
import { purposeSchema } from '../../contract/events.ts';
import { forgottenAt, MAX_ATTACHMENTS, MAX_BYTES, UPLOAD_SECONDS, type Upload } from '../../domain/attachment.ts';
import { cleanFileName } from '../../domain/file-name.ts';
import type { AttachmentPorts } from '../../ports.ts';
import { authorOf } from '../notes.ts';
import { reachedRequest } from '../reached.ts';
import { everybody, readAttachments, requireRoom, requireRunning } from './shared.ts';

const bodySchema = z.strictObject({
  fileName: z.string().max(255).optional(),
  contentType: z.enum(contentTypes),
  bytes: z.int().min(1).max(MAX_BYTES),
  purpose: purposeSchema,
});

const announcedSchema = z.object({
  id: z.string(),
  /** The form that takes this file: its fields first, the file last, as `multipart/form-data`. */
  upload: z.object({
    url: z.url(),
    fields: z.record(z.string(), z.string()),
    method: z.literal('POST'),
    expiresAt: instantSchema,
  }),
  links: z.object({ confirm: z.string() }),
});

/**
 * `POST /v1/requests/{id}/attachments`: announces a file and gets a form that uploads it straight to the storage: this
 * file's type and size, and no other. What is uploaded counts once it is confirmed.
 */
export function announceAttachment({ journal, uploads, objects, newId }: AttachmentPorts): Operation {
  return operation({
    ...everybody,
    method: 'POST',
    path: '/v1/requests/{id}/attachments',
    params: z.object({ id: z.string().max(100) }),
    body: bodySchema,
    success: 201,
    answer: announcedSchema,
    handle: async ({ principal, params, body, now, cause, remember }) => {
      const { request, household } = await reachedRequest(journal, principal, params.id);
      requireRunning(request);
      if (household && body.purpose !== 'report')
        throw new Problem('invalid', { errors: [{ path: '/purpose', reason: 'only staff show their work' }] });
      const [{ state }, open] = await Promise.all([
        readAttachments(journal, request.id),
        uploads.open(request.id, MAX_ATTACHMENTS, now),
      ]);
      requireRoom(new Set([...state.items, ...open].map(({ id }) => id)).size);

      const { purpose, contentType, bytes, fileName } = body;
      const upload: Upload = {
        id: newAttachmentId(now, newId()),
        requestId: request.id,
        ...{ purpose, contentType, bytes },
        fileName: fileName === undefined ? null : cleanFileName(fileName, contentType),
        author: authorOf(principal, household),
        uploadedBy: cause.actor,
        announcedAt: now,
        expiresAt: forgottenAt(now),
      };
      const answer = {
        status: 201,
        body: {
          id: upload.id,
          // Remembered with the answer: a call that is repeated for want of one gets the same form.
          upload: {
            ...(await objects.uploadForm(upload)),
            method: 'POST' as const,
            expiresAt: new Date(Date.parse(now) + UPLOAD_SECONDS * 1000).toISOString(),
          },
          links: { confirm: `/v1/requests/${request.id}/attachments/${upload.id}/confirm` },
        },
      };
      await journal.write({ cause, changes: [], also: [uploads.item(upload)], once: remember(answer) });
      const { correlationId } = cause;
      log.info('attachment announced', { requestId: request.id, attachmentId: upload.id, bytes, correlationId });
      return answer;
    },
  });
}

/** Rises with the time, so that the newest are found first. */
const newAttachmentId = (now: string, random: string): string =>
  `att_${Date.parse(now).toString(36)}${random.replaceAll('-', '')}`;
