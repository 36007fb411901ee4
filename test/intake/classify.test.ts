import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestTypes } from '../../services/intake/domain/categories/category.ts';
import { categories, fallbackOf } from '../../services/intake/domain/categories.ts';
import { classify } from '../../services/intake/domain/classify.ts';
import { decideCategory } from '../../services/intake/domain/decide-category.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';

const suggested = (text: string) => {
  const { category, keyword } = classify(text);
  return [category.code, keyword];
};

describe('R042: the words of an emergency', () => {
  test.each([
    ['厨房水管爆裂', 'flooding', '水管爆裂'],
    ['家里漏水了,已经淹到客厅', 'flooding', '漏水'],
    ['卫生间水管爆了!!', 'flooding', '水管爆'],
    ['整栋楼停电', 'power-cut', '停电'],
    ['家里没有电,空气开关一推就跳闸', 'power-cut', '没有电'],
    ['从早上开始停水', 'water-cut', '停水'],
    ['马桶堵了,水快溢出来', 'blocked-toilet', '马桶堵'],
    ['插座冒烟,有焦味', 'other-danger', '冒烟'],
  ])('%s', (text, category, keyword) => {
    expect(suggested(text)).toEqual([category, keyword]);
    expect(classify(text).category).toMatchObject({ urgent: true, policyKey: 'repair.urgent' });
  });
});

test.each([
  ['R043: 请换一下灯泡', 'simple-repair', '灯泡'],
  ['R043: 入户门锁打不开', 'simple-repair', '门锁'],
  ['R044: 墙面有一条细缝', 'other-repair', null],
  ['R044: Please have a look at my wall', 'other-repair', null],
])('%s', (text, category, keyword) => {
  expect(suggested(text)).toEqual([category, keyword]);
});

test.each([
  ['R045: 小区门口的井盖丢了,很危险', 'public-manhole-cover'],
  ['R045: 2栋后面污水溢出来了', 'public-sewage'],
  ['R045: 地下车库进水了', 'public-standing-water'],
  ['R045: 楼顶排水口堵了', 'public-roof-drain'],
  ['R045: 水泵房很吵,晚上睡不着', 'public-equipment-noise'],
  ['R045: 有人高空抛物', 'public-danger'],
  ['R046: 三楼楼道灯不亮', 'public-other'],
  ['R046: 单元门锁坏了', 'public-other'],
  ['R040: 门岗保安态度不好', 'attitude-ordinary'],
  ['R041: 保安打人了', 'attitude-serious'],
  ['R047: 楼上太吵,孩子没法睡', 'neighbour'],
  ['R047: 隔壁装修噪音太大', 'neighbour'],
  ['R048: 我要投诉', 'complaint-other'],
  ['R027: 楼道垃圾没人清', 'complaint-cleaning'],
  ['R028: 草坪里杂草很高', 'complaint-greening'],
  ['R028: 有人乱停车', 'complaint-order'],
  ['R049: 请问游泳池几点开门', 'inquiry-general'],
  ['R051: 物业费多少一平', 'inquiry-fee'],
  ['R052: 想换个纱窗,先报个价', 'inquiry-quote'],
  ['R053: 哪里可以办宽带', 'inquiry-external-service'],
  ['R054: 居住证怎么办', 'inquiry-other-dept'],
  ['R050: 公共收益怎么用的', 'inquiry-internal'],
  ['R005: 有人被困电梯,快来', 'lift-entrapment'],
  ['R005: 我出门倒垃圾被锁在门外了', 'lock-out'],
  ['R005: 花园里有位老人晕倒了', 'ill-person'],
  ['R002: 建议增设快递柜', 'suggestion'],
  ['R029: 想预约保洁', 'service'],
  ['R001: 上个月的账单不对', 'billing-question'],
  ['R001: 停水通知是几号的', 'inquiry-general'],
])('%s', (text, category) => expect(classify(text.replace(/^R\d+: /, '')).category.code).toBe(category));

describe('a type that was named', () => {
  test.each([
    ['墙面有缝', 'suggestion', 'suggestion'],
    ['保安态度不好', 'inquiry', 'inquiry-general'],
    ['保安态度不好', 'complaint', 'attitude-ordinary'],
    ['厨房水管爆裂', 'complaint', 'flooding'],
  ] as const)('%s as %s', (text, type, category) => expect(classify(text, type).category.code).toBe(category));
});

describe('what stands inside a longer word does not count by itself', () => {
  test.each([
    ['厨房水龙头漏水', 'simple-repair', '水龙头漏水'],
    ['门锁没电了', 'simple-repair', '门锁没电'],
    ['空调漏水', 'other-repair', '空调漏水'],
  ])('%s', (text, category, keyword) => expect(suggested(text)).toEqual([category, keyword]));

  test('but an emergency beside it does, however short its word', () => {
    expect(suggested('水龙头漏水修好了,现在又停电')).toEqual(['power-cut', '停电']);
  });
});

describe('negations', () => {
  test.each([
    '检查过,没有漏水',
    '水管没漏水',
    '不漏水,只是滴答响',
    '没有水浸',
    '目前未停电',
    '不是停电',
    '墙角沒有漏水',
  ])('no emergency: %s', (text) => expect(suggested(text)).toEqual(['other-repair', null]));

  test.each([
    ['是不是停电了?', '停电'],
    ['请看看有没有漏水', '漏水'],
    ['没有漏水,但是停电', '停电'],
    ['水管不停喷水', '喷水'],
    ['不断漏水', '漏水'],
  ])('still one: %s', (text, keyword) => expect(classify(text)).toMatchObject({ keyword, reason: 'keyword' }));
});

test.each([
  ['没有困在电梯里', 'other-repair'],
  ['井盖没有松动', 'other-repair'],
  ['没有积水', 'other-repair'],
  ['他没有晕倒', 'other-repair'],
])('no emergency of others either: %s', (text, category) => expect(classify(text).category.code).toBe(category));

describe('spelling', () => {
  test.each([
    ['廚房水管 爆 裂', 'flooding'],
    ['馬桶堵塞', 'blocked-toilet'],
    ['整層停電', 'power-cut'],
    ['停\n水', 'water-cut'],
    ['水管\u3000爆裂', 'flooding'],
    ['燈泡不亮', 'simple-repair'],
    ['浴室漏⽔', 'flooding'],
    ['有人困在電梯', 'lift-entrapment'],
    ['忘帶鑰匙', 'lock-out'],
    ['樓上太吵', 'neighbour'],
    ['保安態度惡劣', 'attitude-ordinary'],
    ['我要投訴', 'complaint-other'],
  ])('%s', (text, category) => expect(classify(text).category.code).toBe(category));
});

describe('for every text', () => {
  const filler = fc.string({ unit: fc.constantFrom(...'请师傅来看一下客厅墙边今天早上,。 123ABC') });
  const keywordOf = (urgent: boolean) =>
    fc.constantFrom(...categories.filter((category) => category.urgent === urgent).flatMap(({ keywords }) => keywords));

  test('an answer, whose keyword is a word of its category', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { category, keyword, reason } = classify(text);
        expect(categories).toContain(category);
        expect(keyword === null || category.keywords.includes(keyword)).toBe(true);
        expect(reason).toBe(keyword === null ? 'no-keyword' : 'keyword');
      }),
    );
  });

  test('a known word is found wherever it stands', () => {
    fc.assert(
      fc.property(filler, keywordOf(true), filler, (before, keyword, after) => {
        const found = classify(before + keyword + after);
        expect(found.category.urgent).toBe(true);
        expect(found.category.keywords).toContain(found.keyword);
      }),
    );
  });

  test('an urgent word wins over an ordinary one, in either order', () => {
    fc.assert(
      fc.property(keywordOf(true), keywordOf(false), fc.boolean(), (urgent, ordinary, first) => {
        const text = first ? `${urgent}。另外${ordinary}` : `${ordinary}。另外${urgent}`;
        expect(classify(text).category.urgent).toBe(true);
      }),
    );
  });

  test('full-width letters and blanks between them change nothing', () => {
    fc.assert(
      fc.property(keywordOf(true), fc.constantFrom(' ', '\u3000', '\u200b', '\n'), (keyword, blank) => {
        expect(classify([...keyword].join(blank))).toEqual(classify(keyword));
      }),
    );
  });
});

describe('the list', () => {
  test('every category comes under a policy of the service standard, and what is urgent under one of emergencies', () => {
    const keys = defaultPolicies.map(({ policyKey }) => policyKey);
    for (const { policyKey, urgent, code } of categories) {
      expect(keys).toContain(policyKey);
      const arrival = defaultPolicies.find((policy) => policy.policyKey === policyKey)?.clocks;
      expect([code, urgent]).toEqual([code, arrival?.some(({ kind, limit }) => kind === 'accept' && limit === 'PT3M')]);
    }
  });

  test('every clock that only work can stop belongs to a category with work', () => {
    for (const { policyKey, needsWork, code } of categories) {
      const clocks = defaultPolicies.find((policy) => policy.policyKey === policyKey)?.clocks ?? [];
      const work = clocks.some(({ kind }) => ['accept', 'arrival', 'quote'].includes(kind));
      expect([code, needsWork]).toEqual([code, work]);
    }
  });

  test('no code is there twice, and every type has one', () => {
    const codes = categories.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const type of requestTypes) expect(fallbackOf(type).type).toBe(type);
  });

  test('no word is there twice', () => {
    const words = categories.flatMap(({ keywords }) => keywords);
    expect(new Set(words).size).toBe(words.length);
  });

  test('every word leads to its own category', () => {
    for (const category of categories)
      for (const keyword of category.keywords)
        expect([keyword, classify(keyword).category.code]).toEqual([keyword, category.code]);
  });
});

describe('who decides', () => {
  test('without a choice an urgent clock needs a keyword', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { category, keyword } = decideCategory(text);
        expect(category.urgent && keyword === null).toBe(false);
      }),
    );
  });

  test('staff raise and lower; a keyword that says otherwise is not carried along', () => {
    expect(decideCategory('墙面有缝', { category: 'other-danger', by: 'staff' })).toMatchObject({
      category: { code: 'other-danger' },
      keyword: null,
      classifiedBy: 'staff',
    });
    expect(decideCategory('厨房水管爆裂', { category: 'flooding', by: 'staff' }).keyword).toBe('水管爆裂');
    expect(decideCategory('厨房水管爆裂', { category: 'other-repair', by: 'staff' }).keyword).toBeNull();
  });

  test('a code that is not in the list is refused', () => {
    expect(() => decideCategory('漏水', { category: 'no-such', by: 'staff' })).toThrow(RangeError);
  });
});
