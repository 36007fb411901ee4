import { describe, expect, it } from 'vitest';
import { type Calendar, calendarSchema } from '../../../shared/time/calendar.ts';
import { parseDuration } from '../../../shared/time/durations.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import { addOpenTime, BeyondHorizon, isOpen, nextOpening, openTimeBetween } from '../../../shared/time/open-time.ts';

const closedWeek = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const calendar = (timeZone: string, weekly: Partial<Calendar['weekly']>, dates: Calendar['dates'] = {}): Calendar =>
  calendarSchema.parse({ id: 'test', timeZone, weekly: { ...closedWeek, ...weekly }, dates });

const everyDay = (open: string, close: string): Calendar['weekly'] => {
  const day = [{ open, close }];
  return { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
};

/** The desk's hours, in wall time eight hours ahead of UTC. */
const service = calendar('Asia/Shanghai', everyDay('08:00', '20:00'));
const offices = [
  { open: '08:00', close: '12:00' },
  { open: '14:00', close: '18:00' },
];
const office = calendar('Asia/Shanghai', { mon: offices, tue: offices, wed: offices, thu: offices, fri: offices });

const due = (start: string, limit: string, hours: Calendar): string =>
  toIso(addOpenTime(parseInstant(start), parseDuration(limit), hours));

describe('addOpenTime', () => {
  it.each([
    ['within the day', '2026-11-25T01:00:00.000Z', 'PT30M', service, '2026-11-25T01:30:00.000Z'],
    [
      'what does not fit before closing goes on at the next opening',
      '2026-11-25T11:50:00.000Z',
      'PT30M',
      service,
      '2026-11-26T00:20:00.000Z',
    ],
    ['exactly at closing is due at closing', '2026-11-25T11:30:00.000Z', 'PT30M', service, '2026-11-25T12:00:00.000Z'],
    [
      'one millisecond more is due after the next opening',
      '2026-11-25T11:30:00.001Z',
      'PT30M',
      service,
      '2026-11-26T00:00:00.001Z',
    ],
    [
      'at closing counts from the next opening',
      '2026-11-25T12:00:00.000Z',
      'PT30M',
      service,
      '2026-11-26T00:30:00.000Z',
    ],
    [
      'before opening counts from the opening',
      '2026-11-24T20:00:00.000Z',
      'PT10M',
      service,
      '2026-11-25T00:10:00.000Z',
    ],
    ['over lunch', '2026-11-25T03:45:00.000Z', 'PT1H', office, '2026-11-25T06:45:00.000Z'],
    ['exactly to lunch', '2026-11-25T03:00:00.000Z', 'PT1H', office, '2026-11-25T04:00:00.000Z'],
    ['Friday evening to Monday', '2026-11-27T09:30:00.000Z', 'PT1H', office, '2026-11-30T00:30:00.000Z'],
    ['a limit longer than a day of open time', '2026-11-27T00:00:00.000Z', 'P1D', office, '2026-12-01T10:00:00.000Z'],
    ['over New Year', '2026-12-31T11:59:59.999Z', 'PT1S', service, '2027-01-01T00:00:00.999Z'],
  ])('%s', (_, start, limit, hours, expected) => {
    expect(due(start, limit, hours)).toBe(expected);
  });

  it('takes a date with hours of its own instead of the usual ones', () => {
    const holidays = calendar('Asia/Shanghai', everyDay('08:00', '20:00'), {
      '2026-10-01': [],
      '2026-10-02': [{ open: '10:00', close: '10:05' }],
    });
    expect(due('2026-09-30T11:55:00.000Z', 'PT15M', holidays)).toBe('2026-10-03T00:05:00.000Z');
  });

  it('counts a night as time of the date on which it opens, also when the next date is closed', () => {
    const nights = calendar('Asia/Shanghai', everyDay('20:00', '08:00'), { '2026-10-01': [] });
    expect(due('2026-09-30T15:00:00.000Z', 'PT10H', nights)).toBe('2026-10-02T13:00:00.000Z');
  });

  it('keeps no minute closed at midnight between whole days', () => {
    for (const close of ['24:00', '00:00'])
      expect(due('2026-11-25T15:55:00.000Z', 'PT10M', calendar('Asia/Shanghai', everyDay('00:00', close)))).toBe(
        '2026-11-25T16:05:00.000Z',
      );
  });

  it('works with a single short interval a week', () => {
    const rare = calendar('Asia/Shanghai', { thu: [{ open: '09:00', close: '09:10' }] });
    expect(due('2026-11-25T00:00:00.000Z', 'PT25M', rare)).toBe('2026-12-10T01:05:00.000Z');
  });

  it.each([
    [
      'a skipped hour counts not at all',
      'Europe/Berlin',
      '2026-03-28T23:00:00.000Z',
      'PT3H',
      '2026-03-29T03:00:00.000Z',
      '01:00',
      '05:00',
    ],
    [
      'a repeated hour counts twice',
      'Europe/Berlin',
      '2026-10-24T23:00:00.000Z',
      'PT4H',
      '2026-10-25T03:00:00.000Z',
      '01:00',
      '05:00',
    ],
    [
      'an opening in the skipped hour is later by the gap',
      'Europe/Berlin',
      '2026-03-28T23:00:00.000Z',
      'PT1M',
      '2026-03-29T01:31:00.000Z',
      '02:30',
      '05:00',
    ],
    [
      'an opening in the repeated hour is its first',
      'Europe/Berlin',
      '2026-10-24T23:00:00.000Z',
      'PT1M',
      '2026-10-25T00:31:00.000Z',
      '02:30',
      '05:00',
    ],
  ])('when clocks are changed: %s', (_, zone, start, limit, expected, open, close) => {
    expect(due(start, limit, calendar(zone, everyDay(open, close)))).toBe(expected);
  });

  it('does not lose the morning after an evening that the change of clocks skips', () => {
    // In Nuuk the wall jumps from 23:00 to 00:00 at 01:00 UTC: the evening counts, later by the gap, after the morning.
    const nuuk = calendar('America/Nuuk', {
      sat: [{ open: '23:30', close: '23:45' }],
      sun: [{ open: '00:00', close: '00:10' }],
    });
    expect(due('2026-03-28T20:00:00.000Z', 'PT10M', nuuk)).toBe('2026-03-29T01:10:00.000Z');
    expect(due('2026-03-28T20:00:00.000Z', 'PT25M', nuuk)).toBe('2026-03-29T01:45:00.000Z');
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d ms', (ms) => {
    expect(() => addOpenTime(0, ms, service)).toThrow(RangeError);
  });

  it('gives up after ten years instead of counting for ever', () => {
    const rare = calendar('Asia/Shanghai', { thu: [{ open: '09:00', close: '09:01' }] });
    expect(() => due('2026-11-25T00:00:00.000Z', 'P1D', rare)).toThrow(BeyondHorizon);
  });
});

describe('isOpen, nextOpening and openTimeBetween', () => {
  const at = parseInstant;

  it('include an opening and exclude a closing', () => {
    const [opening, closing] = [at('2026-11-25T00:00:00.000Z'), at('2026-11-25T12:00:00.000Z')];
    expect([opening - 1, opening, closing - 1, closing].map((instant) => isOpen(instant, service))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(nextOpening(opening - 1, service)).toBe(opening);
    expect(nextOpening(closing - 1, service)).toBe(closing - 1);
    expect(toIso(nextOpening(closing, service))).toBe('2026-11-26T00:00:00.000Z');
  });

  it('measure nothing in closed time and refuse to measure backwards', () => {
    expect(openTimeBetween(at('2026-11-25T12:00:00.000Z'), at('2026-11-26T00:00:00.000Z'), service)).toBe(0);
    expect(openTimeBetween(at('2026-11-25T11:00:00.000Z'), at('2026-11-27T01:00:00.000Z'), service)).toBe(
      parseDuration('PT14H'),
    );
    expect(() => openTimeBetween(1, 0, service)).toThrow(RangeError);
  });
});
