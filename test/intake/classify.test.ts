import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categories } from '../../services/intake/domain/categories.ts';
import { classify } from '../../services/intake/domain/classify.ts';
import { decideCategory } from '../../services/intake/domain/decide-category.ts';

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

describe('spelling', () => {
  test.each([
    ['廚房水管 爆 裂', 'flooding'],
    ['馬桶堵塞', 'blocked-toilet'],
    ['整層停電', 'power-cut'],
    ['停\n水', 'water-cut'],
    ['水管\u3000爆裂', 'flooding'],
    ['燈泡不亮', 'simple-repair'],
    ['浴室漏⽔', 'flooding'],
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
