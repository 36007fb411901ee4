import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** What every message about a request names. Nothing here identifies a person, and nothing is the owner's own text. */
const caseShape = {
  number: z.string(),
  /** Like `3栋1单元1201`. */
  place: z.string(),
  categoryLabel: textSchema,
  keyword: z.string().nullable(),
  urgent: z.boolean(),
};

const assignedSchema = z.object({
  ...caseShape,
  /** Deadline of the arrival; null when none was promised. */
  arriveBy: instantSchema.nullable(),
});
export type AssignedVariables = z.infer<typeof assignedSchema>;

const breachSchema = z.object({
  ...caseShape,
  due: instantSchema,
  /** Who held the work order at the deadline; null when nobody did. */
  holderStaffId: z.string().nullable(),
});
export type BreachVariables = z.infer<typeof breachSchema>;

/** In time after all. */
export const retractedSchema = z.object({
  ...caseShape,
  due: instantSchema,
  stoppedAt: instantSchema,
  stoppedByStaffId: z.string().nullable(),
});
export type RetractedVariables = z.infer<typeof retractedSchema>;

/** A template with what fills it. Stored with the message: names and addresses are added when it is sent. */
export const contentSchema = z.discriminatedUnion('template', [
  z.object({ template: z.literal('work-order-assigned'), variables: assignedSchema }),
  z.object({ template: z.literal('breach'), variables: breachSchema }),
  z.object({ template: z.literal('breach-retracted'), variables: retractedSchema }),
]);
export type Content = z.infer<typeof contentSchema>;

/** Staff whom the text names. */
export function mentionedIn(content: Content): string[] {
  switch (content.template) {
    case 'work-order-assigned':
      return [];
    case 'breach':
      return present(content.variables.holderStaffId);
    case 'breach-retracted':
      return present(content.variables.stoppedByStaffId);
  }
}

const present = (staffId: string | null): string[] => (staffId === null ? [] : [staffId]);
