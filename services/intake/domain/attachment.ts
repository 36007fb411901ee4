import * as z from 'zod';
import { type Actor, actorSchema } from '../../../shared/events/envelope.ts';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { contentTypes } from '../contract/content-types.ts';
import { purposeSchema, requestAttached, requestAttachmentRemoved } from '../contract/events.ts';
import type { Doing } from './act-events.ts';
import { noteAuthorSchema } from './note.ts';
import type { Request, RequestEvent } from './request.ts';

/** Largest file, in bytes: 10 MB. */
export const MAX_BYTES = 10 * 1024 * 1024;

/** So many attachments a request holds at once. */
export const MAX_ATTACHMENTS = 12;

/** For so long a form takes an upload, in seconds. */
export const UPLOAD_SECONDS = 600;

/** For so long a link gives an attachment, in seconds. */
export const LINK_SECONDS = 300;

/** An upload that nobody confirms is forgotten after a day, and the storage's lifecycle removes what was uploaded. */
const FORGOTTEN_AFTER_SECONDS = 86_400;

const fileSchema = z.object({
  id: z.string(),
  purpose: purposeSchema,
  contentType: z.enum(contentTypes),
  /** Size, as announced; the form takes no other. */
  bytes: z.int().positive(),
  /** As it is offered for saving; it may name people, so it stands in no event and no log. */
  fileName: z.string().nullable(),
  author: noteAuthorSchema,
  /** Who may take it away again; shown to nobody. */
  uploadedBy: actorSchema,
});

/** An upload that was announced and has not been confirmed yet. */
export const uploadSchema = fileSchema.extend({
  requestId: z.string(),
  announcedAt: instantSchema,
  /** Epoch seconds; the row goes after it. */
  expiresAt: z.int(),
});
export type Upload = z.infer<typeof uploadSchema>;

export const forgottenAt = (announcedAt: string): number =>
  Math.floor(Date.parse(announcedAt) / 1000) + FORGOTTEN_AFTER_SECONDS;

/** Whether its form may still be used. */
export const isOpen = ({ announcedAt }: Upload, now: string): boolean =>
  Date.parse(now) - Date.parse(announcedAt) < UPLOAD_SECONDS * 1000;

const attachmentSchema = fileSchema.extend({
  attachedAt: instantSchema,
  /** Of the whole content, as the storage computed it; null where it does not (R014). */
  sha256: z.string().nullable(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** The attachments that a request holds now, oldest first: at most a dozen, so they are one row. */
export const attachmentsSchema = z.object({ requestId: z.string(), items: z.array(attachmentSchema) });
export type Attachments = z.infer<typeof attachmentsSchema>;

/** What the events keep to themselves. */
const hiddenSchema = attachmentSchema.pick({ fileName: true, sha256: true, author: true, uploadedBy: true });

const about = (request: Request, { at, staffId }: Doing, { id, purpose, contentType, bytes }: Upload | Attachment) => ({
  requestId: request.id,
  number: request.number,
  communityId: request.communityId,
  buildingId: request.buildingId,
  premisesId: request.premisesId,
  attachmentId: id,
  ...{ purpose, contentType, bytes, at, staffId },
});

export const attached = (request: Request, doing: Doing, upload: Upload, sha256: string | null): EventDraft =>
  draft(requestAttached, about(request, doing, upload), hiddenSchema.parse({ ...upload, sha256 }));

/** @param reason why, where somebody else than the uploader took it away */
export const removed = (request: Request, doing: Doing, attachment: Attachment, reason?: string): EventDraft =>
  draft(requestAttachmentRemoved, about(request, doing, attachment), { ...(reason !== undefined && { reason }) });

/** The attachments after one more event. */
export function evolveAttachments(before: Attachments, event: RequestEvent): Attachments {
  if (event.name === requestAttached.name) {
    const { attachmentId: id, purpose, contentType, bytes, at: attachedAt } = requestAttached.data.parse(event.data);
    const item = { id, purpose, contentType, bytes, attachedAt, ...hiddenSchema.parse(event.private) };
    return { ...before, items: [...before.items, item] };
  }
  if (event.name === requestAttachmentRemoved.name) {
    const { attachmentId } = requestAttachmentRemoved.data.parse(event.data);
    return { ...before, items: before.items.filter(({ id }) => id !== attachmentId) };
  }
  return before;
}

export const isUploader = ({ uploadedBy }: Upload | Attachment, { type, id }: Actor): boolean =>
  uploadedBy.type === type && uploadedBy.id === id;
