import type * as z from 'zod';
import type { workOrderQuoted, workOrderVisitAgreed, workOrderWaiting } from '../../dispatch/contract/events.ts';
import type { RequestReceived, RequestReclassified } from '../../intake/contract/events.ts';
import type { CaseVariables, Content, PromiseVariable } from './content.ts';
import { caseOf } from './drafts.ts';
import type { WithheldReason } from './message.ts';

/** Something a household is told by default; all else stands in the timeline. */
export interface OwnerNews {
  readonly content: Content;
  /** Told at any hour, and out of a far larger budget. */
  readonly urgent: boolean;
  /** Why nobody is told after all; on record only. */
  readonly withheld?: WithheldReason | undefined;
  /** From then on it is no news any more; ISO instant. */
  readonly over?: string;
  /** Asks for an agreement, which a tenant cannot give. */
  readonly toDeciders?: boolean;
}

/** In the order in which a household cares for them. */
const promised = ['arrival', 'answer', 'resolve'] as const;

export function receivedNews(data: RequestReceived): OwnerNews {
  const complaint = data.policyKey.startsWith('complaint.');
  const promise = promiseIn(data.clocks);
  return {
    content: { template: 'owner-received', variables: { ...caseOf(data), complaint, promise } },
    urgent: data.urgent,
  };
}

function promiseIn(clocks: RequestReceived['clocks']): PromiseVariable {
  const clock = promised.flatMap((kind) => clocks.find((one) => one.kind === kind) ?? [])[0];
  return clock ? { kind: clock.kind, due: clock.due } : null;
}

/**
 * Less is promised than before (F-18). Whoever was waiting for somebody at the door hears at any hour that nobody comes
 * so soon.
 * @param wasUrgent before
 */
export const reclassifiedNews = (data: RequestReclassified, wasUrgent: boolean): OwnerNews => ({
  content: {
    template: 'owner-reclassified',
    variables: { ...caseOf(data), promise: promiseIn(data.clocks.filter(({ due }) => due > data.at)) },
  },
  urgent: wasUrgent,
});

export const comingNews = (it: CaseVariables, technicianStaffId: string): OwnerNews => ({
  content: { template: 'owner-coming', variables: { ...caseOf(it), technicianStaffId } },
  urgent: it.urgent,
});

export const waitingNews = (data: z.output<typeof workOrderWaiting.data>): OwnerNews => ({
  content: {
    template: 'owner-waiting',
    variables: {
      ...caseOf(data),
      reason: data.reason,
      appointment: data.appointment,
      textToOwner: data.textToOwner,
    },
  },
  urgent: data.urgent,
});

/** A price waits for an answer. */
export function quotedNews(data: z.output<typeof workOrderQuoted.data>): OwnerNews {
  const { totalFen, validUntil, urgent } = data;
  const variables = { ...caseOf(data), totalFen, validUntil };
  return { content: { template: 'owner-quoted', variables }, urgent, over: validUntil, toDeciders: true };
}

/** When somebody comes; confirmed also to whoever has agreed to it on the phone. */
export function visitNews(data: z.output<typeof workOrderVisitAgreed.data>): OwnerNews {
  const { from, until, urgent } = data;
  return { content: { template: 'owner-visit', variables: { ...caseOf(data), from, until } }, urgent, over: until };
}

/** The trouble is over: nobody is woken up to rate us. */
export const doneNews = (it: CaseVariables): OwnerNews => ({
  content: { template: 'owner-done', variables: caseOf(it) },
  urgent: false,
});

export const answeredNews = (it: CaseVariables): OwnerNews => ({
  content: { template: 'owner-answered', variables: caseOf(it) },
  urgent: false,
});

/** Staff have left a note; its words are the household's own affair. Once within some time, however many there are. */
export const noteNews = (it: CaseVariables, toldLately: boolean): OwnerNews => ({
  content: { template: 'owner-note', variables: caseOf(it) },
  urgent: false,
  withheld: toldLately ? 'told-lately' : undefined,
});
