import type { Role } from '../../../shared/identity/roles.ts';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import type { ClockKind } from '../../sla/contract/ids.ts';
import type { PromisedClock } from '../../sla/contract/policy.ts';
import {
  requestAnswered,
  requestAssessed,
  requestCancelled,
  requestClosed,
  requestConfirmed,
  requestConsented,
  requestContactErased,
  requestFeedbackGiven,
  requestLoweringReviewed,
  requestNoteLeft,
  requestReclassified,
  requestReopened,
  requestResolved,
  requestTimeAgreed,
} from '../contract/events.ts';
import { type Assessment, priorityOf } from './assessment.ts';
import type { CategoryDecision } from './decide-category.ts';
import type { Lowering } from './lowering.ts';
import type { Note } from './note.ts';
import { classificationOf, type Request } from './request.ts';

/** The instant of an act and, if it was one of ours, who did it. */
export interface Doing {
  readonly at: string;
  readonly staffId: string | null;
}

/** What every event of a request names. */
export const about = (request: Request, { at, staffId }: Doing) => ({
  number: request.number,
  communityId: request.communityId,
  buildingId: request.buildingId,
  premisesId: request.premisesId,
  place: request.place,
  categoryLabel: request.categoryLabel,
  ...(request.aboutStaffId !== undefined && { aboutStaffId: request.aboutStaffId }),
  at,
  staffId,
});

export const assessed = (request: Request, doing: Doing, assessment: Assessment): EventDraft =>
  draft(requestAssessed, { ...about(request, doing), ...assessment, priority: priorityOf(assessment) });

/** @param reason stays here */
export const contactErased = (request: Request, doing: Doing, reason: string): EventDraft =>
  draft(requestContactErased, about(request, doing), { reason });

export const confirmed = (request: Request, doing: Doing): EventDraft => draft(requestConfirmed, about(request, doing));

/** @param answer in the words of whoever answers; they stay here */
export const answered = (request: Request, doing: Doing, answer: string): EventDraft =>
  draft(requestAnswered, about(request, doing), { answer });

export const resolved = (request: Request, doing: Doing, result: string): EventDraft =>
  draft(requestResolved, about(request, doing), { result });

export const feedbackGiven = (request: Request, doing: Doing, text: string): EventDraft =>
  draft(requestFeedbackGiven, about(request, doing), { text });

export const consented = (request: Request, doing: Doing, clocks: readonly PromisedClock[]): EventDraft =>
  draft(requestConsented, { ...about(request, doing), clocks: [...clocks] });

export const timeAgreed = (request: Request, doing: Doing, clock: ClockKind, until: string): EventDraft =>
  draft(requestTimeAgreed, { ...about(request, doing), clock, until });

/** Why a complaint came about and what is to be better: required of complaints (R011). */
export interface Lesson {
  readonly causeCode?: string | undefined;
  readonly improvementMeasure?: string | undefined;
}

export const closed = (request: Request, doing: Doing, lesson: Lesson): EventDraft =>
  draft(requestClosed, about(request, doing), { ...lesson });

export const cancelled = (request: Request, doing: Doing, reason: string): EventDraft =>
  draft(requestCancelled, about(request, doing), { reason });

export interface Reclassification {
  readonly decision: CategoryDecision;
  readonly direction: 'raised' | 'lowered';
  readonly byRoles: readonly Role[];
  readonly byAssignee: boolean;
  readonly reason: string | null;
  readonly clocks: readonly PromisedClock[];
}

export function reclassified(request: Request, doing: Doing, to: Reclassification): EventDraft {
  const { category, keyword } = to.decision;
  return draft(requestReclassified, {
    ...about(request, doing),
    ...classificationOf({ ...category, category: category.code, categoryLabel: category.label, keyword }),
    previousCategory: request.category,
    direction: to.direction,
    byRoles: [...to.byRoles],
    byAssignee: to.byAssignee,
    reason: to.reason,
    clocks: [...to.clocks],
  });
}

/** @param note among leads; it stays here */
export function loweringReviewed(
  request: Request,
  doing: Doing,
  { lowering, at: loweredAt, staffId: loweredBy, from, to }: Lowering,
  { outcome, note }: { readonly outcome: 'right' | 'wrong'; readonly note?: string | undefined },
): EventDraft {
  return draft(
    requestLoweringReviewed,
    {
      ...about(request, doing),
      ...{ lowering, loweredAt, loweredBy, outcome },
      previousCategory: from.category,
      loweredTo: to.category,
    },
    { ...(note !== undefined && { note }) },
  );
}

export function reopened(request: Request, doing: Doing, clocks: readonly PromisedClock[], reason: string): EventDraft {
  return draft(
    requestReopened,
    {
      ...about(request, doing),
      ...classificationOf(request),
      entranceId: request.entranceId,
      times: request.life.reopened + 1,
      clocks: [...clocks],
    },
    { reason },
  );
}

/** Its words stay with the note. */
export const noteLeft = (request: Request, { id: noteId, at, staffId }: Note): EventDraft =>
  draft(requestNoteLeft, { ...about(request, { at, staffId }), requestId: request.id, noteId });
