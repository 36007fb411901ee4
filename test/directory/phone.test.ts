import { expect, test } from 'vitest';
import { phoneSchema } from '../../services/directory/contract/phone.ts';

test.each([
  ['13800138011', '+8613800138011'],
  ['138 0013 8011', '+8613800138011'],
  ['+86 138-0013-8011', '+8613800138011'],
  ['0086 13800138011', '+8613800138011'],
  ['13800138011', '+8613800138011'],
  ['0571-88886666', '+8657188886666'],
  ['(010) 6666 8888', '+861066668888'],
  ['+86 571 8888 6666', '+8657188886666'],
  ['+852 9123 4567', '+85291234567'],
])('%s is %s', (said, number) => {
  expect(phoneSchema.parse(said)).toBe(number);
});

test.each(['', '138001380', '88886666', '张三', '1380013801a', '+1', '138001380111', '+86138001380', '0'])(
  '%j is none',
  (said) => {
    expect(phoneSchema.safeParse(said).success).toBe(false);
  },
);
