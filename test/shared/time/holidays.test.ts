import { globSync } from 'node:fs';
import chineseDays from 'chinese-days';
import { describe, expect, it, test } from 'vitest';
import { chineseYear } from '../../../infra/operations/holidays.ts';
import { defaultCalendars } from '../../../services/sla/domain/default-calendars.ts';
import { calendarSchema } from '../../../shared/time/calendar.ts';
import { chineseYears } from '../../../shared/time/holidays/china.ts';
import { onStatutoryDays } from '../../../shared/time/holidays/on-statutory-days.ts';
import { isOpen, openTimeBetween } from '../../../shared/time/open-time.ts';

const HOUR = 3_600_000;
const workday = calendarSchema.parse(defaultCalendars('Asia/Shanghai').find(({ id }) => id === 'workday'));
const midnight = (date: string): number => Date.parse(`${date}T00:00:00+08:00`);

describe('the holidays of mainland China', () => {
  it.each(chineseYears.map((one) => [one.year, one] as const))('of %i are what chinese-days says', (year, file) => {
    expect(file).toEqual(chineseYear(year));
  });

  it('come from all files that are there, one year after another', () => {
    const folder = new URL('../../../shared/time/holidays/', import.meta.url);
    const files = globSync('cn-*.json', { cwd: folder }).toSorted();
    expect(chineseYears.map(({ year }) => `cn-${year}.json`)).toEqual(files);
    const [first = 0] = chineseYears.map(({ year }) => year);
    expect(chineseYears.map(({ year }) => year)).toEqual(chineseYears.map((_, n) => first + n));
  });

  it('are not made up for a year that the package does not know, although it answers for its days', () => {
    expect(chineseDays.isWorkday('2027-01-01')).toBe(true);
    expect(() => chineseYear(2027)).toThrow('chinese-days knows no holidays of 2027');
  });
});

describe('F-4: the calendar workday', () => {
  const days = Array.from({ length: 730 }, (_, n) =>
    new Date(Date.UTC(2025, 0, 1) + n * 24 * HOUR).toISOString().slice(0, 10),
  );

  test('is open on the working days that chinese-days knows, day by day through 2025 and 2026', () => {
    expect(days.at(-1)).toBe('2026-12-31');
    const hours = (date: string) => openTimeBetween(midnight(date), midnight(date) + 24 * HOUR, workday) / HOUR;
    expect(days.map((date) => [date, hours(date)])).toEqual(
      days.map((date) => [date, chineseDays.isWorkday(date) ? 8 : 0]),
    );
  });

  test('says which days are holidays and which make up for them, day by day through 2025 and 2026', () => {
    const weekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay());
    const kind = (date: string) => workday.statutoryDays?.[date]?.kind;
    for (const date of days) {
      expect([date, kind(date) === 'make-up']).toEqual([date, weekend(date) && chineseDays.isWorkday(date)]);
      if (!weekend(date)) expect([date, kind(date) === 'holiday']).toEqual([date, !chineseDays.isWorkday(date)]);
    }
    expect(workday.statutoryDays?.['2026-09-20']).toEqual({
      kind: 'make-up',
      name: { zh: '国庆节', en: 'National Day' },
    });
    expect(workday.coveredUntil).toBe('2026-12-31');
  });

  test('has its hours on a make-up day too', () => {
    // Saturday, 10 October 2026.
    const at = (time: string) => isOpen(Date.parse(`2026-10-10T${time}:00+08:00`), workday);
    expect(['07:59', '08:00', '11:59', '12:00', '14:00', '17:59', '18:00'].map(at)).toEqual([
      false,
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('a calendar on statutory days', () => {
  const afternoon = [{ open: '13:00', close: '15:00' }];
  const morning = [{ open: '08:00', close: '12:00' }];

  it('keeps the hours of the dates that it names itself, and gives make-up days hours of their own', () => {
    const own = { ...workday, dates: { '2026-10-01': morning, '2026-12-24': morning } };
    const calendar = calendarSchema.parse(onStatutoryDays(own, chineseYears, afternoon));
    expect(calendar.dates).toMatchObject({
      '2026-10-01': morning,
      '2026-10-02': [],
      '2026-10-10': afternoon,
      '2026-12-24': morning,
    });
    expect(calendar.statutoryDays).not.toHaveProperty('2026-12-24');
  });
});
