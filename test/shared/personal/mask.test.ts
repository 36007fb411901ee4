import { expect, test } from 'vitest';
import { maskEmail, maskName, maskPhone } from '../../../shared/personal/mask.ts';

test.each([
  ['张伟', '张*'],
  ['欧阳明月', '欧***'],
  ['Li Ming', 'L******'],
  [' 张伟 ', '张*'],
  ['李', '*'],
  ['', '*'],
  ['𠮷田', '𠮷*'],
])('name %j is seen as %j', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

test.each([
  ['13800138000', '138****8000'],
  ['+8613800138000', '138****8000'],
  ['+86 138 0013 8000', '138****8000'],
  ['021-62345678', '021****5678'],
  ['62345678', '****78'],
  ['8021', '****21'],
  ['', '****'],
])('phone %j is seen as %j', (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
});

test.each([
  ['zhang.wei@example.com', 'z***@example.com'],
  ['a@b@example.com', 'a***@example.com'],
  ['@example.com', '***'],
  ['no address', '***'],
  ['', '***'],
])('e-mail %j is seen as %j', (email, masked) => {
  expect(maskEmail(email)).toBe(masked);
});
