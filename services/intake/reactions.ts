import { on, type Reaction } from '../../shared/events/consumer.ts';
import { log } from '../../shared/log/log.ts';
import {
  workOrderAccepted,
  workOrderArrived,
  workOrderAssigned,
  workOrderCompleted,
  workOrderCreated,
} from '../dispatch/contract/events.ts';
import {
  calendarPublished,
  clockBreached,
  clockBreachRetracted,
  escalationRaised,
  policyPublished,
} from '../sla/contract/events.ts';
import type { TimelineKind } from './domain/timeline.ts';
import type { IntakeStore } from './store.ts';

/**
 * What the events of others change here: projections only. Each can be repeated and come in any order: a policy is
 * kept by its version, timeline items by their event, progress as the set of stages that were reached.
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
      store.note(data.requestId, item(id, data.assignedAt, 'assigned'), 'dispatched'),
    ),
    on(workOrderAccepted, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'accepted'), 'accepted')),
    on(workOrderArrived, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'arrived'), 'in-progress')),
    on(workOrderCompleted, ({ id, data }) => store.note(data.requestId, item(id, data.at, 'completed'), 'done')),
    // Of the deadlines only the arrival was promised to the household; the others are the company's own affair.
    on(clockBreached, async ({ id, at, data }) => {
      if (data.kind === 'arrival') await store.note(data.requestId, item(id, at, 'breached'), null);
    }),
    on(clockBreachRetracted, async ({ id, at, data }) => {
      if (data.kind === 'arrival') await store.note(data.requestId, item(id, at, 'breach-retracted'), null);
    }),
    on(escalationRaised, ({ id, at, data }) => store.note(data.requestId, item(id, at, 'escalated'), null)),
  ];
}

const item = (eventId: string, at: string, kind: TimelineKind) => ({ eventId, at, kind });
