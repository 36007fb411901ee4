import type { Calendar } from '../../../shared/time/calendar.ts';
import { chineseYears } from '../../../shared/time/holidays/china.ts';
import { onStatutoryDays } from '../../../shared/time/holidays/on-statutory-days.ts';
import type { Interval } from '../../../shared/time/intervals.ts';

const office = [
  { open: '08:00', close: '12:00' },
  { open: '14:00', close: '18:00' },
];

/**
 * The calendars that the default policies name: always; the desk's hours (F-3); Chinese working days with their
 * holidays and make-up days (F-4). A company starts with them and changes its own by API.
 */
export function defaultCalendars(timeZone: string): Calendar[] {
  const workday = { id: 'workday', timeZone, weekly: { ...everyDay(...office), sat: [], sun: [] }, dates: {} };
  return [
    { id: '24x7', timeZone, weekly: everyDay({ open: '00:00', close: '24:00' }), dates: {} },
    { id: 'service', timeZone, weekly: everyDay({ open: '08:00', close: '20:00' }), dates: {} },
    onStatutoryDays(workday, chineseYears, office),
  ];
}

const everyDay = (...day: Interval[]): Calendar['weekly'] => ({
  mon: day,
  tue: day,
  wed: day,
  thu: day,
  fri: day,
  sat: day,
  sun: day,
});
