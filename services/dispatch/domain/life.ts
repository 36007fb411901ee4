import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';

export const statusSchema = z.enum(['unassigned', 'assigned', 'accepted', 'arrived', 'completed']);
export type Status = z.infer<typeof statusSchema>;

/** What the assignee does himself. */
export type Act = 'accept' | 'arrive' | 'complete';

/**
 * The life of a work order: in which state what is possible, and the state after it. Arriving without having accepted
 * is possible, the door matters more than the button; completing without having arrived is not (R042).
 */
export const life: Readonly<Record<Status, Readonly<Partial<Record<Act | 'assign', Status>>>>> = {
  unassigned: { assign: 'assigned' },
  assigned: { accept: 'accepted', arrive: 'arrived' },
  accepted: { arrive: 'arrived' },
  arrived: { complete: 'completed' },
  completed: {},
};

export const statusLabels: Readonly<Record<Status, Text>> = {
  unassigned: { zh: '待派工', en: 'Waiting for a technician' },
  assigned: { zh: '已派工', en: 'Assigned' },
  accepted: { zh: '已接单', en: 'Accepted' },
  arrived: { zh: '已到场', en: 'Arrived' },
  completed: { zh: '已完成', en: 'Completed' },
};
