import type { Locale } from '../../../shared/i18n/text.ts';
import { parseDuration } from '../../../shared/time/durations.ts';
import type { ClockKind } from '../contract/ids.ts';
import { lengthEn, lengthZh } from '../contract/promise-text.ts';
import type { Clock } from './clock.ts';

const deeds: Readonly<Record<ClockKind, { zh: string; en: string }>> = {
  receipt: { zh: '受理', en: 'receipt' },
  ack: { zh: '首次响应', en: 'first response' },
  accept: { zh: '接单', en: 'acceptance' },
  arrival: { zh: '到场', en: 'arrival' },
  answer: { zh: '答复', en: 'answer' },
  quote: { zh: '现场报价', en: 'quote on site' },
  resolve: { zh: '办结', en: 'resolution' },
  feedback: { zh: '反馈结果', en: 'result told' },
  callback: { zh: '回访', en: 'call-back' },
  close: { zh: '结案', en: 'closing' },
};

/** How a deadline came about, in a sentence that can be read out. @param timeZone the company's */
export function explain({ kind, due, start, promised }: Clock, locale: Locale, timeZone: string): string {
  const limit = parseDuration(promised.limit);
  const wall = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'medium' });
  const [from, until] = [wall.format(new Date(start)), wall.format(new Date(due))];
  return locale === 'zh-CN'
    ? `${deeds[kind].zh}时限 ${lengthZh(limit)},从 ${from} 起按日历“${promised.calendarId}”计时,最迟 ${until}。`
    : `${deeds[kind].en}: ${lengthEn(limit)} of open time from ${from} on calendar "${promised.calendarId}", due by ${until}.`;
}
