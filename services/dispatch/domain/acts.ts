import type { EventDefinition } from '../../../shared/events/define-event.ts';
import type { Text } from '../../../shared/i18n/text.ts';
import { draft, type EventDraft } from '../../../shared/journal/event-item.ts';
import {
  workOrderAccepted,
  workOrderArrived,
  workOrderCancelled,
  workOrderCompleted,
  workOrderRefused,
} from '../contract/events.ts';
import { chargeOf } from './cost.ts';
import { after, type Events } from './evolve.ts';
import { assign, isFree, jobOf } from './giving.ts';
import { type Act, life } from './life.ts';
import { resume } from './waiting.ts';
import type { Report, WorkOrder } from './work-order.ts';

/** The events of an act, at ISO instant `at` of the server; `undefined` when it is not possible in the present state. */
type Decided = Events | undefined;

export const accept = (order: WorkOrder, at: string): Decided => own(order, 'accept', workOrderAccepted, at);

/** Somebody takes the work that nobody has accepted: given and accepted in one. */
export function take(order: WorkOrder, staffId: string, at: string): Decided {
  const assigned = isFree(order) ? assign(order, { staffId, because: 'taken' }, at) : undefined;
  const accepted = assigned && accept(after(order, [assigned], at), at);
  return accepted && [assigned, ...accepted];
}

/** At the door; whoever had to wait goes on with it. @param attachmentIds of photos that show it (F-19) */
export function arrive(order: WorkOrder, at: string, attachmentIds: readonly string[] = []): Decided {
  const arrived = own(order, 'arrive', workOrderArrived, at, { attachmentIds });
  const resumed = arrived && resume(order, at);
  return resumed ? [...resumed, ...arrived] : arrived;
}

/** Done. Only what it costs the household is published of the report. */
export function complete(order: WorkOrder, at: string, report: Report): Decided {
  const { status, assignment, workOrderId, requestId } = order;
  if (!life[status].includes('complete') || !assignment) return undefined;
  const told = { workOrderId, requestId, assigneeStaffId: assignment.staffId, at, chargeFen: chargeOf(report.cost) };
  return [draft(workOrderCompleted, told, report)];
}

/** Why somebody may give work back; `other` is explained. */
export const refusalReasons = {
  'no-skill': { zh: '不具备所需技能', en: 'lacks the skill' },
  'no-tools': { zh: '缺少工具或设备', en: 'lacks the tools' },
  busy: { zh: '正在处理其他紧急工单', en: 'busy with other urgent work' },
  'off-duty': { zh: '不在班', en: 'not on duty' },
  unsafe: { zh: '现场存在安全风险', en: 'not safe to work there' },
  other: { zh: '其他原因', en: 'another reason' },
} as const satisfies Readonly<Record<string, Text>>;

export type RefusalReason = keyof typeof refusalReasons;

/** Given back, with a reason (R078). @param note in their own words; stays in the journal */
export function refuse(order: WorkOrder, at: string, reason: RefusalReason, note: string | null): Decided {
  if (!life[order.status].includes('refuse') || !order.assignment) return undefined;
  const { staffId } = order.assignment;
  const refusals = order.refusals + 1;
  return [draft(workOrderRefused, { ...jobOf(order), staffId, at, refusals, reason }, { note })];
}

/** Not to be done any more; `undefined` when it has ended already. @param reason a person's; stays in the journal */
export function cancel(order: WorkOrder, at: string, reason?: string): EventDraft | undefined {
  if (!life[order.status].includes('cancel')) return undefined;
  const told = { ...jobOf(order), assigneeStaffId: order.assignment?.staffId ?? null, at };
  return draft(workOrderCancelled, told, reason === undefined ? undefined : { reason });
}

function own(
  { status, assignment, workOrderId, requestId }: WorkOrder,
  act: Act,
  definition: EventDefinition<string, typeof workOrderAccepted.data>,
  at: string,
  hidden?: Record<string, unknown>,
): Decided {
  if (!life[status].includes(act) || !assignment) return undefined;
  return [draft(definition, { workOrderId, requestId, assigneeStaffId: assignment.staffId, at }, hidden)];
}
