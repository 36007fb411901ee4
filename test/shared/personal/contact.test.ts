import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsContact } from '../../../shared/personal/contact.ts';

test.each([
  '请联系13800138000',
  '+8613800138000',
  '0086 138 0013 8000',
  '138-0013-8000',
  '电话 138 0013 8000,谢谢',
  '138​00138000',
  '13800138000转张伟',
  '2026-11-28 13800138000',
  'zhang.wei@example.com',
  '邮箱:zhang.wei@例.example.com 或 a@b.cn',
])('R267: “%s” names somebody’s number or address', (text) => {
  expect(holdsContact(text)).toBe(true);
});

test.each([
  '密封条已订货,到货后上门更换。',
  '客服热线 400-800-8888',
  '请拨 0571-88886666',
  '单号 BX0012,11月28日 10:00',
  '订单 20261128138001380001',
  '价格 138.00 元,共 1380 元',
  '3栋1单元1201 @ 周五',
])('“%s” does not', (text) => {
  expect(holdsContact(text)).toBe(false);
});

test('R267: a mobile number is found wherever it stands among other words', async () => {
  const words = fc.string({ unit: fc.constantFrom(...'水管爆裂在厨房,。! ab') });
  const number = fc.tuple(fc.constantFrom(...'3456789'), fc.stringMatching(/^\d{9}$/)).map(([a, b]) => `1${a}${b}`);
  await fc.assert(
    fc.property(words, number, words, (before, digits, after) => {
      expect(holdsContact(`${before}${digits}${after}`)).toBe(true);
    }),
  );
});
