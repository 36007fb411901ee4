import { SERVICE_CALENDAR } from '../contract/limit.ts';
import type { ClockRule, Policy } from '../contract/policy.ts';
import { BENCHMARK, EVERY_COMPLAINT, EVERY_REQUEST } from '../contract/promise.ts';

const ALWAYS = '24x7';
const SERVICE = SERVICE_CALENDAR;
const WORKDAY = 'workday';

type Kind = ClockRule['kind'];

/** A clock that is measured and told to nobody when it runs out. */
const measured = (kind: Kind, limit: string, calendarId: string): ClockRule => ({
  kind,
  limit,
  calendarId,
  marks: [],
  ladder: false,
});

/** A clock that warns at 80 % and whose breach is told to the supervisor on duty, and further up. */
const watched = (kind: Kind, limit: string, calendarId: string): ClockRule => ({
  kind,
  limit,
  calendarId,
  marks: [0.8],
  ladder: true,
});

/** What "at once" means without a number of its own: a person has taken it in hand (R024, F-5). */
const ackUrgent = measured('ack', 'PT5M', ALWAYS);
const ack = measured('ack', 'PT30M', SERVICE);

/** After which a work order is offered to the next person; our own figures. */
const acceptUrgent = measured('accept', 'PT3M', ALWAYS);
const accept = measured('accept', 'PT30M', SERVICE);

const policy = (policyKey: string, ...clocks: ClockRule[]): Policy => ({
  id: policyKey,
  policyKey,
  communityId: null,
  clocks,
});

/**
 * The service standard that a company starts with: R040–R062, row by row. Afterwards the company
 * changes its own by API. "天" is 24 hours, "工作日" a Chinese working day (F-4), "半天" four hours of the desk (F-3).
 */
export const defaultPolicies: readonly Policy[] = [
  policy(
    EVERY_REQUEST,
    /** Said at once, by the answer to the report itself (R060). */
    measured('receipt', 'PT3S', ALWAYS),
    /** The outer limit of the first response, where closed days would stretch one in service hours (R059). */
    measured('ack', 'PT24H', ALWAYS),
    /** Once the work is done, of requests that are selected to be called back (R092). */
    { ...watched('callback', 'PT72H', ALWAYS), ladder: false, after: 'completion' },
  ),
  policy(
    EVERY_COMPLAINT,
    /** All complaints are solved within 48 hours, whatever is agreed (R057, R058). */
    watched('resolve', 'agreed(PT48H)', ALWAYS),
    /** The result is told within three days of the receipt (R056). */
    watched('feedback', 'PT72H', ALWAYS),
  ),

  /** Flooding, power cut, water cut, blocked toilet, other danger (R042); then the remedy as promised on site (R044). */
  policy(
    'repair.urgent',
    ackUrgent,
    acceptUrgent,
    watched('arrival', 'PT10M', ALWAYS),
    watched('resolve', 'agreed(workday(7))', WORKDAY),
  ),
  /** Bulb, lock, small part (R043). */
  policy('repair.simple', ack, accept, watched('resolve', 'halfDay', SERVICE)),
  /** By the time agreed with the owner, within seven working days (R044). */
  policy('repair.other', ack, accept, watched('resolve', 'agreed(workday(7))', WORKDAY)),

  /** Equipment noise, manhole cover, sewage, standing water, roof drain, other danger (R045, R046). */
  policy(
    'public.urgent',
    ackUrgent,
    acceptUrgent,
    watched('arrival', 'PT10M', ALWAYS),
    watched('resolve', 'agreed(workday(3))', WORKDAY),
  ),
  /** Other repairs of what all share (R046). */
  policy('public.other', ack, accept, watched('resolve', 'workday(3)', WORKDAY)),

  policy('complaint.attitude.ordinary', ack, watched('resolve', 'halfDay', SERVICE)),
  policy('complaint.attitude.serious', ack, watched('resolve', 'PT48H', ALWAYS)),
  /** Somebody goes to the neighbour complained about (R047). */
  policy('complaint.neighbour', ackUrgent, acceptUrgent, watched('arrival', 'PT15M', ALWAYS)),
  /** Handling begins within eight hours; until when it is solved is promised then (R048). */
  policy('complaint.other', ack, accept, watched('arrival', 'PT8H', ALWAYS)),

  /** On the spot, else within half an hour (R049). */
  policy('inquiry.general', ack, watched('answer', 'PT30M', ALWAYS)),
  /** "At once": on the spot or by the published tariff (R051). */
  policy('inquiry.fee', ack, watched('answer', 'PT5M', ALWAYS)),
  /** No standard price: somebody fixes it on site, from the owner's consent on (R052). */
  policy(
    'inquiry.quote',
    ack,
    { ...accept, after: 'consent' },
    { ...watched('quote', 'PT30M', ALWAYS), after: 'consent' },
  ),
  policy('inquiry.external-service', ack, watched('answer', 'PT30M', ALWAYS)),
  /** Other departments' procedures (R054). */
  policy('inquiry.other-dept', ack, watched('answer', 'agreed(workday(2))', WORKDAY)),
  /** The management centre's own affairs are outside the half hour; the manager answers (R050). */
  policy('inquiry.internal', ack, watched('answer', 'workday(2)', WORKDAY)),

  /** Lift entrapment, lock-out, a person taken ill (R005). */
  policy('help', ackUrgent, acceptUrgent, watched('arrival', 'PT10M', ALWAYS)),
  /** Adopted or not, and why (R002). */
  policy('suggestion', ack, watched('answer', 'workday(7)', WORKDAY)),
  /** Confirmed with a time (R029); done by the time agreed. */
  policy('service', ack, watched('answer', 'PT30M', SERVICE), watched('resolve', 'agreed(workday(7))', WORKDAY)),
  policy('billing-question', ack, watched('answer', 'workday(2)', WORKDAY)),

  /** The trade's benchmark of 3 seconds, 5 minutes, 24 hours (R060): there to be switched on. */
  { ...policy(BENCHMARK, ackUrgent, measured('close', 'PT24H', ALWAYS)), active: false },
];
