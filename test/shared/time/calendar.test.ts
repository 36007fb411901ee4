import { describe, expect, it } from 'vitest';
import { calendarCommandSchema, calendarSchema } from '../../../shared/time/calendar.ts';

const closedWeek = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const desk = [{ open: '08:00', close: '20:00' }];
const good = { id: 'service', timeZone: 'Asia/Shanghai', weekly: { ...closedWeek, mon: desk, tue: desk }, dates: {} };

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Path and reason of each fault. */
function faults(calendar: unknown): string[] {
  return (calendarSchema.safeParse(calendar).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

describe('a calendar', () => {
  it.each([
    ['usual hours', good],
    [
      'several intervals a day, touching',
      {
        ...good,
        weekly: {
          ...closedWeek,
          mon: [
            { open: '08:00', close: '12:00' },
            { open: '12:00', close: '18:00' },
            { open: '18:00', close: '24:00' },
          ],
        },
      },
    ],
    [
      'a night from one day into the next',
      { ...good, weekly: { ...closedWeek, sun: [{ open: '20:00', close: '08:00' }], mon: desk } },
    ],
    [
      'whole days, written in two ways',
      {
        ...good,
        weekly: { ...closedWeek, mon: [{ open: '00:00', close: '24:00' }], tue: [{ open: '00:00', close: '00:00' }] },
      },
    ],
    ['closed dates and dates with hours of their own', { ...good, dates: { '2026-10-01': [], '2028-02-29': desk } }],
    [
      'a half day, holidays with their names and the day until which they are known',
      {
        ...good,
        dates: { '2026-09-30': [{ open: '08:00', close: '12:00' }], '2026-10-01': [] },
        statutoryDays: { '2026-10-01': { kind: 'holiday', name: { zh: '国庆节', en: 'National Day' } } },
        coveredUntil: '2026-12-31',
      },
    ],
  ])('may have %s', (_, calendar) => {
    expect(faults(calendar)).toEqual([]);
  });

  it.each([
    ['no open time', { ...good, weekly: closedWeek }, ['weekly: no open time in the whole week']],
    [
      'no open time but for a date',
      { ...good, weekly: closedWeek, dates: { '2026-10-01': desk } },
      ['weekly: no open time in the whole week'],
    ],
    [
      'an unknown time zone',
      { ...good, timeZone: 'Asia/Yunshan' },
      ['timeZone: not a known time zone like Asia/Shanghai'],
    ],
    [
      'an instant for a time zone, which the parser of zones reads too',
      { ...good, timeZone: '2026-10-01T00:00+08:00' },
      ['timeZone: not a known time zone like Asia/Shanghai'],
    ],
    [
      'a day of more pieces than anybody works',
      {
        ...good,
        weekly: {
          ...closedWeek,
          mon: Array.from({ length: 25 }, (_, n) => ({ open: clock(n * 20), close: clock(n * 20 + 10) })),
        },
      },
      ['weekly.mon: at most 24 intervals a day'],
    ],
    ['a bad id', { ...good, id: 'a#b' }, ['id: only small letters, digits and hyphens']],
    [
      'a date that does not exist',
      { ...good, dates: { '2026-02-29': desk } },
      ['dates.2026-02-29: not a date like 2026-10-01'],
    ],
    ['a date of another form', { ...good, dates: { '20261001': [] } }, ['dates.20261001: not a date like 2026-10-01']],
    [
      'the name of a day that is no date',
      { ...good, statutoryDays: { 'national-day': { kind: 'holiday', name: { zh: '国庆节', en: 'National Day' } } } },
      ['statutoryDays.national-day: not a date like 2026-10-01'],
    ],
    [
      'holidays known until no date',
      { ...good, coveredUntil: '2026-11-31' },
      ['coveredUntil: not a date like 2026-10-01'],
    ],
    [
      'a time of day that does not exist',
      { ...good, weekly: { ...closedWeek, wed: [{ open: '8:00', close: '20:60' }] } },
      [
        'weekly.wed.0.open: not a time of day like 08:00',
        'weekly.wed.0.close: not a time of day like 20:00; the last one of a day is 24:00',
      ],
    ],
    [
      'an opening at the end of the day',
      { ...good, weekly: { ...closedWeek, wed: [{ open: '24:00', close: '08:00' }] } },
      ['weekly.wed.0.open: not a time of day like 08:00'],
    ],
    [
      'a closing beyond the day',
      { ...good, weekly: { ...closedWeek, wed: [{ open: '20:00', close: '32:00' }] } },
      ['weekly.wed.0.close: not a time of day like 20:00; the last one of a day is 24:00'],
    ],
    [
      'overlaps within a day, in any order',
      {
        ...good,
        weekly: {
          ...closedWeek,
          wed: [
            { open: '13:00', close: '18:00' },
            { open: '08:00', close: '13:01' },
          ],
        },
      },
      ['weekly.wed.1: overlaps 13:00–18:00'],
    ],
    [
      'the same interval twice',
      { ...good, weekly: { ...closedWeek, wed: [...desk, ...desk] } },
      ['weekly.wed.1: overlaps 08:00–20:00'],
    ],
    [
      'a night into the next morning',
      { ...good, weekly: { ...closedWeek, sun: [{ open: '20:00', close: '08:01' }], mon: desk } },
      ['weekly.mon.0: overlaps 20:00–08:01 of the day before'],
    ],
    [
      'a date that a usual night runs into',
      {
        ...good,
        weekly: { ...closedWeek, mon: [{ open: '20:00', close: '06:00' }] },
        dates: { '2026-11-24': [{ open: '05:00', close: '07:00' }] },
      },
      ['dates.2026-11-24.0: overlaps 20:00–06:00 of the day before'],
    ],
    [
      'a date that runs into a usual morning',
      { ...good, dates: { '2026-11-22': [{ open: '20:00', close: '09:00' }] } },
      ['dates.2026-11-22.0: overlaps 08:00–20:00 of the next day'],
    ],
    [
      'dates that run into each other, told once',
      { ...good, dates: { '2026-11-26': [{ open: '20:00', close: '09:00' }], '2026-11-27': desk } },
      ['dates.2026-11-27.0: overlaps 20:00–09:00 of the day before'],
    ],
  ])('is refused with %s', (_, calendar, reasons) => {
    expect(faults(calendar)).toEqual(reasons);
  });

  it('may not leave a weekday out', () => {
    const { sun: _, ...rest } = closedWeek;
    expect(faults({ ...good, weekly: { ...rest, mon: desk } })).toHaveLength(1);
  });

  it('as a command holds nothing unknown, as news it may', () => {
    const later = { ...good, holidays: [] };
    expect(calendarSchema.parse(later)).toEqual(good);
    expect(calendarCommandSchema.safeParse(later).success).toBe(false);
    expect(
      calendarCommandSchema.safeParse({ ...good, weekly: { ...closedWeek, wed: [...desk, ...desk] } }).success,
    ).toBe(false);
    expect(calendarCommandSchema.parse(good)).toEqual(good);
  });
});
