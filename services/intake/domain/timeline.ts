import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** What a household is told about the life of its request, in words without names. */
export const timelineTexts = {
  received: { zh: '已受理您的报事', en: 'Your report has been received' },
  confirmed: { zh: '工作人员已接手', en: 'A member of staff has taken it in hand' },
  answered: { zh: '已答复', en: 'Answered' },
  resolved: { zh: '问题已解决', en: 'Solved' },
  'feedback-given': { zh: '已向您反馈处理结果', en: 'You have been told the result' },
  consented: { zh: '您已同意安排人员上门报价', en: 'You agreed that somebody comes and fixes the price' },
  'time-agreed': { zh: '已与您约定时间', en: 'A time has been agreed with you' },
  reclassified: { zh: '已调整报事类别', en: 'The category has been changed' },
  closed: { zh: '已办结', en: 'Closed' },
  reopened: { zh: '已重新受理', en: 'Reopened' },
  cancelled: { zh: '已撤销', en: 'Withdrawn' },
  attached: { zh: '已添加附件', en: 'An attachment was added' },
  'work-order-created': { zh: '正在安排人员', en: 'Somebody is being found for it' },
  assigned: { zh: '已安排人员处理', en: 'Somebody has been assigned' },
  'visit-agreed': { zh: '已与您约定上门时间', en: 'A time for the visit has been agreed with you' },
  quoted: { zh: '已向您报价，等待您确认', en: 'You have been told a price and are asked to agree' },
  'quote-agreed': { zh: '您已同意报价', en: 'You have agreed to the price' },
  'quote-declined': { zh: '您未同意报价', en: 'You have not agreed to the price' },
  accepted: { zh: '处理人员已接单', en: 'The work has been accepted' },
  arrived: { zh: '处理人员已到场', en: 'Somebody has arrived' },
  waiting: { zh: '暂缓处理', en: 'The work has to wait' },
  resumed: { zh: '已恢复处理', en: 'The work goes on' },
  completed: { zh: '现场处理已完成', en: 'The work on site is done' },
  'work-done': { zh: '全部工作已完成', en: 'All the work is done' },
  'work-order-cancelled': { zh: '原安排已取消', en: 'What was arranged has been cancelled' },
  breached: { zh: '已超过承诺的到场时间', en: 'The promised time of arrival has passed' },
  'breach-retracted': {
    zh: '更正：处理人员已按时到场，未超时',
    en: 'Correction: somebody arrived in time',
  },
  'breach-corrected': {
    zh: '更正：到场时限已重新核定，此前未超时',
    en: 'Correction: the time of arrival had changed, it was not missed',
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
  /** What was said to the household with it, in somebody's own words: never shown behind a link. */
  text: z.string().optional(),
});
export type TimelineItem = z.infer<typeof timelineItemSchema>;
