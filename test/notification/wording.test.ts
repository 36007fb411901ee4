import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialled, technicianName } from '../../services/notification/domain/names.ts';
import { afterQuiet } from '../../services/notification/domain/quiet.ts';
import { windowText, yuanText } from '../../services/notification/domain/wording.ts';
import { wallTime } from '../../shared/time/wall-time.ts';

describe('how a household calls a technician', () => {
  it.each([
    ['李明', '李师傅', 'Mr/Ms 李'],
    ['欧阳明月', '欧阳师傅', 'Mr/Ms 欧阳'],
    ['Tan Wei Ming', 'Ming师傅', 'Mr/Ms Ming'],
    ['', '维修师傅', 'our technician'],
  ])('%s', (name, zh, en) => {
    expect(technicianName(name, 'zh-CN')).toBe(zh);
    expect(technicianName(name, 'en')).toBe(en);
  });

  it.each([
    ['+8613800138000', '13800138000'],
    ['+862166668888', '+862166668888'],
    ['+6591234567', '+6591234567'],
  ])('dials %s as %s', (phone, text) => {
    expect(dialled(phone)).toBe(text);
  });
});

describe('when somebody comes', () => {
  const [ten, noon] = ['2026-11-28T02:00:00.000Z', '2026-11-28T04:00:00.000Z'];
  it.each([
    ['another day', ten, noon, '11月28日周六10:00至12:00', 'Sat 28 Nov 10:00 to 12:00'],
    ['today', '2026-11-26T06:30:00.000Z', '2026-11-26T08:00:00.000Z', '今天14:30至16:00', 'today 14:30 to 16:00'],
    [
      'over midnight',
      '2026-11-28T14:00:00.000Z',
      '2026-11-28T22:00:00.000Z',
      '11月28日周六22:00至11月29日周日06:00',
      'Sat 28 Nov 22:00 to Sun 29 Nov 06:00',
    ],
    [
      'from last night until today',
      '2026-11-25T14:00:00.000Z',
      '2026-11-26T04:00:00.000Z',
      '11月25日周三22:00至今天12:00',
      'Wed 25 Nov 22:00 to today 12:00',
    ],
    [
      'the same day of another year',
      '2027-11-26T02:00:00.000Z',
      '2027-11-26T04:00:00.000Z',
      '11月26日周五10:00至12:00',
      'Fri 26 Nov 10:00 to 12:00',
    ],
  ])('%s', (_, from, until, zh, en) => {
    const style = { timeZone: 'Asia/Shanghai', at: '2026-11-26T02:00:00.000Z' };
    expect(windowText(from, until, { ...style, locale: 'zh-CN' })).toBe(zh);
    expect(windowText(from, until, { ...style, locale: 'en' })).toBe(en);
  });
});

describe('an amount', () => {
  it.each([
    [16_000, '160元', 'CNY 160'],
    [16_050, '160.50元', 'CNY 160.50'],
    [1, '0.01元', 'CNY 0.01'],
    [100_000_000, '1000000元', 'CNY 1000000'],
  ])('of %i fen', (fen, zh, en) => {
    expect(yuanText(fen, 'zh-CN')).toBe(zh);
    expect(yuanText(fen, 'en')).toBe(en);
  });

  it('is never rounded', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (fen) => {
        expect(Math.round(Number(yuanText(fen, 'zh-CN').replace('元', '')) * 100)).toBe(fen);
      }),
    );
  });
});

describe('quiet hours', () => {
  const night = { from: '22:00', to: '08:00' };
  const zone = 'Asia/Shanghai';

  it.each([
    ['2026-11-26T13:59:59.999Z', '2026-11-26T13:59:59.999Z'],
    ['2026-11-26T14:00:00.000Z', '2026-11-27T00:00:00.000Z'],
    ['2026-11-26T16:30:00.000Z', '2026-11-27T00:00:00.000Z'],
    ['2026-11-26T23:59:59.999Z', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27T00:00:00.000Z', '2026-11-27T00:00:00.000Z'],
  ])('%s may be told at %s', (at, expected) => {
    expect(afterQuiet(at, night, zone)).toBe(expected);
  });

  it('may lie within a day', () => {
    const noon = { from: '12:00', to: '14:00' };
    expect(afterQuiet('2026-11-26T05:00:00.000Z', noon, zone)).toBe('2026-11-26T06:00:00.000Z');
    expect(afterQuiet('2026-11-26T06:00:00.000Z', noon, zone)).toBe('2026-11-26T06:00:00.000Z');
  });

  it('never end in the past, never later than a day, never in themselves', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York');
    void fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        zones,
        (date, timeZone) => {
          const at = date.toISOString();
          const told = afterQuiet(at, night, timeZone);
          expect(told >= at).toBe(true);
          expect(Date.parse(told) - Date.parse(at)).toBeLessThanOrEqual(11 * 3_600_000);
          const { hour } = wallTime(Date.parse(told), timeZone);
          expect(hour >= 8 && hour < 22).toBe(true);
          expect(afterQuiet(told, night, timeZone)).toBe(told);
        },
      ),
    );
  });
});
