import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialled, technicianName } from '../../services/notification/domain/names.ts';
import { afterQuiet } from '../../services/notification/domain/quiet.ts';
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
