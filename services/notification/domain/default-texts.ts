import type { TemplateCode } from '../contract/ids.ts';
import type { MessageText, MessageTexts } from '../contract/texts.ts';

const text = (sms: string, subject: string, text: string): MessageText => ({ sms, subject, text });

/**
 * The words that a company starts with; it changes its own by API. `{name}` stands for a variable: `domain/values.ts`
 * has them all. The signature in front of SMS and subject, the table of facts and the link come by themselves.
 */
export const defaultTexts: Readonly<Record<TemplateCode, MessageTexts>> = {
  'work-order-assigned': {
    zh: text('{job}：{where}{what}，{act}。单号{number}', '{job}：{where}{what}（{number}）', '{act}。'),
    en: text('{job}: {what} at {where}. {act}. No. {number}', '{job}: {what} at {where} ({number})', '{act}.'),
  },
  'work-order-refused': {
    zh: text(
      '退单提醒：{where}{what}已被退单{times}次，最近一次由{who}退回，请指派人员。单号{number}',
      '退单提醒：{where}{what}（{number}）',
      '该工单已被退单{times}次，最近一次由{who}退回，请指派人员处理。',
    ),
    en: text(
      'Refused {times} times: {what} at {where}, last by {who}. Please assign somebody. No. {number}',
      'Refused {times} times: {what} at {where} ({number})',
      'This work order has been refused {times} times, last by {who}. Please assign somebody.',
    ),
  },
  'work-order-not-accepted': {
    zh: text(
      '未接单提醒：{where}{what}，{who}未按时接单，{next}。单号{number}',
      '未接单提醒：{where}{what}（{number}）',
      '{who}未按时接单，{next}。请跟进，必要时致电业主说明。',
    ),
    en: text(
      'Not accepted: {what} at {where}. {who} did not accept in time. {next}. No. {number}',
      'Not accepted: {what} at {where} ({number})',
      '{who} did not accept in time. {next}. Please follow up and call the owner if need be.',
    ),
  },
  'work-order-cancelled': {
    zh: text(
      '取消派单：{where}{what}，无需再上门。单号{number}',
      '取消派单：{where}{what}（{number}）',
      '该工单已取消，无需再上门。',
    ),
    en: text(
      'Job cancelled: {what} at {where}. No need to go. No. {number}',
      'Job cancelled: {what} at {where} ({number})',
      'This work order has been cancelled; there is no need to go.',
    ),
  },
  'contact-due': {
    zh: text(
      '请联系业主：{where}{what}，自{since}起未向业主反馈进展，{holder}。单号{number}',
      '请联系业主：{where}{what}（{number}）',
      '自{since}起未向业主反馈该报事的进展，{holder}。请联系业主说明情况。',
    ),
    en: text(
      'Contact due: {what} at {where}. The owner has heard nothing since {since}. {holder}. Please call. No. {number}',
      'Contact due: {what} at {where} ({number})',
      'The owner has heard nothing of this request since {since}. {holder}. Please call and say how it stands.',
    ),
  },
  warning: {
    zh: text(
      '时限提醒：{where}{what}，应{due}前{deed}{undone}，{left}。单号{number}',
      '时限提醒：{where}{what}（{number}）',
      '应{due}前{deed}{undone}，{left}，请抓紧处理。',
    ),
    en: text(
      'Due soon: {what} at {where}. {deed} due {due}{undone}, {left}. No. {number}',
      'Due soon: {what} at {where} ({number})',
      '{deed} is due at {due}{undone}, {left}. Please see to it.',
    ),
  },
  breach: {
    zh: text(
      '{overdue}：{where}{what}，应{due}前{deed}，{absent}，已超{late}，请立即处理。单号{number}',
      '{overdue}：{where}{what}（{number}）',
      '应{due}前{deed}，{absent}，已超{late}，请立即处理。',
    ),
    en: text(
      '{overdue}: {what} at {where}. {deed} due {due}. {absent}, {late} late. Act now. No. {number}',
      '{overdue}: {what} at {where} ({number})',
      '{deed} was due at {due}. {absent}, now {late} late. Please act now.',
    ),
  },
  'breach-retracted': {
    zh: text(
      '更正：单号{number}，{done}，未超时，此前的超时提醒作废。',
      '更正：{where}{what}未超时（{number}）',
      '{done}，未超时，此前的超时提醒作废。',
    ),
    en: text(
      'Correction: No. {number}. {done}, in time. Disregard the overdue alert.',
      'Correction: {what} at {where} was not overdue ({number})',
      '{done}, in time. Please disregard the overdue alert.',
    ),
  },
  'breach-voided': {
    zh: text(
      '更正：单号{number}，{because}，此前的超时提醒作废{now}。',
      '更正：{where}{what}未超时（{number}）',
      '{because}，此前的超时提醒作废{now}。',
    ),
    en: text(
      'Correction: No. {number}. {because}. Disregard the overdue alert{now}.',
      'Correction: {what} at {where} was not overdue ({number})',
      '{because}. Please disregard the overdue alert{now}.',
    ),
  },
  'owner-received': {
    zh: text(
      '{apology}已受理您的报事{number}（{place}{what}），{promise}。',
      '已受理您的报事{number}：{what}',
      '您好！{apology}已受理您的报事{number}（{where}{what}），{promise}。',
    ),
    en: text(
      '{apology}We have your report {number} ({what}, {place}). {promise}.',
      'We have your report {number}: {what}',
      '{apology}We have received your report {number} ({what} at {where}). {promise}.',
    ),
  },
  'owner-coming': {
    zh: text(
      '您的报事{number}（{what}）由{technician}负责，将上门处理。',
      '您的报事{number}已安排人员上门',
      '您的报事{number}（{what}）由{technician}负责，将上门处理。',
    ),
    en: text(
      'Your report {number} ({what}): {technician} has taken it and will come to you.',
      'Somebody is coming for your report {number}',
      'Your report {number} ({what}): {technician} has taken it and will come to you.',
    ),
  },
  'owner-waiting': {
    zh: text(
      '您的报事{number}（{what}）：{news}。',
      '您的报事{number}有新安排',
      '您的报事{number}（{what}）：{news}。',
    ),
    en: text(
      'Your report {number} ({what}): {news}.',
      'News of your report {number}',
      'Your report {number} ({what}): {news}.',
    ),
  },
  'owner-done': {
    zh: text(
      '您的报事{number}（{what}）已处理完毕，请为本次服务评分。如仍有问题，请联系我们。',
      '您的报事{number}已处理完毕，请评分',
      '您的报事{number}（{what}）已处理完毕。请为本次服务评分；如仍有问题，请联系我们。',
    ),
    en: text(
      'Your report {number} ({what}) is done. Please rate us; if anything is still wrong, tell us.',
      'Your report {number} is done: please rate us',
      'Your report {number} ({what}) is done. Please rate us; if anything is still wrong, tell us.',
    ),
  },
  'owner-answered': {
    zh: text(
      '您的报事{number}（{what}）已答复，请登录业主服务页面查看。',
      '您的报事{number}已答复',
      '您的报事{number}（{what}）已答复，请点击下方链接查看。',
    ),
    en: text(
      'Your report {number} ({what}) has been answered. Please sign in to read it.',
      'Your report {number} has been answered',
      'Your report {number} ({what}) has been answered. Please follow the link to read it.',
    ),
  },
  'owner-reclassified': {
    zh: text(
      '您的报事{number}已改按“{category}”处理，{promise}，原因见报事详情。',
      '您的报事{number}处理类别有调整',
      '您的报事{number}已改按“{category}”处理，{promise}。调整原因请见报事详情；如有疑问，请联系我们。',
    ),
    en: text(
      'Your report {number} is now handled as “{category}”. {promise}. Sign in to see why.',
      'Your report {number} is handled in another way',
      'Your report {number} is now handled as “{category}”. {promise}. The details of your report say why; if you have questions, ask us.',
    ),
  },
  'owner-note': {
    zh: text(
      '您的报事{number}（{what}）有物业的新留言，请登录业主服务页面查看。',
      '您的报事{number}有新留言',
      '您的报事{number}（{what}）有物业的新留言，请登录业主服务页面查看并回复。',
    ),
    en: text(
      'We have left you a message about your report {number} ({what}). Please sign in to read it.',
      'A message about your report {number}',
      'We have left you a message about your report {number} ({what}). Please sign in to read and answer it.',
    ),
  },
};
