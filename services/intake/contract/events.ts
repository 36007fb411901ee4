import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockKindSchema } from '../../sla/contract/ids.ts';
import { promisedClockSchema } from '../../sla/contract/policy.ts';
import { contentTypes } from './content-types.ts';
import { levelSchema, requesterKindSchema, requestOriginSchema } from './requester.ts';

/** The request as its messages name it; the same in every event of its life. */
const about = {
  number: z.string().describe('What people call the request, like BX000123'),
  communityId: z.string(),
  buildingId: z.string(),
  premisesId: z
    .string()
    .describe(
      'Of premises; where no household is concerned of a common area, or of premises apart from their household',
    ),
  place: z.string().describe('The place as people say it, like 3栋1单元1201 or 3栋公共区域'),
  categoryLabel: textSchema,
  aboutStaffId: z
    .string()
    .optional()
    .describe('Whom a complaint is about: never its assignee, its closer or the one who calls back (R023)'),
};

/** What a category decides: whose work it is, how urgent, under which standard. */
const classification = {
  category: z.string().describe('Code of the category, like flooding'),
  categoryLabel: textSchema,
  keyword: z.string().nullable().describe('The word of our own list that decided the category, like 水管爆裂'),
  policyKey: z.string().describe('Which service standard applies, like repair.urgent'),
  department: z.string().describe('Whose work it is, like engineering'),
  skill: z.string().nullable().describe('What the person sent must be able to do; null when anybody will do'),
  urgent: z.boolean(),
  needsWork: z.boolean().optional().describe('False where an answer is all; absent, as in the first events: true'),
};

/**
 * Somebody reported something; the event's subject is the request. Carries what every other service needs to act
 * and nothing of the reporter's own words: those stay in intake's table.
 */
export const requestReceived = defineEvent(
  'request.received',
  1,
  z.object({
    ...about,
    ...classification,
    entranceId: z.string().nullable().describe('Absent for premises without an entrance, such as a parking space'),
    channel: z.string().describe('How it reached us, like h5, phone or visit'),
    onBehalf: z.boolean().describe('Entered by staff for somebody else'),
    requesterKind: requesterKindSchema.optional().describe('As what somebody reports (R031); absent: not known'),
    origin: requestOriginSchema.optional().describe('Absent: asked'),
    canCallBack: z.boolean().optional().describe('False where there is nobody to call back (R008); absent: true'),
    receivedAt: instantSchema,
    clocks: z.array(promisedClockSchema).describe('What was promised: start and due of every clock, with its policy'),
  }),
);

export type RequestReceived = z.output<(typeof requestReceived)['data']>;

const act = z.object({
  ...about,
  at: instantSchema.describe('Server time of the act; decides every verdict, whenever the news arrives'),
  staffId: z.string().nullable().describe('Who did it; null for the household itself or the system'),
});
export type RequestAct = z.output<typeof act>;

/** How it weighs (R010). Changes no clock; whoever puts work in an order goes by the priority (R068). */
export const requestAssessed = defineEvent(
  'request.assessed',
  1,
  act.extend({
    importance: levelSchema,
    urgency: levelSchema,
    priority: z.int().min(1).max(5).describe('1: important and urgent, 5: neither; the smaller comes first'),
  }),
);

/** The contact of somebody without a household is erased for good: nobody can be called back any more (R271). */
export const requestContactErased = defineEvent('request.contact-erased', 1, act);

/** A member of staff has taken it in hand: the first human act (R024, R059). */
export const requestConfirmed = defineEvent('request.confirmed', 1, act);

/** The question is answered; by the published tariff also without anybody's doing (R051). The words stay here. */
export const requestAnswered = defineEvent('request.answered', 1, act);

/** What the owner complained about is solved (R058). */
export const requestResolved = defineEvent('request.resolved', 1, act);

/** The result has been told to the owner (R056). */
export const requestFeedbackGiven = defineEvent('request.feedback-given', 1, act);

/** The household agrees that somebody comes and fixes the price (R052): `clocks` count from this act. */
export const requestConsented = defineEvent(
  'request.consented',
  1,
  act.extend({ clocks: z.array(promisedClockSchema) }),
);

/** A time agreed with the owner, for the clock whose limit says so (R044, R054). The last agreement counts. */
export const requestTimeAgreed = defineEvent(
  'request.time-agreed',
  1,
  act.extend({ clock: clockKindSchema, until: instantSchema }),
);

/**
 * The household has heard nothing of its request for a day, or what the company's setting says: the desk is to contact
 * it (R072). Said in the desk's hours, and again after each further such time.
 */
export const requestContactDue = defineEvent(
  'request.contact-due',
  1,
  z.object({
    ...about,
    department: classification.department,
    urgent: classification.urgent,
    at: instantSchema,
    heardAt: instantSchema.describe('When the household last heard of it'),
    dueAt: instantSchema.describe('Since when contact is due'),
    holderStaffIds: z.array(z.string()).describe('Who has the work; empty while nobody has'),
  }),
);

/** What an attachment is for: part of the report, how it looked before and after the work, or proof of something. */
export const purposeSchema = z.enum(['report', 'before', 'after', 'proof']);

const attachment = z.object({
  requestId: z.string(),
  number: about.number,
  communityId: about.communityId,
  buildingId: about.buildingId,
  premisesId: about.premisesId,
  attachmentId: z.string(),
  purpose: purposeSchema,
  contentType: z.enum(contentTypes).describe('What the file is by its own first bytes'),
  bytes: z.int().positive(),
  at: instantSchema,
  staffId: z.string().nullable().describe('Who did it; null for the household itself'),
});

/** A file was attached to a request (R014); its name and content stay here. The subject is the request's attachments. */
export const requestAttached = defineEvent('request.attached', 1, attachment);

/** An attachment was taken away, by who had uploaded it or by a lead with a reason that stays here. */
export const requestAttachmentRemoved = defineEvent('request.attachment-removed', 1, attachment);

/** Nothing is left to do. */
export const requestClosed = defineEvent('request.closed', 1, act);

/** The household, or staff for it, wants nothing any more. */
export const requestCancelled = defineEvent('request.cancelled', 1, act);

/**
 * Another category, and so other clocks (F-18). `lowered`: some deadline falls later or away, or a complaint is graded
 * lower; then `reason` is what the owner is told.
 */
export const requestReclassified = defineEvent(
  'request.reclassified',
  1,
  act.extend({
    ...classification,
    previousCategory: z.string(),
    direction: z.enum(['raised', 'lowered']),
    byRoles: z.array(roleSchema),
    byAssignee: z.boolean().describe('Whether the work was theirs when they did it'),
    reason: z.string().nullable(),
    clocks: z.array(promisedClockSchema).describe('Of the new category, counted from the receipt or the reopening'),
  }),
);

export type RequestReclassified = z.output<(typeof requestReclassified)['data']>;

/** What a lead thinks of a lowered category: it was right, or more should have been promised. */
export const loweringOutcomeSchema = z.enum(['right', 'wrong']);

/**
 * A lead has looked at a lowered category (F-18). Moves no clock and no category: what was wrong is raised again by an
 * act of its own. What they noted stays here.
 */
export const requestLoweringReviewed = defineEvent(
  'request.lowering-reviewed',
  1,
  act.extend({
    lowering: z.int().positive().describe('Which of the request: 1 for its first'),
    loweredAt: instantSchema,
    loweredBy: z.string().nullable().describe('Staff id of who lowered it'),
    previousCategory: z.string().describe('What it was before the lowering'),
    loweredTo: z.string().describe('What it was lowered to; its category may be another by now'),
    outcome: loweringOutcomeSchema,
  }),
);

export type RequestLoweringReviewed = z.output<(typeof requestLoweringReviewed)['data']>;

/** It was not solved after all: fresh clocks from this act, and fresh work where the category needs it (R017). */
export const requestReopened = defineEvent(
  'request.reopened',
  1,
  act.extend({
    ...classification,
    entranceId: z.string().nullable(),
    times: z.int().positive().describe('How often it has been reopened, this time included'),
    clocks: z.array(promisedClockSchema),
  }),
);

/** Staff have left the household a note (R071). Its subject is the note; its words stay here. */
export const requestNoteLeft = defineEvent(
  'request.note-left',
  1,
  act.extend({ requestId: z.string(), noteId: z.string() }),
);
