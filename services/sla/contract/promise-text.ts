import type { Locale } from '../../../shared/i18n/text.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import { wallTime } from '../../../shared/time/wall-time.ts';
import type { ClockKind } from './ids.ts';
import { countsSeconds, parseLimit } from './limit.ts';
import type { PromisedClock } from './policy.ts';

/** Where and when the sentence is read. */
export interface Reader {
  readonly locale: Locale;
  /** The company's. */
  readonly timeZone: string;
  /** ISO instant of the receipt. */
  readonly receivedAt: string;
}

interface Deed {
  readonly kind: ClockKind;
  readonly zh: string;
  readonly en: string;
}

/** What is promised first, by the clock that says most to an owner: somebody comes, answers, or at least calls. */
const firstDeeds: readonly Deed[] = [
  { kind: 'arrival', zh: '到场', en: 'somebody at the door' },
  { kind: 'quote', zh: '上门报价', en: 'somebody on site with a price' },
  { kind: 'answer', zh: '答复', en: 'an answer' },
  { kind: 'ack', zh: '有人跟进', en: 'somebody takes care of it' },
];

const end: Deed = { kind: 'resolve', zh: '处理完成', en: 'done' };

/**
 * The promise in a phrase: `10 分钟内到场`, or `11月26日 08:10 前到场` where closed hours lie before the deadline.
 * Where nobody has to come at once it says until when the work is done, too. Without a clock that a person stops it
 * only says that the request has been received.
 */
export function promiseText(clocks: readonly PromisedClock[], reader: Reader): string {
  const clockOf = ({ kind }: Deed) => clocks.find((candidate) => candidate.kind === kind);
  const first = firstDeeds.find(clockOf);
  // Of an emergency people promise the end when they have seen it (R042).
  const deeds = [first, first?.kind === 'arrival' ? undefined : end];
  const phrases = deeds.flatMap((deed) => {
    const clock = deed && clockOf(deed);
    return clock ? [phrase(deed, clock, reader)] : [];
  });
  const chinese = reader.locale === 'zh-CN';
  if (phrases.length === 0) return chinese ? '已受理' : 'received';
  return phrases.join(chinese ? '，' : ', ');
}

function phrase({ zh, en }: Deed, clock: PromisedClock, reader: Reader): string {
  const chinese = reader.locale === 'zh-CN';
  const { limit } = parseLimit(clock.limit);
  if (limit.unit === 'time' && parseInstant(clock.due) - parseInstant(reader.receivedAt) === limit.ms)
    return chinese ? `${lengthZh(limit.ms)}内${zh}` : `${en} within ${lengthEn(limit.ms)}`;
  return chinese ? `${dateZh(clock, reader)} 前${zh}` : `${en} by ${dateEn(clock, reader)}`;
}

export const lengthZh = (ms: number): string => join(ms, ['小时', '分钟', '秒'], (n, unit) => `${n} ${unit}`);

export const lengthEn = (ms: number): string =>
  join(ms, ['hour', 'minute', 'second'], (n, unit) => `${n} ${unit}${n === 1 ? '' : 's'}`);

function join(ms: number, units: readonly string[], part: (n: number, unit: string) => string): string {
  const seconds = ms / 1000;
  const counts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return units.flatMap((unit, n) => (counts[n] ? [part(counts[n], unit)] : [])).join(' ');
}

function dateZh(clock: PromisedClock, { timeZone }: Reader): string {
  const { month, day } = wallTime(parseInstant(clock.due), timeZone);
  return `${month}月${day}日 ${timeOfDay(clock, timeZone)}`;
}

function dateEn(clock: PromisedClock, { timeZone }: Reader): string {
  const { month, day } = wallTime(parseInstant(clock.due), timeZone);
  return `${day} ${months[month - 1]} ${timeOfDay(clock, timeZone)}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds only where the limit is that fine. What is cut off makes the sentence stricter than the clock, never laxer. */
function timeOfDay({ due, limit }: PromisedClock, timeZone: string): string {
  const { hour, minute, second } = wallTime(parseInstant(due), timeZone);
  const parts = countsSeconds(limit) ? [hour, minute, second] : [hour, minute];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
