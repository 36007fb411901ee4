import type { Locale } from '../../../shared/i18n/text.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import { dateAt, wallTime } from '../../../shared/time/wall-time.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const twoDigits = (n: number): string => String(n).padStart(2, '0');

export interface TimeStyle {
  readonly locale: Locale;
  /** The company's. */
  readonly timeZone: string;
  /** ISO instant at which the text is read; another day than this one is named. */
  readonly at: string;
}

/** `10:10`, with seconds `10:10:37`, on another day `11月26日10:10` or `26 Nov 10:10`. */
export function timeText(instant: string, style: TimeStyle, withSeconds = false): string {
  const { month, day, hour, minute, second } = wallTime(parseInstant(instant), style.timeZone);
  const today = wallTime(parseInstant(style.at), style.timeZone);
  const time = [hour, minute, ...(withSeconds ? [second] : [])].map(twoDigits).join(':');
  if (month === today.month && day === today.day) return time;
  return style.locale === 'en' ? `${day} ${months[month - 1]} ${time}` : `${month}月${day}日${time}`;
}

/** A deadline to the minute, or to the second where it does not lie on a whole minute: cut off it would be another. */
export const deadlineText = (instant: string, style: TimeStyle): string =>
  timeText(instant, style, parseInstant(instant) % 60_000 >= 1000);

const weekdays = {
  'zh-CN': ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;

/** `11月28日周六10:00至12:00`, `今天10:00至12:00`; over midnight both days are named. */
export function windowText(from: string, until: string, style: TimeStyle): string {
  const { locale, timeZone } = style;
  const [first, last, today] = [from, until, style.at].map((at) => dateAt(parseInstant(at), timeZone).toString());
  const begin = dayText(from, style, first === today);
  const end = first === last ? '' : dayText(until, style, last === today);
  const [opens, closes] = [from, until].map((at) => timeText(at, { ...style, at }));
  return locale === 'en' ? `${begin}${opens} to ${end}${closes}` : `${begin}${opens}至${end}${closes}`;
}

function dayText(instant: string, { locale, timeZone }: TimeStyle, isToday: boolean): string {
  if (isToday) return locale === 'en' ? 'today ' : '今天';
  const { month, day, dayOfWeek } = dateAt(parseInstant(instant), timeZone);
  const weekday = weekdays[locale][dayOfWeek - 1];
  return locale === 'en' ? `${weekday} ${day} ${months[month - 1]} ` : `${month}月${day}日${weekday}`;
}

/** `160元`, `260.50元`; in English `CNY 260.50`. */
export function yuanText(fen: number, locale: Locale): string {
  const amount = fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
  return locale === 'en' ? `CNY ${amount}` : `${amount}元`;
}

/** Whether two instants look the same on a clock without a second hand. */
export const sameMinute = (a: string, b: string): boolean => a.slice(0, 16) === b.slice(0, 16);

const UNITS = {
  'zh-CN': { day: '天', hour: '小时', minute: '分钟', second: '秒', gap: '' },
  en: { day: ' d', hour: ' h', minute: ' min', second: ' s', gap: ' ' },
} as const;

/**
 * How late it is, cut to the two units that matter: `8秒`, `2分钟`, `1小时5分钟`, `2天3小时`. At least a second: whoever
 * reads it is told of a breach.
 */
export const latenessText = (due: string, { at, locale }: TimeStyle): string =>
  spanText(Math.max(1000, parseInstant(at) - parseInstant(due)), locale);

/** How much time is left, cut in the same way: `还剩2分钟`; nothing when the message comes to be sent that late. */
export function leftText(due: string, { at, locale }: TimeStyle): string {
  const ms = parseInstant(due) - parseInstant(at);
  if (ms < 1000) return locale === 'en' ? 'which is now' : '时限已到';
  return locale === 'en' ? `${spanText(ms, locale)} left` : `还剩${spanText(ms, locale)}`;
}

function spanText(ms: number, locale: Locale): string {
  const seconds = Math.floor(ms / 1000);
  const unit = UNITS[locale];
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const part = (n: number, name: string): string[] => (n > 0 ? [`${n}${name}`] : []);
  if (days > 0) return [...part(days, unit.day), ...part(hours, unit.hour)].join(unit.gap);
  if (hours > 0) return [...part(hours, unit.hour), ...part(minutes, unit.minute)].join(unit.gap);
  return minutes > 0 ? `${minutes}${unit.minute}` : `${seconds}${unit.second}`;
}
