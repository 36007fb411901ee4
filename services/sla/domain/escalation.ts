import type { EscalationRaised } from '../contract/events.ts';
import { escalationId } from '../contract/ids.ts';
import type { Clock } from './clock.ts';
import type { ReceivedFact } from './facts.ts';

const CUSTOMER_SERVICE = 'customer-service';

/** Whether a clock, as it stands now, must be told to a supervisor: a breach that has been retracted must not. */
export const escalates = ({ status, promised }: Clock): boolean => status === 'breached' && promised.ladder;

/**
 * The first level of the ladder: the supervisor's post of the department whose work it is, the customer service's
 * reading along.
 * @param request as it is classified now (`requestNow`)
 * @param holder staff id of who held the work order at the deadline
 */
export function escalationOf(request: ReceivedFact, holder: string | null, clock: Clock): EscalationRaised {
  const { requestId, number, communityId, buildingId, premisesId, place, categoryLabel, keyword, urgent } = request;
  const { aboutStaffId } = request;
  const level = 1;
  return {
    escalationId: escalationId(clock.clockId, clock.generation, level),
    clockId: clock.clockId,
    requestId,
    level,
    number,
    communityId,
    buildingId,
    premisesId,
    place,
    categoryLabel,
    keyword,
    holderStaffId: holder,
    ...(aboutStaffId !== undefined && { aboutStaffId }),
    due: clock.due,
    generation: clock.generation,
    audience: {
      department: request.department,
      role: 'supervisor',
      copy: request.department === CUSTOMER_SERVICE ? null : { department: CUSTOMER_SERVICE, role: 'supervisor' },
    },
    urgent,
  };
}
