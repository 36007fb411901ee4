import type * as z from 'zod';
import { on, type Reaction } from '../../shared/events/consumer.ts';
import type { EventDefinition } from '../../shared/events/define-event.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import * as work from '../dispatch/contract/events.ts';
import * as request from '../intake/contract/events.ts';
import { type PauseReason, pauseReasonSchema, pauseReasons } from './contract/pauses.ts';
import type { Fact, FactOf, RequestFact, WorkOrderFact } from './domain/facts.ts';

/** What becomes of a fact that an event tells. */
type TakeFact = (requestId: string, fact: Fact, event: Envelope, now: string, receivedAt: string) => Promise<void>;

/**
 * All events of others that tell a fact of a request's life. One event is one fact and has its id; what others have
 * already decided (who may do what) is not judged again.
 */
export function factReactions(take: TakeFact): Reaction[] {
  /** Of intake's events the subject is the request, dispatch's name it. */
  const told = <Data extends z.ZodType>(
    definition: EventDefinition<string, Data>,
    factOf: (data: z.output<Data>, event: Envelope) => Fact,
    requestIdOf: (data: z.output<Data>, event: Envelope) => string,
  ): Reaction =>
    on(definition, (event, now, receivedAt) =>
      take(requestIdOf(event.data, event), factOf(event.data, event), event, now, receivedAt),
    );
  const ofRequest = <Data extends z.ZodType>(
    definition: EventDefinition<string, Data>,
    factOf: (data: z.output<Data>, event: Envelope) => Fact,
  ) => told(definition, factOf, (_, { subject }) => subject.id);
  const ofWork = <Data extends z.ZodType<{ requestId: string }>>(
    definition: EventDefinition<string, Data>,
    factOf: (data: z.output<Data>, event: Envelope) => Fact,
  ) => told(definition, factOf, ({ requestId }) => requestId);

  return [
    ofRequest(request.requestReceived, ({ receivedAt: at, ...data }, { id, subject }) => ({
      ...{ ...data, id, kind: 'received', requestId: subject.id, at },
    })),
    ofRequest(request.requestConfirmed, requestAct('taken')),
    ofRequest(request.requestAnswered, requestAct('answered')),
    ofRequest(request.requestResolved, requestAct('resolved')),
    ofRequest(request.requestFeedbackGiven, requestAct('feedback-given')),
    ofRequest(request.requestClosed, requestAct('closed')),
    ofRequest(request.requestCancelled, ({ at }, { id }) => ({ id, kind: 'cancelled', at })),
    ofRequest(request.requestConsented, ({ at, clocks }, { id }) => ({ id, kind: 'promised', at, clocks })),
    ofRequest(request.requestTimeAgreed, ({ at, clock, until }, { id }) => ({ id, kind: 'agreed', at, clock, until })),
    ofRequest(request.requestReclassified, (data, { id }) => {
      const { at, direction, staffId, byRoles: roles, byAssignee, reason, clocks } = data;
      const by = { staffId, roles };
      const change = { direction, by, byAssignee, reason, classification: classificationOf(data), clocks };
      return { id, kind: 'reclassified', at, ...change };
    }),
    ofRequest(request.requestReopened, (data, { id }) => {
      const { at, staffId, clocks } = data;
      return { id, kind: 'reopened', at, staffId, classification: classificationOf(data), clocks };
    }),

    ofWork(work.workOrderAssigned, (data, { id }) => workAct('assigned', id, data, data.assignedAt)),
    ofWork(work.workOrderAccepted, (data, { id }) => workAct('accepted', id, data, data.at)),
    ofWork(work.workOrderArrived, (data, { id }) => workAct('arrived', id, data, data.at)),
    ofWork(work.workOrderQuoted, ({ at, staffId }, { id }) => ({ id, kind: 'quoted', at, staffId })),
    ofWork(work.workOrderWaiting, waitingFact),
    ofWork(work.workOrderWaitApproved, ({ waitId: waitingId, until, at, staffId }, { id }) => ({
      // Dispatch lets nobody else approve a wait.
      ...{ id, kind: 'waiting-approved', at, waitingId, until, by: { staffId, roles: ['manager'] } },
    })),
    ofWork(work.workOrderResumed, ({ at, waitId: pauseId }, { id }) => ({ id, kind: 'resumed', at, pauseId })),
    ofWork(work.requestWorkDone, ({ at, staffId }, { id }) => ({ id, kind: 'completed', at, staffId })),
  ];
}

const requestAct =
  (kind: RequestFact['kind']) =>
  ({ at, staffId }: request.RequestAct, { id }: Envelope): Fact => ({ id, kind, at, staffId });

const workAct = (
  kind: WorkOrderFact['kind'],
  id: string,
  { workOrderId, assigneeStaffId: staffId }: { workOrderId: string; assigneeStaffId: string },
  at: string,
): Fact => ({ id, kind, at, workOrderId, staffId });

type Classification = NonNullable<FactOf<'reopened'>['classification']>;

const classificationOf = ({ categoryLabel, keyword, department, urgent }: Classification): Classification => ({
  ...{ categoryLabel, keyword, department, urgent },
});

/** For a reason of the owner's time stands still at once; for one of ours only when the manager approves (R062). */
function waitingFact(
  { waitId, at, reason, appointment, maximum, textToOwner }: z.output<(typeof work.workOrderWaiting)['data']>,
  { id }: Envelope,
): Fact {
  return isPauseReason(reason)
    ? {
        ...{ id, kind: 'paused', at, pauseId: waitId, reason, appointment },
        maximum: maximum ?? pauseReasons[reason].maximum,
      }
    : { id, kind: 'waiting', at, waitingId: waitId, reason, textToOwner };
}

const isPauseReason = (reason: string): reason is PauseReason => pauseReasonSchema.safeParse(reason).success;
