import * as z from 'zod';
import { Problem } from '../../../../shared/http/problem.ts';
import { type Locale, pick, type Text } from '../../../../shared/i18n/text.ts';
import type { Principal } from '../../../../shared/identity/principal.ts';
import { roleSchema } from '../../../../shared/identity/roles.ts';
import type { Journal } from '../../../../shared/journal/journal.ts';
import { instantSchema } from '../../../../shared/time/instants.ts';
import { attachmentsAddress } from '../../attachment-uploads.ts';
import { contentTypes } from '../../contract/content-types.ts';
import { purposeSchema } from '../../contract/events.ts';
import type { Doing } from '../../domain/act-events.ts';
import { isOver } from '../../domain/acts.ts';
import { type Attachment, type Attachments, attachmentsSchema, MAX_ATTACHMENTS } from '../../domain/attachment.ts';
import { authorLabel } from '../../domain/note.ts';
import type { Request } from '../../domain/request.ts';
import { shownAuthorSchema } from '../notes.ts';

export const everybody = {
  roles: roleSchema.options,
  ownership: 'owners: requests of their own premises; staff: requests of their communities',
} as const;

export const attachmentParams = z.object({ id: z.string().max(100), attachmentId: z.string().max(100) });

/** The attachments of a request and their version: none and 0 before the first. */
export async function readAttachments(journal: Journal, requestId: string) {
  const stored = await journal.read(attachmentsAddress(requestId), attachmentsSchema);
  const none: Attachments = { requestId, items: [] };
  return { version: stored?.version ?? 0, state: stored?.state ?? none };
}

export const doingOf = (principal: Principal, household: boolean, at: string): Doing => ({
  at,
  staffId: household ? null : principal.staffId,
});

/** @throws Problem state-conflict for a request that is over */
export function requireRunning(request: Request): void {
  if (isOver(request))
    conflict({ zh: '报事已办结或已撤销，附件不能再变更', en: 'The request is over; its attachments stay as they are' });
}

/** @throws Problem state-conflict when one more would be too many */
export function requireRoom(count: number): void {
  if (count >= MAX_ATTACHMENTS)
    conflict({
      zh: `每个报事最多 ${MAX_ATTACHMENTS} 个附件`,
      en: `A request holds at most ${MAX_ATTACHMENTS} attachments`,
    });
}

export function conflict(detail: Text): never {
  throw new Problem('state-conflict', { detail });
}

/** An attachment as answers show it: without its name, since some of them are remembered. */
export const shownSchema = z.object({
  id: z.string(),
  purpose: purposeSchema,
  contentType: z.enum(contentTypes),
  bytes: z.int(),
  attachedAt: instantSchema,
  /** Of the content, in base64; null where the storage does not tell. */
  sha256: z.string().nullable(),
  author: shownAuthorSchema,
});

export const shown = (
  { id, purpose, contentType, bytes, attachedAt, sha256, author }: Attachment,
  locale: Locale,
): z.infer<typeof shownSchema> => ({
  ...{ id, purpose, contentType, bytes, attachedAt, sha256 },
  author: { ...author, label: pick(authorLabel(author), locale) },
});
