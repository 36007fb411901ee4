import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phoneSchema } from '../../services/directory/contract/phone.ts';

describe('bad input, class 16: phone numbers as people write them', () => {
  test.each([
    ['13800138011', '+8613800138011'],
    ['138 0013 8011', '+8613800138011'],
    ['+86 138-0013-8011', '+8613800138011'],
    ['86 13800138011', '+8613800138011'],
    ['0086 13800138011', '+8613800138011'],
    ['13800138011', '+8613800138011'],
    ['+86 138–0013—8011', '+8613800138011'],
    ['0571-88886666', '+8657188886666'],
    ['(010) 6666 8888', '+861066668888'],
    ['(0571)88886666', '+8657188886666'],
    ['+86 571 8888 6666', '+8657188886666'],
    ['+86 0571 8888 6666', '+8657188886666'],
    ['0755-1234567', '+867551234567'],
    ['400-810-8888', '+864008108888'],
    ['+86 400 810 8888', '+864008108888'],
    ['8008108888', '+868008108888'],
    ['+852 9123 4567', '+85291234567'],
    ['00852 9123 4567', '+85291234567'],
    ['+1 (415) 555-2671', '+14155552671'],
  ])('%s is %s', (said, number) => {
    expect(phoneSchema.parse(said)).toBe(number);
  });

  test.each([
    ['nothing', ''],
    ['blanks alone', '   '],
    ['ten digits', '138001380'],
    ['ten digits with the country code', '+86138001380'],
    ['twelve digits', '138001380111'],
    ['no mobile prefix', '12800138011'],
    ['a landline without its area code', '88886666'],
    ['a short number', '10086'],
    ['a 400 number that is too short', '400-810-888'],
    ['a 400 number that is too long', '400-810-88888'],
    ['a name', '张三'],
    ['a letter inside', '1380013801a'],
    ['digits of another script', '١٣٨٠٠١٣٨٠١١'],
    ['a country code alone', '+1'],
    ['a country code that begins with 0', '+0123456789'],
    ['two plus signs', '++8613800138011'],
    ['more digits than E.164 has', '+1234567890123456'],
    ['a zero', '0'],
    ['an extension', '0571-88886666转801'],
    ['two numbers', '13800138011/13800138012'],
    ['a line break and a header', '13800138011\r\nx: y'],
  ])('%s is none', (_, said) => {
    expect(phoneSchema.safeParse(said).success).toBe(false);
  });

  test('whatever is taken is E.164, and is taken again as it stands', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789+- ()00'), maxLength: 22 });
    const mainland = fc.stringMatching(/^(\+86|0086|86)?1[3-9][0-9]{9}$/);
    fc.assert(
      fc.property(fc.oneof(digits, mainland), (said) => {
        const number = phoneSchema.safeParse(said).data;
        if (number === undefined) return;
        expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(phoneSchema.parse(number)).toBe(number);
      }),
      { numRuns: 500 },
    );
  });
});
