import type { Envelope } from '../../../shared/events/envelope.ts';
import type { GapAhead } from '../../directory/contract/events.ts';
import { commonsIdOf } from '../../directory/contract/places.ts';
import { rosterGapMessages } from '../domain/drafts.ts';
import { recipientsOf } from '../domain/recipients.ts';
import type { NotificationPorts } from '../ports.ts';
import { queueMessages } from './queue-messages.ts';
import { staffMessages } from './staff-messages.ts';

/** Who finds somebody where a department has no supervisor on duty. */
const OTHERWISE = 'customer-service';

/** Nobody will stand at a post that must be held: the supervisor on duty is to find somebody (R142). */
export async function tellRosterGap(event: Envelope<GapAhead>, ports: NotificationPorts): Promise<void> {
  const messages = await staffMessages(rosterGapMessages(event, await toldOf(event.data, ports)), ports);
  const { id: eventId, correlationId } = event;
  // About no request: each event is a file of its own.
  await queueMessages({ eventId, correlationId, requestId: eventId, messages }, ports);
}

/** The supervisors on duty of the post's department, else of customer service; the company's manager where nobody is. */
async function toldOf(
  { communityId, department }: GapAhead,
  { directory, now }: Pick<NotificationPorts, 'directory' | 'now'>,
): Promise<readonly string[]> {
  const buildingId = commonsIdOf(communityId, null);
  const standing = await directory.onDuty({ communityId, buildingId, role: 'supervisor', at: now() });
  const of = (wanted: string) => standing.flatMap((one) => (one.department === wanted ? [one.staffId] : []));
  const own = of(department);
  const onDuty = own.length > 0 ? own : of(OTHERWISE);
  return (await recipientsOf({ onDuty, copies: [], holder: null }, () => directory.manager())).to;
}
