import { on, type Reaction } from '../../shared/events/consumer.ts';
import { log } from '../../shared/log/log.ts';
import {
  requestWorkDone,
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCancelled,
  workOrderCompleted,
  workOrderCreated,
  workOrderQuoteAgreed,
  workOrderQuoteDeclined,
  workOrderQuoted,
  workOrderRefused,
  workOrderResumed,
  workOrderVisitAgreed,
  workOrderWaiting,
} from '../dispatch/contract/events.ts';
import {
  calendarPublished,
  clockBreached,
  clockBreachRetracted,
  clockBreachRetractedByRule,
  escalationRaised,
  policyPublished,
} from '../sla/contract/events.ts';
import type { News } from './domain/progress.ts';
import type { TimelineItem, TimelineKind } from './domain/timeline.ts';
import type { IntakeStore } from './store.ts';

/**
 * What the events of others change here: projections only. Each can be repeated and come in any order: a policy is
 * kept by its version, timeline items by their event, progress as the set of what dispatch has told.
 */
export function intakeReactions(store: Pick<IntakeStore, 'note' | 'keepPolicy' | 'keepCalendar'>): Reaction[] {
  return [
    on(policyPublished, async ({ data }) => {
      const { policyId, version } = data;
      log.info('policy known', { policyId, version, newer: await store.keepPolicy(data) });
    }),
    on(calendarPublished, async ({ data }) => {
      const { calendarId, version } = data;
      log.info('calendar known', { calendarId, version, newer: await store.keepCalendar(data) });
    }),
    on(workOrderCreated, ({ id, at, data }) => store.note(data.requestId, item(id, at, 'work-order-created'), null)),
    on(workOrderAssigned, ({ id, data }) =>
      store.note(
        data.requestId,
        item(id, data.assignedAt, 'assigned'),
        news('dispatched', { ...data, at: data.assignedAt, staffId: data.assigneeStaffId }),
      ),
    ),
    // Of no news to the household: who has it next is told by the next assignment.
    on(workOrderRefused, ({ data }) => store.note(data.requestId, null, news('refused', data))),
    on(workOrderAccepted, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'accepted'), news('accepted', data)),
    ),
    on(workOrderArrived, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'arrived'), news('in-progress', data)),
    ),
    on(workOrderWaiting, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'waiting', data.textToOwner), news('waiting', data)),
    ),
    on(workOrderResumed, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'resumed'), news('resumed', data)),
    ),
    // What is told and agreed beside the work: its status stays.
    on(workOrderVisitAgreed, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'visit-agreed'), null)),
    on(workOrderQuoted, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'quoted'), null)),
    on(workOrderQuoteAgreed, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'quote-agreed'), null)),
    on(workOrderQuoteDeclined, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'quote-declined'), null)),
    on(workOrderCompleted, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'completed'), news('completed', data)),
    ),
    on(workOrderCancelled, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'work-order-cancelled'), news('withdrawn', data)),
    ),
    on(requestWorkDone, ({ id, data }) =>
      store.note(data.requestId, item(id, data.at, 'work-done'), news('done', data)),
    ),
    // Of the deadlines only the arrival was promised to the household; the others are the company's own affair.
    on(clockBreached, async ({ id, at, data }) => {
      if (data.kind === 'arrival') await store.note(data.requestId, item(id, at, 'breached'), null);
    }),
    on(clockBreachRetracted, async ({ id, at, data }) => {
      if (data.kind === 'arrival') await store.note(data.requestId, item(id, at, 'breach-retracted'), null);
    }),
    on(clockBreachRetractedByRule, async ({ id, at, data }) => {
      if (data.kind === 'arrival') await store.note(data.requestId, item(id, at, 'breach-corrected'), null);
    }),
    on(escalationRaised, ({ id, at, data }) => store.note(data.requestId, item(id, at, 'escalated'), null)),
  ];
}

const item = (eventId: string, at: string, kind: TimelineKind, text: string | null = null): TimelineItem => ({
  eventId,
  at,
  kind,
  ...(text !== null && { text }),
});

interface Told {
  readonly at: string;
  readonly workOrderId: string;
  readonly staffId?: string | null;
  readonly waitId?: string | null;
}

const news = (kind: News['kind'], { at, workOrderId, staffId = null, waitId = null }: Told): News => ({
  ...{ kind, at, workOrderId, staffId, waitId },
});
