import type * as z from 'zod';
import type { workOrderWaiting } from '../../dispatch/contract/events.ts';
import type { RequestReceived } from '../../intake/contract/events.ts';
import type { CaseVariables, Content } from './content.ts';
import { caseOf } from './drafts.ts';

/** Something a household is told by default; all else stands in the timeline. */
export interface OwnerNews {
  readonly content: Content;
  /** Told at any hour, and out of a far larger budget. */
  readonly urgent: boolean;
}

/** In the order in which a household cares for them. */
const promised = ['arrival', 'answer', 'resolve'] as const;

export function receivedNews(data: RequestReceived): OwnerNews {
  const clock = promised.flatMap((kind) => data.clocks.find((one) => one.kind === kind) ?? [])[0];
  const complaint = data.policyKey.startsWith('complaint.');
  const promise = clock ? { kind: clock.kind, due: clock.due } : null;
  return {
    content: { template: 'owner-received', variables: { ...caseOf(data), complaint, promise } },
    urgent: data.urgent,
  };
}

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

/** The trouble is over: nobody is woken up to rate us. */
export const doneNews = (it: CaseVariables): OwnerNews => ({
  content: { template: 'owner-done', variables: caseOf(it) },
  urgent: false,
});

export const answeredNews = (it: CaseVariables): OwnerNews => ({
  content: { template: 'owner-answered', variables: caseOf(it) },
  urgent: false,
});
