import * as z from 'zod';
import type { Answer, Call } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Text } from '../../../shared/i18n/text.ts';
import { hasRole, type Principal, worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import { log } from '../../../shared/log/log.ts';
import { momentText } from '../../../shared/time/moment-text.ts';
import { requestWorkDone } from '../contract/events.ts';
import { after, type Events } from '../domain/evolve.ts';
import { jobOf } from '../domain/giving.ts';
import { isOpen, statusLabels } from '../domain/life.ts';
import { ended, noWork } from '../domain/request-work.ts';
import { type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { changed } from '../use-cases/changed.ts';

export const workOrderParams = z.object({ id: z.string().max(100) });

/** How the work order stands after an act. */
export const workOrderStandingSchema = z.object({
  id: z.string(),
  ...workOrderSchema.pick({ status: true, acceptedAt: true, arrivedAt: true, completedAt: true }).shape,
});

type Ports = Pick<DispatchPorts, 'journal' | 'store'>;
type WorkOrderCall = Pick<
  Call<z.infer<typeof workOrderParams>, unknown, unknown>,
  'params' | 'principal' | 'now' | 'cause' | 'remember'
>;

export interface Doing {
  /** Whose act it may be; to everybody else the work order does not exist. */
  may(order: WorkOrder): boolean;
  /** `undefined`: not possible in the present state. */
  decide(order: WorkOrder): Events | undefined | Promise<Events | undefined>;
}

/**
 * Does something with a work order. Guarded by the state, not by a version: a note written a second earlier must not
 * stop an arrival. The instant is the server's at entry. The end of the last open one of a request says that all is done,
 * in the same transaction (R073).
 */
export async function perform(
  { journal, store }: Ports,
  timeZone: string,
  { params, principal, now, cause, remember }: WorkOrderCall,
  { may, decide }: Doing,
): Promise<Answer<z.infer<typeof workOrderStandingSchema>>> {
  const stored = await journal.read(workOrderAddress(params.id), workOrderSchema);
  if (!stored || !may(stored.state)) throw new Problem('not-found');
  const decided = await decide(stored.state);
  if (!decided) throw conflict(stored.state, principal.staffId, timeZone);
  const { events, rows: request } = await withRequest(after(stored.state, decided, now), decided, store, now);
  const { order, change, rows } = changed(stored, events, store, now);
  const { workOrderId: id, requestId, status, acceptedAt, arrivedAt, completedAt } = order;
  const answer = { status: 200, body: { id, status, acceptedAt, arrivedAt, completedAt } };
  await journal.write({ cause, changes: [change], also: [...rows, ...request], once: remember(answer) });
  const said = events.map(({ name }) => name).join(' ');
  log.info(`work order ${status}`, { requestId, workOrderId: id, said, correlationId: cause.correlationId });
  return answer;
}

/** What the end of a work order changes in the request's work. */
async function withRequest(order: WorkOrder, events: Events, store: DispatchPorts['store'], now: string) {
  if (isOpen(order)) return { events, rows: [] };
  const work = (await store.requestWork(order.requestId)) ?? noWork(order.requestId);
  const { work: left, doneBy: staffId } = ended(work, order);
  const told: Events = staffId ? [...events, draft(requestWorkDone, { ...jobOf(order), staffId, at: now })] : events;
  return { events: told, rows: [store.requestWorkRow(left)] };
}

/** Whether the work is the caller's. */
export const has = ({ assignment }: WorkOrder, { staffId }: Principal): boolean =>
  staffId !== null && assignment?.staffId === staffId;

/** Whether the caller is a member of staff of its community, and of its building where rights end at some (R268). */
export const worksAt = (
  { communityId, buildingId }: WorkOrder,
  principal: Pick<Principal, 'communityIds' | 'buildings'>,
) => worksIn(principal, communityId, buildingId);

/** Whether the caller answers the households of its community. */
export const isAtDesk = (order: WorkOrder, principal: Principal): boolean =>
  hasRole(principal, ...deskRoles) && worksAt(order, principal);

/** Names the present state, since when and who has it, so that a press of a button that came too late explains itself. */
function conflict(order: WorkOrder, callerStaffId: string | null, timeZone: string): Problem {
  const { status, since, assignment } = order;
  const { zh, en } = statusLabels[status];
  const moment = momentText(since, timeZone, true);
  const state: Text = {
    zh: `工单当前状态为“${zh}”（${moment} 起）`,
    en: `The work order is "${en}" since ${since}`,
  };
  const holder = assignment && assignment.staffId !== callerStaffId ? assignment : undefined;
  const accepted = order.acceptedAt !== null;
  return new Problem('state-conflict', {
    detail: holder
      ? {
          zh: `该工单已由他人（${holder.staffId}）${accepted ? '接单' : '承接'}；${state.zh}`,
          en: `Somebody else (${holder.staffId}) ${accepted ? 'has accepted it' : 'has it'}. ${state.en}`,
        }
      : state,
    extensions: { workOrderStatus: status, since, assigneeStaffId: assignment?.staffId ?? null },
  });
}
