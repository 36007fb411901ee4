import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** What a household is told about the life of its request, in words without names. */
export const timelineTexts = {
  received: { zh: '已受理您的报事', en: 'Your report has been received' },
  'work-order-created': { zh: '已生成工单,正在安排维修人员', en: 'A work order has been made' },
  assigned: { zh: '已安排维修人员', en: 'A technician has been assigned' },
  accepted: { zh: '维修人员已接单', en: 'The technician has accepted the work' },
  arrived: { zh: '维修人员已到场', en: 'The technician has arrived' },
  completed: { zh: '维修已完成', en: 'The work is done' },
  breached: { zh: '已超过承诺的到场时间', en: 'The promised time of arrival has passed' },
  'breach-retracted': {
    zh: '更正:维修人员已按时到场,未超时',
    en: 'Correction: the technician arrived in time',
  },
  escalated: { zh: '已通知值班主管跟进', en: 'The supervisor on duty has been told' },
} as const satisfies Record<string, Text>;

export type TimelineKind = keyof typeof timelineTexts;

const kinds = Object.keys(timelineTexts).filter((key): key is TimelineKind => key in timelineTexts);

export const timelineItemSchema = z.object({
  /** Of the event that told it, so that the same news is one item. */
  eventId: z.string(),
  /** ISO instant of the act, not of its news. */
  at: instantSchema,
  kind: z.enum(kinds),
});
export type TimelineItem = z.infer<typeof timelineItemSchema>;
