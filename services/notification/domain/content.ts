import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { rosterGapAhead } from '../../directory/contract/events.ts';
import { workOrderQuoted, workOrderVisitAgreed, workOrderWaiting } from '../../dispatch/contract/events.ts';
import { clockBreachRetractedByRule } from '../../sla/contract/events.ts';
import { clockKindSchema } from '../../sla/contract/ids.ts';

/** What every message about a request names. Nothing here identifies a person, and nothing is the owner's own text. */
const caseShape = {
  number: z.string(),
  /** Like `3栋1单元1201`. */
  place: z.string(),
  categoryLabel: textSchema,
  keyword: z.string().nullable(),
  urgent: z.boolean(),
};
const caseSchema = z.object(caseShape);
export type CaseVariables = z.infer<typeof caseSchema>;

/** What the request's clock waits for; null for a kind that is not known here. The first messages told arrivals only. */
const kind = clockKindSchema.nullable().default('arrival');

const assignedSchema = z.object({
  ...caseShape,
  /** Deadline of the arrival; null when none was promised. */
  arriveBy: instantSchema.nullable(),
});
export type AssignedVariables = z.infer<typeof assignedSchema>;

const warningSchema = z.object({
  ...caseShape,
  kind: clockKindSchema,
  due: instantSchema,
  /** Told to whoever has the work; else to those who must see that somebody does it. */
  held: z.boolean(),
});
export type WarningVariables = z.infer<typeof warningSchema>;

const breachSchema = z.object({
  ...caseShape,
  kind,
  due: instantSchema,
  /** Whose the work was at the deadline, accepted or not; null when it was nobody's. */
  holderStaffId: z.string().nullable(),
});
export type BreachVariables = z.infer<typeof breachSchema>;

/** In time after all. */
export const retractedSchema = z.object({
  ...caseShape,
  kind,
  due: instantSchema,
  stoppedAt: instantSchema,
  stoppedByStaffId: z.string().nullable(),
});
export type RetractedVariables = z.infer<typeof retractedSchema>;

/** The deadline told was not the one that held. */
export const voidedSchema = z.object({
  ...caseShape,
  kind,
  ...clockBreachRetractedByRule.data.pick({
    because: true,
    due: true,
    newDue: true,
    stoppedAt: true,
    stoppedByStaffId: true,
  }).shape,
});
export type VoidedVariables = z.infer<typeof voidedSchema>;

const refusedSchema = z.object({ ...caseShape, staffId: z.string(), refusals: z.int().positive() });

const notAcceptedSchema = z.object({ ...caseShape, staffId: z.string(), nextStaffId: z.string().nullable() });
export type NotAcceptedVariables = z.infer<typeof notAcceptedSchema>;

/** The promise that matters most to the household; null where there is none. */
const promise = z.object({ kind: clockKindSchema, due: instantSchema }).nullable();
export type PromiseVariable = z.infer<typeof promise>;

const contactDueSchema = z.object({
  ...caseShape,
  /** When the household last heard of its request. */
  heardAt: instantSchema,
  /** Who has the work; null while nobody has. */
  holderStaffId: z.string().nullable(),
});
export type ContactDueVariables = z.infer<typeof contactDueSchema>;

/** About a post, not about a request. */
const rosterGapSchema = rosterGapAhead.data.omit({ communityId: true, department: true });
export type RosterGapVariables = z.infer<typeof rosterGapSchema>;

const receivedSchema = z.object({
  ...caseShape,
  /** A complaint is met with an apology (R013). */
  complaint: z.boolean(),
  promise,
});
export type ReceivedVariables = z.infer<typeof receivedSchema>;

/** Another category, and what it promises. */
const reclassifiedSchema = z.object({ ...caseShape, promise });
export type ReclassifiedVariables = z.infer<typeof reclassifiedSchema>;

const comingSchema = z.object({ ...caseShape, technicianStaffId: z.string() });
export type ComingVariables = z.infer<typeof comingSchema>;

const waitingSchema = z.object({
  ...caseShape,
  ...workOrderWaiting.data.pick({ reason: true, appointment: true, textToOwner: true }).shape,
});
export type WaitingVariables = z.infer<typeof waitingSchema>;

/** A price that waits for the household's agreement. */
const quotedSchema = z.object({
  ...caseShape,
  ...workOrderQuoted.data.pick({ totalFen: true, validUntil: true }).shape,
});
export type QuotedVariables = z.infer<typeof quotedSchema>;

/** Between when somebody comes. */
const visitSchema = z.object({ ...caseShape, ...workOrderVisitAgreed.data.pick({ from: true, until: true }).shape });
export type VisitVariables = z.infer<typeof visitSchema>;

/** A template with what fills it. Stored with the message: names and addresses are added when it is sent. */
export const contentSchema = z.discriminatedUnion('template', [
  z.object({ template: z.literal('work-order-assigned'), variables: assignedSchema }),
  z.object({ template: z.literal('work-order-refused'), variables: refusedSchema }),
  z.object({ template: z.literal('work-order-not-accepted'), variables: notAcceptedSchema }),
  z.object({ template: z.literal('work-order-cancelled'), variables: caseSchema }),
  z.object({ template: z.literal('warning'), variables: warningSchema }),
  z.object({ template: z.literal('contact-due'), variables: contactDueSchema }),
  z.object({ template: z.literal('roster-gap'), variables: rosterGapSchema }),
  z.object({ template: z.literal('breach'), variables: breachSchema }),
  z.object({ template: z.literal('breach-retracted'), variables: retractedSchema }),
  z.object({ template: z.literal('breach-voided'), variables: voidedSchema }),
  z.object({ template: z.literal('owner-received'), variables: receivedSchema }),
  z.object({ template: z.literal('owner-coming'), variables: comingSchema }),
  z.object({ template: z.literal('owner-waiting'), variables: waitingSchema }),
  z.object({ template: z.literal('owner-quoted'), variables: quotedSchema }),
  z.object({ template: z.literal('owner-visit'), variables: visitSchema }),
  z.object({ template: z.literal('owner-done'), variables: caseSchema }),
  z.object({ template: z.literal('owner-answered'), variables: caseSchema }),
  z.object({ template: z.literal('owner-reclassified'), variables: reclassifiedSchema }),
  z.object({ template: z.literal('owner-note'), variables: caseSchema }),
]);
export type Content = z.infer<typeof contentSchema>;

/** Whether a message is about a request, which it then names and leads to. */
export const isAboutCase = (content: Content): content is Exclude<Content, { template: 'roster-gap' }> =>
  content.template !== 'roster-gap';

/** Staff whom the text names. */
export function mentionedIn(content: Content): string[] {
  switch (content.template) {
    case 'breach':
    case 'contact-due':
      return present(content.variables.holderStaffId);
    case 'breach-retracted':
    case 'breach-voided':
      return present(content.variables.stoppedByStaffId);
    case 'work-order-refused':
      return [content.variables.staffId];
    case 'work-order-not-accepted':
      return [content.variables.staffId, ...present(content.variables.nextStaffId)];
    case 'owner-coming':
      return [content.variables.technicianStaffId];
    default:
      return [];
  }
}

const present = (staffId: string | null): string[] => (staffId === null ? [] : [staffId]);
