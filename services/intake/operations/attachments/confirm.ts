import * as z from 'zod';
import { type Operation, operation } from '../../../../shared/http/operation.ts';
import { Problem } from '../../../../shared/http/problem.ts';
import { eventId } from '../../../../shared/journal/address.ts';
import { log } from '../../../../shared/log/log.ts';
import { attachmentsAddress } from '../../attachment-uploads.ts';
import { attached, evolveAttachments, isUploader, type Upload } from '../../domain/attachment.ts';
import { contentTypeOf } from '../../domain/file-kinds.ts';
import type { AttachmentPorts, Beginning } from '../../ports.ts';
import { reachedRequest } from '../reached.ts';
import {
  attachmentParams,
  conflict,
  doingOf,
  everybody,
  readAttachments,
  requireRoom,
  requireRunning,
  shown,
  shownSchema,
} from './shared.ts';

/**
 * `POST /v1/requests/{id}/attachments/{attachmentId}/confirm`: judges what was uploaded by its size and first bytes.
 * What is as announced is attached; anything else is refused and deleted. Again it answers what it did.
 */
export function confirmAttachment({ journal, store, uploads, objects }: AttachmentPorts): Operation {
  return operation({
    ...everybody,
    ownership: `${everybody.ownership}; each what they announced themselves`,
    method: 'POST',
    path: '/v1/requests/{id}/attachments/{attachmentId}/confirm',
    params: attachmentParams,
    body: z.strictObject({}),
    answer: shownSchema,
    handle: async ({ principal, params, now, locale, cause, remember }) => {
      const { request, household } = await reachedRequest(journal, principal, params.id);
      const { version, state } = await readAttachments(journal, request.id);
      const done = state.items.find(({ id }) => id === params.attachmentId);
      if (done && isUploader(done, cause.actor)) return { status: 200, body: shown(done, locale) };
      const upload = await uploads.find(request.id, params.attachmentId, now);
      if (!upload || !isUploader(upload, cause.actor)) throw new Problem('not-found');
      requireRunning(request);
      requireRoom(state.items.length);

      const beginning = await objects.beginning(upload);
      if (!beginning) conflict({ zh: '文件尚未上传', en: 'Nothing has been uploaded yet' });
      if (!isAsAnnounced(upload, beginning)) {
        await objects.dropUpload(upload);
        log.warn('upload refused', { requestId: request.id, attachmentId: upload.id, size: beginning.size });
        throw new Problem('invalid', { errors: [{ path: '', reason: 'the file is not of the type announced' }] });
      }
      const sha256 = await objects.keep(upload, beginning);
      const event = attached(request, doingOf(principal, household, now), upload, sha256);
      const next = evolveAttachments(state, event);
      const address = attachmentsAddress(request.id);
      const item = next.items.at(-1);
      if (!item) throw new Error('an attachment that was attached is not there');
      const answer = { status: 200, body: shown(item, locale) };
      await journal.write({
        cause,
        changes: [{ address, expectedVersion: version, state: next, events: [event] }],
        also: [
          store.timelineItem(request.id, { eventId: eventId(address, version + 1), at: now, kind: 'attached' }),
          ...(household ? [] : [store.written(request.id, now)]),
        ],
        once: remember(answer),
      });
      log.info(event.name, { requestId: request.id, attachmentId: upload.id, correlationId: cause.correlationId });
      // It need not succeed: what is left there goes after a day.
      await objects.dropUpload(upload).catch((error: unknown) => log.error('upload left', error));
      return answer;
    },
  });
}

const isAsAnnounced = ({ contentType, bytes }: Upload, { first, size }: Beginning): boolean =>
  size === bytes && contentTypeOf(first) === contentType;
