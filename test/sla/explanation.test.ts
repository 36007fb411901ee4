import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explanationSchema } from '../../services/sla/contract/api.ts';
import { deadlineFrom } from '../../services/sla/contract/deadline.ts';
import { asPromised, type Explainable } from '../../services/sla/contract/explained-days.ts';
import { explain } from '../../services/sla/contract/explanation.ts';
import type { ClockKind } from '../../services/sla/contract/ids.ts';
import type { ClockRule, PromisedClock } from '../../services/sla/contract/policy.ts';
import { promise } from '../../services/sla/contract/promise.ts';
import type { Calendar } from '../../shared/time/calendar.ts';
import { parseInstant, toIso } from '../../shared/time/instants.ts';
import { addOpenTime, BeyondHorizon, openTimeBetween } from '../../shared/time/open-time.ts';
import { calendarAndInstant } from '../shared/time/random-calendars.ts';
import { calendars, policies } from './samples.ts';

const HOUR = 3_600_000;
const wall = (time: string): string => new Date(`2026-${time.replace(' ', 'T')}:00+08:00`).toISOString();

function calendarOf({ calendarId }: PromisedClock): Calendar {
  const found = calendars.find((published) => published.calendarId === calendarId);
  if (!found) throw new Error(calendarId);
  return found.calendar;
}

function promisedClock(policyKey: string, kind: ClockKind, received: string, consent?: string): PromisedClock {
  const later = consent === undefined ? {} : { later: { after: 'consent', at: wall(consent) } as const };
  const basis = { policies, calendars, policyKey, communityId: 'yunshan', receivedAt: wall(received), ...later };
  const clock = promise(basis).find((promised) => promised.kind === kind);
  if (!clock) throw new Error(`${policyKey} has no ${kind}`);
  return clock;
}

const told = (clock: Explainable, locale: 'zh-CN' | 'en' = 'zh-CN') => {
  const { sentence, days } = explain(clock, calendarOf(clock.promised), locale);
  return [sentence, ...days.map(({ text }) => text)];
};

describe('a deadline over the National Day holiday of 2026', () => {
  const clock = asPromised(promisedClock('public.other', 'resolve', '09-30 16:00'));

  it('R046: is explained day by day, with its make-up Saturday', () => {
    expect(told(clock)).toEqual([
      '处理时限 3 个工作日（受理当天不算）：2026年9月30日 16:00 受理，最迟 2026年10月10日 18:00 处理完成。其间国庆节放假 7 天，10月10日（周六）调休上班。',
      '9月30日（周三）：16:00 受理，当天不算',
      '10月1日（周四）：国庆节放假，不计',
      '10月2日（周五）：国庆节放假，不计',
      '10月3日（周六）：国庆节放假，不计',
      '10月4日（周日）：国庆节放假，不计',
      '10月5日（周一）：国庆节放假，不计',
      '10月6日（周二）：国庆节放假，不计',
      '10月7日（周三）：国庆节放假，不计',
      '10月8日（周四）：第 1 个工作日',
      '10月9日（周五）：第 2 个工作日',
      '10月10日（周六）：国庆节调休上班，第 3 个工作日，18:00 到期',
    ]);
    const { days } = explain(clock, calendarOf(clock.promised), 'zh-CN');
    expect(days.map(({ kind }) => kind)).toEqual(['open', ...Array(7).fill('holiday'), 'open', 'open', 'make-up']);
    expect(days.map(({ counted }) => counted / HOUR)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8]);
  });

  it('R046: in English too', () => {
    const [sentence, ...days] = told(clock, 'en');
    expect(sentence).toBe(
      'Completion within 3 working days (not counting the day on which it was received): received on 30 Sep 2026 16:00, due by 10 Oct 2026 18:00. In between: 7 days off for National Day, Sat 10 Oct is worked to make up.',
    );
    expect([days[0], days[1], days[8], days[10]]).toEqual([
      'Wed 30 Sep: received at 16:00, on that day nothing counts',
      'Thu 1 Oct: holiday (National Day), does not count',
      'Thu 8 Oct: working day 1',
      'Sat 10 Oct: worked to make up for National Day, working day 3, due at 18:00',
    ]);
  });
});

describe('R044: what an owner is told of a repair over that holiday', () => {
  const promised = promisedClock('repair.other', 'resolve', '09-28 10:30');

  it('as long as no time has been agreed: the seventh working day, make-up Saturday and all', () => {
    expect(told(asPromised(promised))).toEqual([
      '未与业主约定更早的时间，按最长时限计算。处理时限 7 个工作日（受理当天不算）：2026年9月28日 10:30 受理，最迟 2026年10月13日 18:00 处理完成。其间国庆节放假 7 天，10月10日（周六）调休上班。',
      '9月28日（周一）：10:30 受理，当天不算',
      '9月29日（周二）：第 1 个工作日',
      '9月30日（周三）：第 2 个工作日',
      '10月1日（周四）：国庆节放假，不计',
      '10月2日（周五）：国庆节放假，不计',
      '10月3日（周六）：国庆节放假，不计',
      '10月4日（周日）：国庆节放假，不计',
      '10月5日（周一）：国庆节放假，不计',
      '10月6日（周二）：国庆节放假，不计',
      '10月7日（周三）：国庆节放假，不计',
      '10月8日（周四）：第 3 个工作日',
      '10月9日（周五）：第 4 个工作日',
      '10月10日（周六）：国庆节调休上班，第 5 个工作日',
      '10月11日（周日）：休息，不计',
      '10月12日（周一）：第 6 个工作日',
      '10月13日（周二）：第 7 个工作日，18:00 到期',
    ]);
    expect(told(asPromised(promised), 'en')[0]).toBe(
      'No earlier time has been agreed with the owner, so the longest limit counts: completion within 7 working days (not counting the day on which it was received): received on 28 Sep 2026 10:30, due by 13 Oct 2026 18:00. In between: 7 days off for National Day, Sat 10 Oct is worked to make up.',
    );
  });

  it('once a time has been agreed: that time, within the same limit', () => {
    const agreedUntil = wall('10-10 12:00');
    const clock = { ...asPromised(promised), due: agreedUntil, agreedUntil };
    expect(told(clock)[0]).toBe(
      '与业主约定 2026年10月10日 12:00 前处理完成（最长 7 个工作日）。其间国庆节放假 7 天，10月10日（周六）调休上班。',
    );
    expect(told(clock, 'en')[0]).toBe(
      'Completion by 10 Oct 2026 12:00 as agreed with the owner (at most 7 working days). In between: 7 days off for National Day, Sat 10 Oct is worked to make up.',
    );
  });
});

describe('a deadline in open time', () => {
  it('R043: says what is left over at closing', () => {
    expect(told(asPromised(promisedClock('repair.simple', 'resolve', '11-25 17:30')))).toEqual([
      '处理时限半天（4 小时，只计服务时间）：2026年11月25日 17:30 受理，最迟 2026年11月26日 09:30 处理完成。',
      '11月25日（周三）：17:30–20:00 计 2 小时 30 分钟，还剩 1 小时 30 分钟',
      '11月26日（周四）：08:00–09:30 计 1 小时 30 分钟，09:30 到期',
    ]);
  });

  it('R043: says from when it counts when it came at night', () => {
    expect(told(asPromised(promisedClock('repair.simple', 'resolve', '11-25 21:30')))).toEqual([
      '处理时限半天（4 小时，只计服务时间）：2026年11月25日 21:30 受理，从 2026年11月26日 08:00 起计时，最迟 2026年11月26日 12:00 处理完成。',
      '11月25日（周三）：21:30 受理，不计',
      '11月26日（周四）：08:00–12:00 计 4 小时，12:00 到期',
    ]);
  });

  it('R057: goes on through the nights where every hour counts', () => {
    expect(told(asPromised(promisedClock('complaint.attitude.serious', 'resolve', '11-25 10:00')))).toEqual([
      '处理时限 48 小时（全天 24 小时计时）：2026年11月25日 10:00 受理，最迟 2026年11月27日 10:00 处理完成。',
      '11月25日（周三）：10:00–24:00 计 14 小时，还剩 34 小时',
      '11月26日（周四）：00:00–24:00 计 24 小时，还剩 10 小时',
      '11月27日（周五）：00:00–10:00 计 10 小时，10:00 到期',
    ]);
  });

  it('never tells a length of nothing', () => {
    const promised = promisedClock('repair.simple', 'resolve', '11-25 10:00');
    const rule = { limit: 'halfDay', marks: [] };
    const lines = (since: string) =>
      told(asPromised({ ...promised, ...deadlineFrom(rule, since, calendarOf(promised)) })).slice(1);
    expect(lines('2026-11-25T11:59:59.700Z')).toEqual([
      '11月25日（周三）：19:59:59–20:00 计不足 1 秒，还剩 4 小时',
      '11月26日（周四）：08:00–11:59:59 计 4 小时，11:59:59 到期',
    ]);
    expect(lines('2026-11-25T08:00:00.300Z')).toEqual([
      '11月25日（周三）：16:00–20:00 计 4 小时，还剩不足 1 秒',
      '11月26日（周四）：08:00–08:00 计不足 1 秒，08:00 到期',
    ]);
  });

  it('tells seconds where there are some, and lengths that add up', () => {
    const clock = deadlineFrom(
      { limit: 'halfDay', marks: [] },
      '2026-11-25T09:30:22.345Z',
      calendarOf(promisedClock('repair.simple', 'resolve', '11-25 10:00')),
    );
    const promised = { ...promisedClock('repair.simple', 'resolve', '11-25 10:00'), ...clock };
    expect(told(asPromised(promised)).slice(1)).toEqual([
      '11月25日（周三）：17:30:22–20:00 计 2 小时 29 分钟 38 秒，还剩 1 小时 30 分钟 22 秒',
      '11月26日（周四）：08:00–09:30:22 计 1 小时 30 分钟 22 秒，09:30:22 到期',
    ]);
  });
});

describe('a deadline that acts have changed', () => {
  it('says so where a pause has moved nothing: it lay in a holiday', () => {
    const promised = promisedClock('public.other', 'resolve', '09-29 16:00');
    const pause = { from: wall('10-01 10:00'), until: wall('10-03 10:00'), reason: 'owner-absent' } as const;
    const clock = { ...asPromised(promised), pauses: [pause] };
    expect(told(clock)[0]).toBe(
      '处理时限 3 个工作日（受理当天不算）：2026年9月29日 16:00 受理，最迟 2026年10月9日 18:00 处理完成。其间国庆节放假 7 天。其间因家中无人暂停，但都在不计时的时段内，期限不变。',
    );
    expect(told(clock, 'en')[0]).toContain(
      'The clock stood still (nobody at home), but only while no time counts, so the deadline has not moved.',
    );
    const agreedUntil = wall('10-08 17:00');
    const before = { from: wall('09-30 09:00'), until: wall('09-30 10:00'), reason: 'owner-absent' } as const;
    expect(told({ ...clock, pauses: [before], due: agreedUntil, agreedUntil })[0]).toMatch(
      /此前因家中无人暂停计时，约定时间不变。$/,
    );
  });

  it('shows when the clock stood still, and what makes up for it', () => {
    const promised = promisedClock('public.other', 'resolve', '11-25 10:00');
    const pause = { from: wall('11-27 10:00'), until: wall('11-27 15:00'), reason: 'no-access' } as const;
    const clock = { ...asPromised(promised), pauses: [pause], due: wall('12-01 11:00') };
    expect(told(clock)).toEqual([
      '处理时限 3 个工作日（受理当天不算）：2026年11月25日 10:00 受理，最迟 2026年12月1日 11:00 处理完成。其间因无法进入现场暂停计时，期限相应顺延。',
      '11月25日（周三）：10:00 受理，当天不算',
      '11月26日（周四）：第 1 个工作日',
      '11月27日（周五）：第 2 个工作日，10:00–12:00 暂停（无法进入现场），不计，14:00–15:00 暂停（无法进入现场），不计',
      '11月28日（周六）：休息，不计',
      '11月29日（周日）：休息，不计',
      '11月30日（周一）：第 3 个工作日',
      '12月1日（周二）：08:00–11:00 补计 3 小时，11:00 到期',
    ]);
  });

  it('tells a day in its order: what stood still in the morning, then what counts', () => {
    const promised = promisedClock('repair.simple', 'resolve', '11-25 19:00');
    const pause = { from: wall('11-25 19:30'), until: wall('11-26 09:00'), reason: 'no-access' } as const;
    const clock = { ...asPromised(promised), pauses: [pause], due: wall('11-26 12:30') };
    expect(told(clock).slice(1)).toEqual([
      '11月25日（周三）：19:00–19:30 计 30 分钟，19:30–20:00 暂停（无法进入现场），不计，还剩 3 小时 30 分钟',
      '11月26日（周四）：08:00–09:00 暂停（无法进入现场），不计，09:00–12:30 计 3 小时 30 分钟，12:30 到期',
    ]);
  });

  it('R044: says until when the owner and we agreed, and how late that may be moved', () => {
    const promised = promisedClock('repair.other', 'resolve', '11-25 10:00');
    expect(told(asPromised(promised))[0]).toBe(
      '未与业主约定更早的时间，按最长时限计算。处理时限 7 个工作日（受理当天不算）：2026年11月25日 10:00 受理，最迟 2026年12月4日 18:00 处理完成。',
    );
    const agreed = { ...asPromised(promised), agreedUntil: wall('11-26 09:30'), due: wall('11-26 09:30') };
    expect(told(agreed)).toEqual([
      '与业主约定 2026年11月26日 09:30 前处理完成（最长 7 个工作日）。',
      '11月25日（周三）：10:00–12:00、14:00–18:00 计 6 小时',
      '11月26日（周四）：08:00–09:30 计 1 小时 30 分钟，09:30 到期',
    ]);
    expect(told({ ...agreed, due: wall('11-26 10:30') }, 'en')[0]).toBe(
      'Completion by 26 Nov 2026 09:30 as agreed with the owner (at most 7 working days), moved to 26 Nov 2026 10:30.',
    );
  });

  it('R055: says what was due at first, and what the manager has made of it', () => {
    const promised = promisedClock('repair.simple', 'resolve', '11-25 10:00');
    const extendedUntil = wall('11-26 18:00');
    const clock = { ...asPromised(promised), due: extendedUntil, extendedUntil };
    expect(told(clock)).toEqual([
      '处理时限半天（4 小时，只计服务时间）：2026年11月25日 10:00 受理，原定最迟 2026年11月25日 14:00 处理完成；由经理批准延长至 2026年11月26日 18:00。',
      '11月25日（周三）：10:00–20:00 计 10 小时，原定 14:00 到期，由经理批准延长',
      '11月26日（周四）：08:00–18:00 计 10 小时，18:00 到期',
    ]);
    expect(told(clock, 'en')).toEqual([
      'Completion within half a day (4 hours, the desk’s hours only): received on 25 Nov 2026 10:00, at first due by 25 Nov 2026 14:00; the manager has extended this to 26 Nov 2026 18:00.',
      'Wed 25 Nov: 10:00–20:00 counts 10 hours, at first due at 14:00, extended by the manager',
      'Thu 26 Nov: 08:00–18:00 counts 10 hours, due at 18:00',
    ]);
    const pause = { from: wall('11-26 09:00'), until: wall('11-26 10:00'), reason: 'no-access' } as const;
    expect(told({ ...clock, pauses: [pause], due: wall('11-26 19:00') })[0]).toMatch(
      /由经理批准延长至 2026年11月26日 18:00，再顺延至 2026年11月26日 19:00。其间因无法进入现场暂停计时，期限相应顺延。$/,
    );
    const before = { ...pause, from: wall('11-25 11:00'), until: wall('11-25 12:00') };
    expect(told({ ...clock, pauses: [before] })[0]).toMatch(
      /延长至 2026年11月26日 18:00。此前因无法进入现场暂停计时，延长后的期限不变。$/,
    );
    expect(told({ ...clock, pauses: [before] }, 'en')[0]).toMatch(
      /The clock stood still before \(no access to the place\); the extended deadline holds\.$/,
    );
    const agreed = asPromised(promisedClock('repair.other', 'resolve', '11-25 10:00'));
    const until = wall('12-11 18:00');
    const [sentence] = told({ ...agreed, due: until, extendedUntil: until });
    expect(sentence).toMatch(/^处理时限 7 个工作日/);
    expect(sentence).toContain('原定最迟 2026年12月4日 18:00 处理完成；由经理批准延长至 2026年12月11日 18:00。');
  });

  it('F-18, R052: names the act from which it counts', () => {
    const promised = promisedClock('repair.urgent', 'arrival', '11-25 10:05');
    const raised = { ...asPromised(promised), origin: { because: 'reclassified', restarted: true } } as const;
    expect(told(raised)[0]).toBe(
      '到场时限 10 分钟（全天 24 小时计时）：2026年11月25日 10:05 升级处理，最迟 2026年11月25日 10:15 到场。',
    );
    const quote = promisedClock('inquiry.quote', 'quote', '11-25 10:00', '11-25 11:20');
    expect(told(asPromised(quote))[0]).toBe(
      '上门报价时限 30 分钟（全天 24 小时计时）：2026年11月25日 11:20 业主同意，最迟 2026年11月25日 11:50 上门报价。',
    );
  });

  it('says when the holidays are not known that far', () => {
    const [sentence] = told(asPromised(promisedClock('public.other', 'resolve', '12-30 10:00')));
    expect(sentence).toMatch(
      /最迟 2027年1月4日 18:00 处理完成。2026年12月31日以后的节假日安排尚未公布，暂只按周末休息推算。$/,
    );
  });
});

describe('every explanation', () => {
  const limits = fc.oneof(
    fc.integer({ min: 1, max: 20_000 }).map((seconds) => `PT${seconds}S`),
    fc.integer({ min: 1, max: 5 }).map((days) => `workday(${days})`),
    fc.constantFrom('halfDay', 'agreed(workday(2))', 'agreed(PT6H)'),
  );

  it('adds up to its limit and ends on the day of its deadline, on random calendars (600 deadlines)', () => {
    fc.assert(
      fc.property(
        calendarAndInstant,
        limits,
        fc.integer({ min: 0, max: 6 * HOUR }),
        ({ calendar, around }, limit, paused) => {
          const rule: ClockRule = { kind: 'resolve', limit, calendarId: 'random', marks: [0.8], ladder: true };
          const ids = { calendarVersion: 1, policyId: 'x', policyVersion: 1 };
          const since = toIso(around);
          let promised: PromisedClock;
          try {
            promised = { ...rule, ...ids, ...deadlineFrom(rule, since, calendar) };
          } catch (error) {
            if (error instanceof BeyondHorizon) return;
            throw error;
          }
          // A pause from the start moves the deadline by the open time inside it.
          const pause = {
            from: promised.start,
            until: toIso(parseInstant(promised.start) + paused),
            reason: 'no-access',
          } as const;
          const held = openTimeBetween(parseInstant(pause.from), parseInstant(pause.until), calendar);
          const due = held > 0 ? toIso(addOpenTime(parseInstant(promised.due), held, calendar)) : promised.due;
          if (due < pause.until) return;
          const clock = { ...asPromised(promised), due, pauses: held > 0 ? [pause] : [] };
          const explanation = explain(clock, calendar, 'zh-CN');
          expect(explanationSchema.parse(explanation)).toEqual(explanation);
          const { days } = explanation;
          const sum = days.reduce((total, { counted }) => total + counted, 0);
          const workdays = /workday\((\d)\)/.exec(limit)?.[1];
          if (workdays === undefined)
            expect(sum).toBe(openTimeBetween(parseInstant(promised.start), parseInstant(promised.due), calendar));
          else expect(days.filter(({ text }) => /第 \d+ 个工作日/.test(text))).toHaveLength(Number(workdays));
          expect(days.filter(({ text }) => text.includes('到期'))).toEqual([days.at(-1)]);
          expect(days.map(({ date }) => date)).toEqual([...new Set(days.map(({ date }) => date))].toSorted());
        },
      ),
      { numRuns: 600 },
    );
  });
});
