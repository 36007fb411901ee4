import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type {
  WorkOrderAssigned,
  workOrderCancelled,
  workOrderNotAccepted,
  workOrderRefused,
} from '../../dispatch/contract/events.ts';
import { REFUSALS_TO_THE_SUPERVISOR } from '../../dispatch/contract/refusals.ts';
import { assignedMessage, cancelledMessage, notAcceptedMessages, refusedMessages } from '../domain/drafts.ts';
import { type MessageDraft, queued } from '../domain/message.ts';
import { recipientsOf } from '../domain/recipients.ts';
import type { NotificationPorts } from '../ports.ts';
import { caseKnown } from './keep-case.ts';
import { queueMessages } from './queue-messages.ts';

/** Somebody has been given work: they get an SMS. */
export const tellAssignee = (event: Envelope<WorkOrderAssigned>, ports: NotificationPorts): Promise<void> =>
  queueDrafts(event, [assignedMessage(event)], ports);

/** Whoever had the work need not go. */
export async function tellCancelled(
  event: Envelope<z.output<typeof workOrderCancelled.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { assigneeStaffId } = event.data;
  if (assigneeStaffId !== null) await queueDrafts(event, [cancelledMessage(event, assigneeStaffId)], ports);
}

/** The second refusal, and each further one, goes to the supervisor on duty of the department whose work it is. */
export async function tellRefused(
  event: Envelope<z.output<typeof workOrderRefused.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { staffId: holder, refusals } = event.data;
  if (refusals < REFUSALS_TO_THE_SUPERVISOR) return;
  const onDuty = await supervisorsOf(event.data, ports);
  const { to } = await recipientsOf({ onDuty, copies: [], holder }, () => ports.directory.manager());
  await queueDrafts(event, refusedMessages(event, to), ports);
}

interface Place {
  readonly requestId: string;
  readonly communityId: string;
  readonly buildingId: string;
}

/** The supervisors on duty of the department whose work it is. */
async function supervisorsOf(
  { requestId, communityId, buildingId }: Place,
  { directory, store, now }: NotificationPorts,
) {
  const { department } = await caseKnown(requestId, store);
  const standing = await directory.onDuty({ communityId, buildingId, department, role: 'supervisor', at: now() });
  return standing.flatMap((one) => (one.department === department ? [one.staffId] : []));
}

/**
 * Nobody has accepted in time: customer service's agent on duty is told, at night the control room. Once nobody is left
 * to be asked, the supervisor of the department too.
 */
export async function tellNotAccepted(
  event: Envelope<z.output<typeof workOrderNotAccepted.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { communityId, buildingId, staffId: holder, nextStaffId } = event.data;
  const { directory, now } = ports;
  const on = async (role: string) =>
    (await directory.onDuty({ communityId, buildingId, role, at: now() })).map(({ staffId }) => staffId);
  const agents = await on('agent');
  const desk = agents.length > 0 ? agents : await on('control-room');
  const onDuty = [...new Set([...desk, ...(nextStaffId === null ? await supervisorsOf(event.data, ports) : [])])];
  const { to } = await recipientsOf({ onDuty, copies: [], holder }, () => directory.manager());
  await queueDrafts(event, notAcceptedMessages(event, to), ports);
}

async function queueDrafts(
  { id: eventId, correlationId, data: { requestId } }: Envelope<{ requestId: string }>,
  drafts: readonly MessageDraft[],
  ports: NotificationPorts,
): Promise<void> {
  const at = ports.now();
  const messages = drafts.map((draft) => queued(draft, at));
  await queueMessages({ eventId, correlationId, requestId, messages }, ports);
}
