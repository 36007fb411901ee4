import type { Text } from '../../../shared/i18n/text.ts';
import { dateAt, wallTime } from '../../../shared/time/wall-time.ts';
import type { Explainable } from './explained-days.ts';
import type { ClockKind } from './ids.ts';
import { type Pause, pauseReasons, waitingReasons } from './pauses.ts';

/** What must be done, as an act. */
export const deeds: Readonly<Record<ClockKind, Text>> = {
  receipt: { zh: '受理', en: 'receipt' },
  ack: { zh: '响应', en: 'first response' },
  accept: { zh: '接单', en: 'acceptance' },
  arrival: { zh: '到场', en: 'arrival' },
  answer: { zh: '答复', en: 'answer' },
  quote: { zh: '上门报价', en: 'price on site' },
  resolve: { zh: '处理完成', en: 'completion' },
  feedback: { zh: '反馈结果', en: 'telling the result' },
  callback: { zh: '回访', en: 'call-back' },
  close: { zh: '办结', en: 'closing' },
};

/** The name of a limit, where it is not that of the act. */
export const limitName = (kind: ClockKind): string =>
  `${kind === 'resolve' ? '处理' : kind === 'feedback' ? '反馈' : deeds[kind].zh}时限`;

/** Which time counts. */
export function calendarText(calendarId: string): Text {
  const [name = ''] = calendarId.split('@');
  return calendarNames[name] ?? { zh: `按日历“${name}”计时`, en: `open time of the calendar "${name}"` };
}

const calendarNames: Readonly<Record<string, Text>> = {
  '24x7': { zh: '全天 24 小时计时', en: 'day and night' },
  service: { zh: '只计服务时间', en: 'the desk’s hours only' },
  workday: { zh: '只计工作时间', en: 'working hours only' },
};

/** The act from which a limit counts. */
export function sinceText({ promised, origin }: Explainable): Text {
  if (promised.after === 'consent') return { zh: '业主同意', en: 'the owner agreed' };
  if (promised.after === 'completion') return { zh: '处理完成', en: 'the work was done' };
  if (origin?.restarted) return { zh: '升级处理', en: 'raised' };
  if (origin?.because === 'reopened') return { zh: '重新受理', en: 'reopened' };
  return { zh: '受理', en: 'received' };
}

export const reasonText = (reason: Pause['reason']): Text => ({ ...pauseReasons, ...waitingReasons })[reason];

const weekdaysZh = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const weekdaysEn = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthsEn = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date with its weekday: `10月1日（周四）`, `Thu 1 Oct`. @param date like `2026-10-01` */
export function dateText(date: string): Text {
  const [month = 1, day = 1] = date.split('-').slice(1).map(Number);
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay();
  return {
    zh: `${month}月${day}日（${weekdaysZh[weekday]}）`,
    en: `${weekdaysEn[weekday]} ${day} ${monthsEn[month - 1]}`,
  };
}

/** A date with its year, as it is read out. @param date like `2026-10-01` */
export function dateWithYear(date: string): Text {
  const [year, month = 1, day] = date.split('-').map(Number);
  return { zh: `${year}年${month}月${day}日`, en: `${day} ${monthsEn[month - 1]} ${year}` };
}

/** Date and time with the year. @param at epoch milliseconds */
export function momentWithYear(at: number, timeZone: string): Text {
  const date = dateWithYear(dateAt(at, timeZone).toString());
  const time = timeText(at, timeZone);
  return { zh: `${date.zh} ${time}`, en: `${date.en} ${time}` };
}

/** Time of day, with seconds where there are any; what is cut off never makes a deadline later. */
export function timeText(at: number, timeZone: string): string {
  const { hour, minute, second } = wallTime(at, timeZone);
  const parts = second === 0 ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
