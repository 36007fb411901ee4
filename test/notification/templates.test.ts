import { describe, expect, it } from 'vitest';
import { categories } from '../../services/intake/domain/categories.ts';
import {
  type BreachVariables,
  type Content,
  contentSchema,
  type RetractedVariables,
} from '../../services/notification/domain/content.ts';
import { defaultTexts } from '../../services/notification/domain/default-texts.ts';
import { samples } from '../../services/notification/domain/samples.ts';
import type { Scene } from '../../services/notification/domain/scene.ts';
import { smsParts } from '../../services/notification/domain/sms.ts';
import * as templates from '../../services/notification/domain/templates.ts';

const renderSms = (content: Content, one: Scene) => templates.renderSms(content, one, defaultTexts[content.template]);

const job = {
  number: 'BX0012',
  place: '3栋1单元1201',
  categoryLabel: { zh: '水浸', en: 'Flooding' },
  keyword: '水管爆裂',
  urgent: true,
};
const due = '2026-11-26T02:10:00.000Z';
const breach: BreachVariables = { ...job, kind: 'arrival', due, holderStaffId: 'li-ming' };
const retracted: RetractedVariables = {
  ...job,
  kind: 'arrival',
  due,
  stoppedAt: '2026-11-26T02:09:30.000Z',
  stoppedByStaffId: 'li-ming',
};

const scene = (more: Partial<Scene> = {}): Scene => ({
  company: '云杉物业',
  community: '云杉花园',
  locale: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  at: '2026-11-26T02:12:05.000Z',
  nameOf: (staffId) => ({ 'li-ming': '李明' })[staffId] ?? staffId,
  staffOf: (staffId) => ({ name: staffId === 'li-ming' ? '李明' : null, phone: '+8613800138003' }),
  ...more,
});
const english = { locale: 'en', company: 'Yunshan', community: 'Yunshan Garden', nameOf: () => 'Li Ming' } as const;

const breachSms = (variables: Partial<BreachVariables> = {}, more: Partial<Scene> = {}) =>
  renderSms({ template: 'breach', variables: { ...breach, ...variables } }, scene(more));

describe('SMS of a breach', () => {
  it('says what, where, by when, who, how late, what to do, and the number', () => {
    expect(breachSms()).toBe(
      '【云杉物业】紧急超时：云杉花园3栋1单元1201水管爆裂，应10:10前到场，负责人李明未到场，已超2分钟，请立即处理。单号BX0012',
    );
    expect(breachSms({}, english)).toBe(
      '[Yunshan] URGENT, overdue: Flooding at Yunshan Garden 3栋1单元1201. Arrival due 10:10. Li Ming is not there, 2 min late. Act now. No. BX0012',
    );
  });

  it.each([
    ['2026-11-26T02:10:00.000Z', '已超1秒', '1 s late'],
    ['2026-11-26T02:09:59.000Z', '已超1秒', '1 s late'],
    ['2026-11-26T02:10:08.900Z', '已超8秒', '8 s late'],
    ['2026-11-26T02:11:00.000Z', '已超1分钟', '1 min late'],
    ['2026-11-26T03:10:59.000Z', '已超1小时，', '1 h late'],
    ['2026-11-26T03:15:59.000Z', '已超1小时5分钟', '1 h 5 min late'],
    ['2026-11-28T05:20:00.000Z', '已超2天3小时', '2 d 3 h late'],
  ])('counts how late it is until the moment of sending: %s', (at, chinese, inEnglish) => {
    expect(breachSms({}, { at })).toContain(chinese);
    expect(breachSms({}, { ...english, at })).toContain(inEnglish);
  });

  it('names the day of a deadline that is not of today', () => {
    expect(breachSms({}, { at: '2026-11-26T16:00:00.000Z' })).toContain('应11月26日10:10前到场');
    expect(breachSms({}, { ...english, at: '2026-11-26T16:00:00.000Z' })).toContain('Arrival due 26 Nov 10:10');
  });

  it('R042: shows the second of a deadline that is not on a whole minute', () => {
    expect(breachSms({ due: '2026-11-26T02:10:37.482Z' })).toContain('应10:10:37前到场');
    expect(breachSms({ due: '2026-11-26T02:10:00.482Z' })).toContain('应10:10前到场');
  });

  it.each([
    [
      'answer',
      '应10:10前答复，负责人李明尚未答复',
      '应10:10前答复，尚未答复',
      'Answer due 10:10. Li Ming has not answered',
    ],
    [
      'resolve',
      '应10:10前完成，负责人李明尚未完成',
      '应10:10前完成，尚未完成',
      'Solution due 10:10. Li Ming has not solved it',
    ],
    [
      'feedback',
      '应10:10前反馈结果，负责人李明尚未反馈',
      '应10:10前反馈结果，尚未反馈',
      'Feedback due 10:10. Li Ming has not told',
    ],
    [
      'quote',
      '应10:10前上门报价，负责人李明未上门报价',
      '应10:10前上门报价，尚无人负责',
      'Quote on site due 10:10. Li Ming is not there',
    ],
    [
      null,
      '应10:10前处理，负责人李明尚未处理',
      '应10:10前处理，尚未处理',
      'Handling due 10:10. Li Ming has not dealt with it',
    ],
  ] as const)('has words of its own for what was due: %s', (kind, held, free, inEnglish) => {
    expect(breachSms({ kind })).toContain(held);
    expect(breachSms({ kind, holderStaffId: null })).toContain(free);
    expect(breachSms({ kind }, english)).toContain(inEnglish);
  });

  it('shows times in the time zone of the company', () => {
    expect(breachSms({}, { timeZone: 'Asia/Singapore' })).toContain('应10:10前');
    expect(breachSms({}, { timeZone: 'Asia/Tokyo' })).toContain('应11:10前');
  });

  it('says so when nobody has the work, and does not cry wolf where it is not urgent', () => {
    expect(breachSms({ holderStaffId: null })).toContain('，尚无人负责，');
    expect(breachSms({ urgent: false })).toMatch(/^【云杉物业】超时提醒：云杉花园3栋1单元1201水浸（水管爆裂），/);
    expect(breachSms({ keyword: null })).toContain('3栋1单元1201水浸，');
  });

  it('fits two parts of 70 characters for every fault, also with long names', () => {
    for (const { label, keywords } of categories)
      for (const keyword of [null, ...keywords])
        for (const urgent of [true, false]) {
          const text = breachSms(
            { categoryLabel: label, keyword, urgent, number: 'BX20261126-00012', place: '118栋12单元3201' },
            { community: '云杉花园二期北区', nameOf: () => '欧阳明月', at: '2026-11-27T05:20:00.000Z' },
          );
          expect(smsParts(text), text).toBeLessThanOrEqual(2);
        }
  });
});

describe('SMS parts', () => {
  it.each([
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
  ])('%i characters are sent as %i', (length, parts) => {
    expect(smsParts('水'.repeat(length))).toBe(parts);
  });
});

describe('SMS of every template', () => {
  it.each(Object.values(samples))(
    '$template: is signed, names the number, leaves no variable and fits two parts',
    (content) => {
      for (const locale of ['zh-CN', 'en'] as const) {
        const text = renderSms(content, scene({ locale }));
        expect(text).toMatch(locale === 'en' ? /^\[云杉物业\] / : /^【云杉物业】/);
        expect(text).toContain(content.variables.number);
        expect(text).not.toMatch(/[{}]|undefined/);
        if (locale === 'zh-CN') expect(smsParts(text), text).toBe(1);
      }
    },
  );

  it.each(Object.values(samples).filter(({ template }) => template.startsWith('owner-')))(
    '$template: fits one part of 70 characters for the household',
    (content) => {
      const text = renderSms(content, scene());
      expect(text.length, text).toBeLessThanOrEqual(70);
    },
  );
});

describe('SMS of a retraction', () => {
  const text = (variables: Partial<RetractedVariables> = {}, more: Partial<Scene> = {}) =>
    renderSms({ template: 'breach-retracted', variables: { ...retracted, ...variables } }, scene(more));

  it('takes the alarm back', () => {
    expect(text()).toBe('【云杉物业】更正：单号BX0012，李明已于10:09到场，未超时，此前的超时提醒作废。');
    expect(text({}, english)).toBe(
      '[Yunshan] Correction: No. BX0012. Li Ming arrived at 10:09, in time. Disregard the overdue alert.',
    );
  });

  it('shows the second where only that proves it was in time', () => {
    const sameMinute = { stoppedAt: '2026-11-26T02:10:20.000Z', due: '2026-11-26T02:10:37.482Z' };
    expect(text(sameMinute)).toContain('李明已于10:10:20到场');
  });

  it('does without a name', () => {
    expect(text({ stoppedByStaffId: null })).toContain('维修人员已于10:09到场');
  });
});

describe('SMS of an assignment', () => {
  const text = (variables: object = {}, more: Partial<Scene> = {}) =>
    renderSms(
      { template: 'work-order-assigned', variables: { ...job, arriveBy: due, ...variables } },
      scene({ at: '2026-11-26T02:00:01.000Z', ...more }),
    );

  it('says what, where, by when, and the number', () => {
    expect(text()).toBe('【云杉物业】紧急派单：云杉花园3栋1单元1201水管爆裂，请立即接单，10:10前到场。单号BX0012');
    expect(text({}, english)).toBe(
      '[Yunshan] URGENT job: Flooding at Yunshan Garden 3栋1单元1201. Accept now, be there by 10:10. No. BX0012',
    );
  });

  it('names the day, or none where nothing was promised', () => {
    const simple = { urgent: false, categoryLabel: { zh: '简易维修', en: 'Simple repair' }, keyword: '灯泡' };
    expect(text({ ...simple, arriveBy: '2026-11-27T02:00:00.000Z' })).toBe(
      '【云杉物业】派单：云杉花园3栋1单元1201简易维修（灯泡），请接单并于11月27日10:00前到场。单号BX0012',
    );
    expect(text({ ...simple, arriveBy: null })).toContain('请接单并尽快上门。');
    expect(text({ arriveBy: null })).toContain('请立即接单并尽快到场。');
  });
});

describe('e-mail', () => {
  const link = 'https://example.com/v1/public/requests/r1.abc.def';
  const email = (content: Content, more: Partial<Scene> = {}) => {
    return templates.renderEmail(content, scene(more), defaultTexts[content.template], link);
  };

  it('tells a supervisor all that is needed, in the text part and in the HTML part', () => {
    const { subject, text, html } = email({ template: 'breach', variables: breach });
    expect(subject).toBe('【云杉物业】紧急超时：云杉花园3栋1单元1201水管爆裂（BX0012）');
    for (const part of [text, html])
      for (const said of [
        'BX0012',
        '水浸（水管爆裂）',
        '云杉花园3栋1单元1201',
        '10:10:00',
        '李明',
        '2分钟',
        '立即联系李明',
        link,
      ])
        expect(part).toContain(said);
  });

  it('takes the alarm back with who came when', () => {
    const { subject, text, html } = email({ template: 'breach-retracted', variables: retracted });
    expect(subject).toBe('【云杉物业】更正：云杉花园3栋1单元1201水管爆裂未超时（BX0012）');
    for (const part of [text, html])
      for (const said of ['李明已于10:09到场', '作废', '10:09:30', link]) expect(part).toContain(said);
  });

  it('is there in English as well', () => {
    const { subject, text } = email({ template: 'breach', variables: { ...breach, holderStaffId: null } }, english);
    expect(subject).toBe('[Yunshan] URGENT, overdue: Flooding at Yunshan Garden 3栋1单元1201 (BX0012)');
    expect(text).toContain('Nobody is assigned, now 2 min late');
    expect(email({ template: 'breach-retracted', variables: retracted }, english).text).toContain(
      'Li Ming arrived at 10:09, in time',
    );
  });

  it('escapes whatever is put into the HTML part, and never the text part', () => {
    const { text, html } = email(
      { template: 'breach', variables: { ...breach, place: '<b>"3"&\'1\'' } },
      { nameOf: () => '<script>' },
    );
    expect(html).toContain('&lt;b&gt;&quot;3&quot;&amp;&#39;1&#39;');
    expect(html).not.toMatch(/<b>|<script>/);
    expect(text).toContain('<b>"3"&\'1\'');
  });

  it('leaves out what there is nothing of', () => {
    const { text, html } = email(samples['owner-done']);
    for (const part of [text, html]) {
      expect(part).toContain('请为本次服务评分');
      expect(part).not.toContain('请按以下步骤处理');
    }
  });
});

describe('variables', () => {
  it.each(Object.values(samples))('of $template are complete or refused', ({ template, variables }) => {
    expect(contentSchema.parse({ template, variables })).toEqual({ template, variables });
    // The first messages of breaches said no kind: it was the arrival.
    for (const missing of Object.keys(variables).filter((name) => name !== 'kind'))
      expect(
        contentSchema.safeParse({ template, variables: { ...variables, [missing]: undefined } }).success,
        missing,
      ).toBe(false);
  });

  it('are checked by the compiler too', () => {
    // @ts-expect-error: a breach without its deadline
    const content: Content = { template: 'breach', variables: { ...job, holderStaffId: null } };
    expect(contentSchema.safeParse(content).success).toBe(false);
  });
});
