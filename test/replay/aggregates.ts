import * as z from 'zod';
import type { Service } from '../../infra/functions.ts';
import { rosterGapAhead } from '../../services/directory/contract/events.ts';
import { householdSchema } from '../../services/directory/contract/household.ts';
import { personFactSchema, personStateSchema } from '../../services/directory/contract/person.ts';
import { postSchema } from '../../services/directory/contract/post.ts';
import { type StaffTerm, staffTermSchema } from '../../services/directory/contract/records.ts';
import { reviewSchema } from '../../services/directory/contract/review-api.ts';
import { evolvePerson, untouched } from '../../services/directory/domain/person.ts';
import { evolveTerm } from '../../services/directory/domain/staff.ts';
import { priceListPublished } from '../../services/dispatch/contract/events.ts';
import { evolve as evolveWorkOrder } from '../../services/dispatch/domain/evolve.ts';
import { type WorkOrder, workOrderSchema } from '../../services/dispatch/domain/work-order.ts';
import { requestNoteLeft } from '../../services/intake/contract/events.ts';
import { type Attachments, attachmentsSchema, evolveAttachments } from '../../services/intake/domain/attachment.ts';
import { evolve as evolveRequest, type Request, requestSchema } from '../../services/intake/domain/request.ts';
import { storedPreferencesSchema } from '../../services/notification/preferences.ts';
import { storedTextsSchema } from '../../services/notification/texts.ts';
import { calendarPublished, escalationRaised, policyPublished } from '../../services/sla/contract/events.ts';
import { type Clock, clockSchema, evolve as evolveClock } from '../../services/sla/domain/clock.ts';
import type { JournalEvent } from '../../shared/journal/journal.ts';

type Row = Readonly<Record<string, unknown>>;

/** A kind of thing whose journal is its history. */
export interface Aggregate {
  readonly service: Service;
  /** The `subject.type` of its events. */
  readonly type: string;
  /** The test that plays random commands and then replays the journal. */
  readonly provenBy: string;
  /** What its events alone tell, oldest first; at least one. */
  replay(events: readonly JournalEvent[]): unknown;
  /** The same part of its row as it stands. */
  stands(row: Row): unknown;
}

const last = (events: readonly JournalEvent[]): JournalEvent => {
  const event = events.at(-1);
  if (!event) throw new Error('no events');
  return event;
};

/** A row without what the table needs it for. */
const bare = ({ pk, sk, version, todoShard, todoAt, listKey, listAt, ...state }: Row): Row => state;

const endedMessageSchema = z.object({
  messageId: z.string(),
  requestId: z.string(),
  clockId: z.string().nullable(),
  channel: z.string(),
  uncertain: z.boolean(),
  staffId: z.string().nullish(),
  personId: z.string().nullish(),
});
const endSchema = z.looseObject({ acceptedAt: z.string(), providerId: z.string() }).partial();

const DIRECTORY = 'test/directory/replay.property.test.ts';

/** What ends somebody's work, or lets it go on. */
const termFactSchema = z.union([
  z.object({ type: z.literal('leaves'), worksUntil: z.string() }),
  z.object({ type: z.literal('stays') }),
]);

export const aggregates: readonly Aggregate[] = [
  {
    ...{ service: 'directory', type: 'post', provenBy: DIRECTORY },
    replay: (events) => postSchema.parse(last(events).private?.post),
    stands: (row) => postSchema.parse(row),
  },
  {
    ...{ service: 'directory', type: 'household', provenBy: DIRECTORY },
    replay: (events) => householdSchema.parse(last(events).private?.household),
    stands: (row) => householdSchema.parse(row),
  },
  {
    ...{ service: 'directory', type: 'person', provenBy: DIRECTORY },
    replay: (events) =>
      events.reduce(
        (person, { at, detail, private: kept }) =>
          evolvePerson(person, { fact: personFactSchema.parse(kept?.fact), at, by: detail.actor }),
        untouched(last(events).detail.subject.id),
      ),
    stands: (row) => personStateSchema.parse(row),
  },
  {
    ...{ service: 'directory', type: 'staff', provenBy: DIRECTORY },
    replay: (events) =>
      events.reduce<StaffTerm>((term, { private: kept }) => evolveTerm(term, termFactSchema.parse(kept?.fact)), {
        staffId: last(events).detail.subject.id,
        worksUntil: null,
      }),
    stands: (row) => staffTermSchema.parse(row),
  },
  {
    ...{ service: 'directory', type: 'access-review', provenBy: DIRECTORY },
    replay: (events) => reviewSchema.parse(last(events).private?.review),
    stands: (row) => reviewSchema.parse(row),
  },
  {
    // What wakes the sweep lies beside it: work in hand.
    ...{ service: 'directory', type: 'roster-watch', provenBy: 'test/directory/gap-ahead.test.ts' },
    replay: (events) => rosterGapAhead.data.parse(last(events).detail.data),
    stands: bare,
  },
  {
    ...{ service: 'intake', type: 'request', provenBy: 'test/intake/acts.test.ts' },
    replay: (events) =>
      events.reduce<Request | undefined>(
        (request, event) =>
          evolveRequest(
            request,
            { ...event, data: event.detail.data },
            { id: event.detail.subject.id, actor: event.detail.actor },
          ),
        undefined,
      ),
    stands: (row) => requestSchema.parse(row),
  },
  {
    ...{ service: 'intake', type: 'attachments', provenBy: 'test/intake/attachments.test.ts' },
    replay: (events) =>
      events.reduce<Attachments>(
        (attached, { name, detail, private: hidden }) =>
          evolveAttachments(attached, { name, data: detail.data, ...(hidden && { private: hidden }) }),
        { requestId: last(events).detail.subject.id, items: [] },
      ),
    stands: (row) => attachmentsSchema.parse(row),
  },
  {
    // Its words lie beside the request; this tells that they are there.
    ...{ service: 'intake', type: 'note', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => ({ requestId: requestNoteLeft.data.parse(last(events).detail.data).requestId }),
    stands: bare,
  },
  {
    ...{ service: 'dispatch', type: 'work-order', provenBy: 'test/dispatch/any-life.property.test.ts' },
    replay: (events) =>
      events.reduce<WorkOrder | undefined>(
        (order, event) => evolveWorkOrder(order, { ...event, data: event.detail.data }),
        undefined,
      ),
    stands: (row) => workOrderSchema.parse(row),
  },
  {
    ...{ service: 'dispatch', type: 'price-list', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => ({ items: priceListPublished.data.parse(last(events).detail.data).items }),
    stands: bare,
  },
  {
    ...{ service: 'sla', type: 'clock', provenBy: 'test/sla/life.property.test.ts' },
    replay: (events) =>
      events.reduce<Clock | undefined>(
        (clock, { name, at, detail, private: kept }) =>
          evolveClock(clock, { name, at, data: detail.data, private: kept }),
        undefined,
      ),
    stands: (row) => clockSchema.parse(row),
  },
  {
    ...{ service: 'sla', type: 'escalation', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => ({ ...escalationRaised.data.parse(last(events).detail.data), raisedAt: last(events).at }),
    stands: bare,
  },
  {
    ...{ service: 'sla', type: 'policy', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => ({ policy: policyPublished.data.parse(last(events).detail.data).policy }),
    stands: bare,
  },
  {
    ...{ service: 'sla', type: 'calendar', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => ({ calendar: calendarPublished.data.parse(last(events).detail.data).calendar }),
    stands: bare,
  },
  {
    ...{ service: 'notification', type: 'template', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => storedTextsSchema.parse(last(events).detail.data),
    stands: (row) => storedTextsSchema.parse(bare(row)),
  },
  {
    ...{ service: 'notification', type: 'preferences', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => storedPreferencesSchema.parse(last(events).private),
    stands: (row) => storedPreferencesSchema.parse(row),
  },
  {
    // Work in hand writes no event, its end does: see docs/decisions/2026-11-25-a-claim-is-no-event.md.
    ...{ service: 'notification', type: 'message', provenBy: 'test/replay/replay.test.ts' },
    replay: (events) => {
      const { name, detail } = last(events);
      const { acceptedAt, providerId, failedAt, reason } = z
        .looseObject({ ...endSchema.shape, failedAt: z.string().optional(), reason: z.string().optional() })
        .parse(detail.data);
      const { staffId = null, personId = null, ...about } = endedMessageSchema.parse(detail.data);
      const failed = reason === 'outcome-unknown' ? { status: 'unknown' } : { status: 'failed', reason };
      return {
        ...{ ...about, staffId, personId },
        ...(name === 'message.delivered'
          ? { status: 'sent', acceptedAt, providerId }
          : { ...failed, endedAt: failedAt }),
      };
    },
    stands: (row) => {
      const { staffId = null, personId = null, ...about } = endedMessageSchema.parse(row);
      const end = ['status', 'acceptedAt', 'providerId', 'endedAt', 'reason'].flatMap((name) =>
        row[name] === undefined ? [] : [[name, row[name]]],
      );
      return { ...about, staffId, personId, ...Object.fromEntries(end) };
    },
  },
];

/** Rows that are guarded by a version but tell nobody of their changes, so they have no events to be replayed. */
export const withoutEvents: Readonly<Record<string, string>> = {
  notice: 'what of a breach has been told: follows from the messages beside it',
  warning: 'which warning still holds: follows from the clock’s events',
  'given-back': 'that a work order was given back: the event itself',
  case: 'a copy of what intake and dispatch have said about a request',
};
