import type * as z from 'zod';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import type {
  WorkOrderAssigned,
  workOrderCancelled,
  workOrderNotAccepted,
  workOrderRefused,
} from '../../dispatch/contract/events.ts';
import { REFUSALS_TO_THE_SUPERVISOR } from '../../dispatch/contract/refusals.ts';
import type { requestContactDue } from '../../intake/contract/events.ts';
import {
  assignedMessage,
  cancelledMessage,
  contactDueMessages,
  notAcceptedMessages,
  refusedMessages,
  type StaffDraft,
} from '../domain/drafts.ts';
import { recipientsOf } from '../domain/recipients.ts';
import type { NotificationPorts } from '../ports.ts';
import { caseKnown } from './keep-case.ts';
import { supervisorsOf } from './on-duty.ts';
import { queueMessages } from './queue-messages.ts';
import { staffMessages } from './staff-messages.ts';

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

/**
 * The work is nobody's until it is given anew. The second refusal, and each further one, goes to the supervisor on duty
 * of the department whose work it is.
 */
export async function tellRefused(
  event: Envelope<z.output<typeof workOrderRefused.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { requestId, refusals } = event.data;
  const drafts = refusals < REFUSALS_TO_THE_SUPERVISOR ? [] : refusedMessages(event, await toldOfRefusal(event, ports));
  await queueDrafts(event, drafts, ports, [ports.store.givenBackItem(requestId, event.id)]);
}

async function toldOfRefusal(
  { data: { requestId, communityId, buildingId, staffId } }: Envelope<z.output<typeof workOrderRefused.data>>,
  ports: NotificationPorts,
): Promise<readonly string[]> {
  const { department } = await caseKnown(requestId, ports.store);
  return await supervisorsOf({ communityId, buildingId, department }, staffId, ports);
}

/**
 * Nobody has accepted in time: customer service's agent on duty is told, at night the control room. Once nobody is left
 * to be asked, the supervisor of the department too.
 */
export async function tellNotAccepted(
  event: Envelope<z.output<typeof workOrderNotAccepted.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const { requestId, staffId: holder, nextStaffId } = event.data;
  const to = await deskOnDuty(event.data, holder, ports);
  const leads = nextStaffId === null ? await supervisorsOf(await caseKnown(requestId, ports.store), holder, ports) : [];
  await queueDrafts(event, notAcceptedMessages(event, [...new Set([...to, ...leads])]), ports);
}

/** A household has heard nothing of its request for long: the desk is to call (R072). */
export async function tellContactDue(
  event: Envelope<z.output<typeof requestContactDue.data>>,
  ports: NotificationPorts,
): Promise<void> {
  const requestId = event.subject.id;
  const drafts = contactDueMessages(event, requestId, await deskOnDuty(event.data, null, ports));
  await queueDrafts({ ...event, data: { requestId } }, drafts, ports);
}

/** @param holder is not the one to act on it */
async function deskOnDuty(
  { communityId, buildingId }: { readonly communityId: string; readonly buildingId: string },
  holder: string | null,
  { directory, now }: NotificationPorts,
): Promise<readonly string[]> {
  const on = async (role: string) =>
    (await directory.onDuty({ communityId, buildingId, role, at: now() })).map(({ staffId }) => staffId);
  const agents = await on('agent');
  const onDuty = agents.length > 0 ? agents : await on('control-room');
  return (await recipientsOf({ onDuty, copies: [], holder }, () => directory.manager())).to;
}

async function queueDrafts(
  { id: eventId, correlationId, data: { requestId } }: Envelope<{ requestId: string }>,
  drafts: readonly StaffDraft[],
  ports: NotificationPorts,
  also: readonly TransactItem[] = [],
): Promise<void> {
  const messages = await staffMessages(drafts, ports);
  await queueMessages({ eventId, correlationId, requestId, messages, also }, ports);
}
