import * as z from 'zod';
import { type Operation, operation } from '../../../../shared/http/operation.ts';
import { Problem } from '../../../../shared/http/problem.ts';
import { hasRole } from '../../../../shared/identity/principal.ts';
import { leadRoles } from '../../../../shared/identity/roles.ts';
import { log } from '../../../../shared/log/log.ts';
import { instantSchema } from '../../../../shared/time/instants.ts';
import { attachmentsAddress } from '../../attachment-uploads.ts';
import { isComplainedAbout, isOver } from '../../domain/acts.ts';
import { evolveAttachments, isUploader, removed } from '../../domain/attachment.ts';
import type { AttachmentPorts } from '../../ports.ts';
import { reachedRequest } from '../reached.ts';
import { attachmentParams, doingOf, everybody, readAttachments, requireRunning } from './shared.ts';

/** Longest reason. */
const MAX_TEXT = 4000;

/**
 * `POST /v1/requests/{id}/attachments/{attachmentId}/remove`: by who uploaded it, until the request is over; by leads
 * at any time, with a reason. The content is deleted; that there was something, and who removed it, stays on record.
 */
export function removeAttachment({ journal, objects }: AttachmentPorts): Operation {
  return operation({
    ...everybody,
    ownership: 'who uploaded it; supervisors, heads and managers in their communities',
    method: 'POST',
    path: '/v1/requests/{id}/attachments/{attachmentId}/remove',
    params: attachmentParams,
    body: z.strictObject({ reason: z.string().trim().min(1, 'must not be blank').max(MAX_TEXT).optional() }),
    answer: z.object({ id: z.string(), removedAt: instantSchema }),
    handle: async ({ principal, params, body: { reason }, now, cause, remember }) => {
      const { request, household } = await reachedRequest(journal, principal, params.id);
      const { version, state } = await readAttachments(journal, request.id);
      const attachment = state.items.find(({ id }) => id === params.attachmentId);
      if (!attachment) throw new Problem('not-found');
      const own = isUploader(attachment, cause.actor);
      if (!own || isOver(request)) {
        // Whoever a complaint is about has no hand in its evidence (R023).
        if (household || !hasRole(principal, ...leadRoles) || isComplainedAbout(request, principal.staffId)) {
          if (own) requireRunning(request);
          throw new Problem('not-allowed');
        }
        if (reason === undefined)
          throw new Problem('invalid', { errors: [{ path: '/reason', reason: 'required of whoever decides on it' }] });
      }
      const event = removed(request, doingOf(principal, household, now), attachment, reason);
      const next = evolveAttachments(state, event);
      const answer = { status: 200, body: { id: attachment.id, removedAt: now } };
      // The content first: nothing that is gone from the list may still lie there. Again it does no harm.
      await objects.remove({ requestId: request.id, id: attachment.id });
      await journal.write({
        cause,
        changes: [{ address: attachmentsAddress(request.id), expectedVersion: version, state: next, events: [event] }],
        once: remember(answer),
      });
      log.info(event.name, { requestId: request.id, attachmentId: attachment.id, correlationId: cause.correlationId });
      return answer;
    },
  });
}
