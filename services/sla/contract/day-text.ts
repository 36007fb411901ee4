import type { Text } from '../../../shared/i18n/text.ts';
import type { StatutoryDays } from '../../../shared/time/holidays/statutory-days.ts';
import type { CountedDay, Unit } from './explained-days.ts';
import { dateText, reasonText, timeText } from './explanation-words.ts';
import { lengthEn, lengthZh } from './promise-text.ts';

/** What a line needs to know besides its date. */
export interface DayContext {
  readonly unit: Unit;
  /** The act from which the limit counts, and what people call it. */
  readonly since: number;
  readonly sinceText: Text;
  readonly due: number;
  /** The first deadline, where the manager has extended it; null where it holds. */
  readonly firstDue: number | null;
  readonly timeZone: string;
  readonly statutoryDays: StatutoryDays;
  /** How much has counted before this date, so that rounded lengths add up to the limit. */
  readonly before: number;
}

/** One date of a calculation as it is read out: `10月1日（周四）：国庆节放假，不计`. */
export function dayText(counted: CountedDay, context: DayContext): Text {
  const date = dateText(counted.day.date);
  const parts = [...whatDay(counted, context), ...receipt(counted, context)];
  const [stood, counts] = [pauses(counted, context), whatCounts(counted, context)];
  const receiptAlone = context.unit === 'workday' && context.since >= counted.day.start;
  if (counted.spans.length === 0 && counted.workday === null && counted.paused.length === 0 && !receiptAlone)
    parts.push({ zh: '不计', en: 'does not count' });
  const all = [
    ...parts,
    ...(stoodFirst(counted) ? [...stood, ...counts] : [...counts, ...stood]),
    ...firstEnd(counted, context),
    ...end(counted, context),
  ];
  return {
    zh: `${date.zh}：${all.map(({ zh }) => zh).join('，')}`,
    en: `${date.en}: ${all.map(({ en }) => en).join(', ')}`,
  };
}

function whatDay({ day, kind }: CountedDay, { statutoryDays }: DayContext): Text[] {
  const name = statutoryDays[day.date]?.name;
  if (kind === 'holiday') return [{ zh: `${name?.zh ?? ''}放假`, en: `holiday (${name?.en ?? ''})` }];
  if (kind === 'make-up') return [{ zh: `${name?.zh ?? ''}调休上班`, en: `worked to make up for ${name?.en ?? ''}` }];
  return kind === 'closed' ? [{ zh: '休息', en: 'closed' }] : [];
}

function receipt({ day, spans }: CountedDay, { unit, since, sinceText, timeZone }: DayContext): Text[] {
  if (since < day.start || since >= day.end) return [];
  const time = timeText(since, timeZone);
  const act = { zh: `${time} ${sinceText.zh}`, en: `${sinceText.en} at ${time}` };
  if (unit === 'workday') return [{ zh: `${act.zh}，当天不算`, en: `${act.en}, on that day nothing counts` }];
  return spans[0]?.start === since ? [] : [act];
}

function whatCounts({ spans, counted, workday, makesUp }: CountedDay, { timeZone, before }: DayContext): Text[] {
  if (workday !== null) return [{ zh: `第 ${workday} 个工作日`, en: `working day ${workday}` }];
  if (spans.length === 0) return [];
  const hours = spans.map(({ start, end }) => `${timeText(start, timeZone)}–${endText(end, timeZone)}`);
  // Whole seconds of the sum so far, so that the lines add up.
  const length = wholeSeconds(before + counted) - wholeSeconds(before);
  return [
    {
      zh: `${hours.join('、')} ${makesUp ? '补' : ''}计${lengthText(length).zh}`,
      en: `${hours.join(' and ')} ${makesUp ? 'makes up for' : 'counts'} ${lengthText(length).en}`,
    },
  ];
}

/** Behind a Chinese verb; of what rounds to nothing only that it is little. */
const lengthText = (ms: number): Text =>
  ms === 0 ? { zh: '不足 1 秒', en: 'less than a second' } : { zh: ` ${lengthZh(ms)}`, en: lengthEn(ms) };

const wholeSeconds = (ms: number): number => Math.round(ms / 1000) * 1000;

/** The end of a day is 24:00. */
function endText(at: number, timeZone: string): string {
  const text = timeText(at, timeZone);
  return text === '00:00' ? '24:00' : text;
}

/** Whether the pause came before what counts, so that a day is told in its order. */
const stoodFirst = ({ spans: [span], paused: [pause], workday }: CountedDay): boolean =>
  workday === null && span !== undefined && pause !== undefined && pause.start < span.start;

function pauses({ paused }: CountedDay, { timeZone }: DayContext): Text[] {
  return paused.map(({ start, end: until, reason }) => {
    const hours = `${timeText(start, timeZone)}–${endText(until, timeZone)}`;
    const why = reasonText(reason);
    return { zh: `${hours} 暂停（${why.zh}），不计`, en: `${hours} stood still (${why.en})` };
  });
}

function firstEnd({ day }: CountedDay, { firstDue, timeZone }: DayContext): Text[] {
  if (firstDue === null || firstDue <= day.start || firstDue > day.end) return [];
  const time = endText(firstDue, timeZone);
  return [{ zh: `原定 ${time} 到期，由经理批准延长`, en: `at first due at ${time}, extended by the manager` }];
}

function end({ day, left, counted }: CountedDay, { due, timeZone, before }: DayContext): Text[] {
  if (due > day.start && due <= day.end) {
    const time = endText(due, timeZone);
    return [{ zh: `${time} 到期`, en: `due at ${time}` }];
  }
  if (left === null || left === 0 || counted === 0) return [];
  const rest = wholeSeconds(left + before + counted) - wholeSeconds(before + counted);
  return [{ zh: `还剩${lengthText(rest).zh}`, en: `${lengthText(rest).en} left` }];
}
