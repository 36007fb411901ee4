import type { Operation } from '../../../../shared/http/operation.ts';
import type { AttachmentPorts } from '../../ports.ts';
import { announceAttachment } from './announce.ts';
import { confirmAttachment } from './confirm.ts';
import { listAttachments } from './list.ts';
import { removeAttachment } from './remove.ts';

/** What the function of attachments answers to: its part of the role table. */
export const attachmentOperations = (ports: AttachmentPorts): Operation[] => [
  announceAttachment(ports),
  listAttachments(ports),
  confirmAttachment(ports),
  removeAttachment(ports),
];
