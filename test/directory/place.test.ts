import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalPlace } from '../../services/directory/domain/place.ts';

describe('a place as people write it', () => {
  test.each([
    '3栋1单元1201',
    ' 3 栋 1 单元 1201 室',
    '3幢1单元1201',
    '3号楼1单元1201号',
    '3栋1单元1201',
    '3-1-1201',
    '03-01-1201',
  ])('%s is 3栋1单元1201', (written) => {
    expect(normalPlace(written)).toBe('3栋1单元1201');
  });

  test.each([
    ['地下车位 B2-017', '地下车位B2-017'],
    ['南门商铺8号', '南门商铺8号'],
    ['3栋1201', '3栋1201'],
  ])('%s, which is no flat, stays itself', (written, place) => {
    expect(normalPlace(written)).toBe(place);
  });

  test('different rooms stay different', () => {
    expect(normalPlace('3栋11单元201')).not.toBe(normalPlace('3栋1单元1201'));
    expect(normalPlace('1-1-101a')).not.toBe(normalPlace('1-1-101A'));
  });

  test('never too long for a key', () => {
    expect(Buffer.byteLength(normalPlace('\u{FDFA}'.repeat(100)))).toBeLessThanOrEqual(1024);
  });

  test('what is normal stays as it is', () => {
    const typed = fc.string({ unit: fc.constantFrom(...'12 3-栋幢座号楼单元室Aa0') });
    return fc.assert(
      fc.property(typed, (text) => {
        expect(normalPlace(normalPlace(text))).toBe(normalPlace(text));
      }),
    );
  });
});
