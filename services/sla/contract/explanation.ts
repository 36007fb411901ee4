import { type Locale, pick, type Text } from '../../../shared/i18n/text.ts';
import type { Calendar } from '../../../shared/time/calendar.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import type { Explanation } from './api.ts';
import { dayText } from './day-text.ts';
import { isBeyondCoverage } from './deadline.ts';
import { type CountedDay, countedDays, type Explainable, type Unit } from './explained-days.ts';
import {
  calendarText,
  dateText,
  dateWithYear,
  deeds,
  limitName,
  momentWithYear,
  reasonText,
  sinceText,
} from './explanation-words.ts';
import { isAgreed, parseLimit } from './limit.ts';
import type { PromisedClock } from './policy.ts';
import { lengthEn, lengthZh } from './promise-text.ts';

/**
 * Explains a clock or, `asPromised`, a promise (docs/deadlines.md, 8). Dates and times are those of the calendar's zone.
 * @param calendar in the version that it was promised on
 */
export function explain(clock: Explainable, calendar: Calendar, locale: Locale): Explanation {
  const { unit, since, days } = countedDays(clock, calendar);
  const { timeZone, statutoryDays = {} } = calendar;
  const context = {
    unit,
    since,
    sinceText: sinceText(clock),
    due: parseInstant(clock.due),
    firstDue: unit === 'extended' ? parseInstant(clock.promised.due) : null,
    timeZone,
    statutoryDays,
  };
  let before = 0;
  const lines = days.map((counted): Explanation['days'][number] => {
    const text = pick(dayText(counted, { ...context, before }), locale);
    before += counted.counted;
    return { date: counted.day.date, kind: counted.kind, counted: counted.counted, text };
  });
  const sentences = [
    whatHolds(clock, unit, since, timeZone),
    ...between(days, since, statutoryDays),
    ...stoodStill(clock),
    ...beyond(clock, calendar),
  ];
  const chinese = locale === 'zh-CN';
  return { sentence: sentences.map((text) => pick(text, locale)).join(chinese ? '' : ' '), days: lines };
}

/** The rule, the act from which it counts, and the deadline. */
function whatHolds(clock: Explainable, unit: Unit, since: number, timeZone: string): Text {
  const { kind, promised } = clock;
  const moment = (at: number) => momentWithYear(at, timeZone);
  const [deed, act, limit] = [deeds[kind], sinceText(clock), limitText(promised)];
  const due = moment(parseInstant(clock.due));
  if (unit === 'agreed' && clock.agreedUntil !== null) {
    const agreed = moment(parseInstant(clock.agreedUntil));
    const moved = clock.agreedUntil !== clock.due;
    return {
      zh: `与业主约定 ${agreed.zh} 前${deed.zh}（最长${limit.zh}）${moved ? `，顺延至 ${due.zh}` : ''}。`,
      en: `${upper(deed.en)} by ${agreed.en} as agreed with the owner (at most ${limit.en})${moved ? `, moved to ${due.en}` : ''}.`,
    };
  }
  const open = isAgreed(promised.limit) && unit !== 'extended' ? notAgreed : { zh: '', en: '' };
  const begun = moment(since);
  const start = parseInstant(clock.start);
  const waits = unit === 'time' && start > since ? moment(start) : undefined;
  const rule = ruleText(promised, act);
  if (unit === 'extended' && clock.extendedUntil !== undefined) {
    const [first, extended] = [promised.due, clock.extendedUntil].map((instant) => moment(parseInstant(instant)));
    const moved = clock.extendedUntil !== clock.due;
    return {
      zh: `${limitName(kind)}${limit.zh}（${rule.zh}）：${begun.zh} ${act.zh}，原定最迟 ${first?.zh} ${deed.zh}；由经理批准延长至 ${extended?.zh}${moved ? `，再顺延至 ${due.zh}` : ''}。`,
      en: `${upper(deed.en)} within ${limit.en} (${rule.en}): ${act.en} on ${begun.en}, at first due by ${first?.en}; the manager has extended this to ${extended?.en}${moved ? `, since moved to ${due.en}` : ''}.`,
    };
  }
  return {
    zh: `${open.zh}${limitName(kind)}${limit.zh}（${rule.zh}）：${begun.zh} ${act.zh}${waits ? `，从 ${waits.zh} 起计时` : ''}，最迟 ${due.zh} ${deed.zh}。`,
    en: `${upper(`${open.en}${deed.en}`)} within ${limit.en} (${rule.en}): ${act.en} on ${begun.en}${waits ? `, counted from ${waits.en}` : ''}, due by ${due.en}.`,
  };
}

/** Also true of an agreement on the very last instant, or on a later one, which the limit cuts off. */
const notAgreed: Text = {
  zh: '未与业主约定更早的时间，按最长时限计算。',
  en: 'no earlier time has been agreed with the owner, so the longest limit counts: ',
};

function limitText({ limit: text }: PromisedClock): Text {
  const { limit, halfDay } = parseLimit(text);
  if (halfDay) return { zh: '半天', en: 'half a day' };
  if (limit.unit === 'time') return { zh: ` ${lengthZh(limit.ms)}`, en: lengthEn(limit.ms) };
  return { zh: ` ${limit.days} 个工作日`, en: `${limit.days} working day${limit.days === 1 ? '' : 's'}` };
}

/** What counts and what does not. */
function ruleText({ limit: text, calendarId }: PromisedClock, act: Text): Text {
  const { limit, halfDay } = parseLimit(text);
  if (limit.unit === 'workday')
    return { zh: `${act.zh}当天不算`, en: `not counting the day on which it was ${act.en}` };
  const calendar = calendarText(calendarId);
  const ofHalfDay = { zh: `${lengthZh(limit.ms)}，`, en: `${lengthEn(limit.ms)}, ` };
  return halfDay ? { zh: `${ofHalfDay.zh}${calendar.zh}`, en: `${ofHalfDay.en}${calendar.en}` } : calendar;
}

/** The holidays on the way, and the days worked for them. */
function between(
  days: readonly CountedDay[],
  since: number,
  statutoryDays: NonNullable<Calendar['statutoryDays']>,
): Text[] {
  const later = days.filter(({ day }) => day.start > since);
  const off = new Map<string, { name: Text; days: number }>();
  for (const { day, kind } of later) {
    const name = statutoryDays[day.date]?.name;
    if (kind === 'holiday' && name) off.set(name.zh, { name, days: (off.get(name.zh)?.days ?? 0) + 1 });
  }
  const parts = [
    ...[...off.values()].map(({ name, days: count }) => ({
      zh: `${name.zh}放假 ${count} 天`,
      en: `${count} day${count === 1 ? '' : 's'} off for ${name.en}`,
    })),
    ...later
      .filter(({ kind }) => kind === 'make-up')
      .map(({ day }) => {
        const date = dateText(day.date);
        return { zh: `${date.zh}调休上班`, en: `${date.en} is worked to make up` };
      }),
  ];
  if (parts.length === 0) return [];
  return [
    { zh: `其间${parts.map(({ zh }) => zh).join('，')}。`, en: `In between: ${parts.map(({ en }) => en).join(', ')}.` },
  ];
}

/** Why the clock stood still. What lay in closed time alone, or before a time was agreed, has moved nothing. */
function stoodStill({ pauses, due, agreedUntil, extendedUntil, promised }: Explainable): Text[] {
  const reasons = [...new Set(pauses.map(({ reason }) => reason))].map(reasonText);
  if (reasons.length === 0) return [];
  const [zh, en] = [reasons.map((reason) => reason.zh).join('、'), reasons.map((reason) => reason.en).join('; ')];
  if (due === agreedUntil)
    return [
      { zh: `此前因${zh}暂停计时，约定时间不变。`, en: `The clock stood still before (${en}); what was agreed holds.` },
    ];
  if (due === extendedUntil)
    return [
      {
        zh: `此前因${zh}暂停计时，延长后的期限不变。`,
        en: `The clock stood still before (${en}); the extended deadline holds.`,
      },
    ];
  if (due === promised.due)
    return [
      {
        zh: `其间因${zh}暂停，但都在不计时的时段内，期限不变。`,
        en: `The clock stood still (${en}), but only while no time counts, so the deadline has not moved.`,
      },
    ];
  return [
    {
      zh: `其间因${zh}暂停计时，期限相应顺延。`,
      en: `The clock stood still (${en}), and the deadline moved by as much.`,
    },
  ];
}

function beyond({ due }: Explainable, calendar: Calendar): Text[] {
  if (calendar.coveredUntil === undefined || !isBeyondCoverage(parseInstant(due), calendar)) return [];
  const until = dateWithYear(calendar.coveredUntil);
  return [
    {
      zh: `${until.zh}以后的节假日安排尚未公布，暂只按周末休息推算。`,
      en: `Holidays after ${until.en} have not been announced yet: only weekends are left out there.`,
    },
  ];
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
