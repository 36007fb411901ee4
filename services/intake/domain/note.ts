import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { type Role, roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** Who speaks: the household, or the company by one of its roles; never by a name. */
export const noteAuthorSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('household') }),
  z.object({ type: z.literal('staff'), role: roleSchema }),
]);
export type NoteAuthor = z.infer<typeof noteAuthorSchema>;

/** A message of household and staff about a request (R071), or a note that staff write for each other. */
export const noteSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  at: instantSchema,
  author: noteAuthorSchema,
  /** For the audit; shown to nobody. Null where the household wrote. */
  staffId: z.string().nullable(),
  visibleToHousehold: z.boolean(),
  text: z.string(),
});
export type Note = z.infer<typeof noteSchema>;

const roleLabels: Readonly<Record<Role, Text>> = {
  owner: { zh: '业主', en: 'Owner' },
  agent: { zh: '客服', en: 'Customer service' },
  'control-room': { zh: '中控室', en: 'Control room' },
  technician: { zh: '维修人员', en: 'Technician' },
  concierge: { zh: '管家', en: 'Concierge' },
  'order-keeper': { zh: '秩序维护员', en: 'Order keeper' },
  cleaner: { zh: '保洁员', en: 'Cleaner' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  'department-head': { zh: '部门经理', en: 'Head of department' },
  manager: { zh: '管理中心经理', en: 'Manager' },
  'profile-keeper': { zh: '档案管理员', en: 'Profile keeper' },
};

/** How the author is called. */
export const authorLabel = (author: NoteAuthor): Text =>
  author.type === 'household' ? roleLabels.owner : roleLabels[author.role];
