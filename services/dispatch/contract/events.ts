import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

const job = {
  workOrderId: z.string(),
  requestId: z.string(),
  number: z.string().describe('Number of the request, like BX000123'),
  premisesId: z.string(),
  communityId: z.string(),
  buildingId: z.string(),
  category: z.string(),
  categoryLabel: textSchema,
  keyword: z.string().nullable().describe('The word that decided the category, like 水管爆裂'),
  skill: z.string().nullable().describe('What the work demands; null when anybody will do'),
  urgent: z.boolean(),
  place: z.string().describe('The premises as people say it, like 3栋1单元1201'),
};

/** There is work to do; nobody has it yet. */
export const workOrderCreated = defineEvent('work-order.created', 1, z.object(job));

/** Somebody has been given the work. */
export const workOrderAssigned = defineEvent(
  'work-order.assigned',
  1,
  z.object({
    ...job,
    assigneeStaffId: z.string(),
    assignedAt: instantSchema,
    arriveBy: instantSchema.nullable().describe('Deadline of the arrival clock; null when none was promised'),
  }),
);

const act = z.object({
  workOrderId: z.string(),
  requestId: z.string(),
  assigneeStaffId: z.string(),
  at: instantSchema.describe('Server time of the act; decides every verdict, whenever the news arrives'),
});

/** The assignee has taken the work. */
export const workOrderAccepted = defineEvent('work-order.accepted', 1, act);

/** The assignee is at the door; may come without an acceptance before it. */
export const workOrderArrived = defineEvent('work-order.arrived', 1, act);

/** The work is done. What was done stays in dispatch's table. */
export const workOrderCompleted = defineEvent('work-order.completed', 1, act);

export type WorkOrderAssigned = z.output<(typeof workOrderAssigned)['data']>;
