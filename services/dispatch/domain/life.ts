import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';

export const statusSchema = z.enum([
  'unassigned',
  'assigned',
  'accepted',
  'arrived',
  'waiting',
  'completed',
  'cancelled',
]);
export type Status = z.infer<typeof statusSchema>;

/** All that can happen to a work order after it has been made. */
export type Act =
  | 'assign'
  | 'accept'
  | 'not-accepted'
  | 'refuse'
  | 'arrive'
  | 'quote'
  | 'answer-quote'
  | 'help'
  | 'agree-visit'
  | 'wait'
  | 'approve-wait'
  | 'resume'
  | 'complete'
  | 'cancel';

/** Until the end. */
const always: readonly Act[] = ['agree-visit', 'answer-quote', 'cancel'];
/** As long as it is somebody's. */
const inHand: readonly Act[] = ['quote', 'help', ...always];

/**
 * The life of a work order: in which state what is possible. Arriving without having accepted is possible, the door
 * matters more than the button; completing without having arrived is not (R042). Who is not there yet may give it back.
 * A price is told by whoever has the work or by the desk for them (R052); the household may answer until the end.
 */
export const life: Readonly<Record<Status, readonly Act[]>> = {
  unassigned: ['assign', ...always],
  assigned: ['assign', 'accept', 'not-accepted', 'arrive', 'refuse', ...inHand],
  accepted: ['assign', 'arrive', 'refuse', 'wait', ...inHand],
  arrived: ['assign', 'wait', 'complete', ...inHand],
  waiting: ['assign', 'arrive', 'approve-wait', 'resume', ...inHand],
  completed: [],
  cancelled: [],
};

/** Whether there is still something to do. */
export const isOpen = ({ status }: { readonly status: Status }): boolean => life[status].length > 0;

export const statusLabels: Readonly<Record<Status, Text>> = {
  unassigned: { zh: '待派单', en: 'Waiting for somebody' },
  assigned: { zh: '已派单', en: 'Assigned' },
  accepted: { zh: '已接单', en: 'Accepted' },
  arrived: { zh: '已到场', en: 'Arrived' },
  waiting: { zh: '暂缓处理', en: 'Waiting' },
  completed: { zh: '已完成', en: 'Completed' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
};
