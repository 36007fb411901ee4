import dayjs from 'dayjs';
import dayjsBusinessTime from 'dayjs-business-time';
import moment from 'moment';
import 'moment-business-time';
import type { Calendar } from '../../shared/time/calendar.ts';
import { chineseYears } from '../../shared/time/holidays/china.ts';
import { addOpenTime } from '../../shared/time/open-time.ts';

/** Epoch milliseconds at which so many minutes of working time have passed since `start`. */
export type Due = (start: number, minutes: number) => number;

const hours = [
  ['08:00', '12:00'],
  ['14:00', '18:00'],
] as const;
const holidays = chineseYears.flatMap(({ days }) =>
  Object.entries(days).flatMap(([date, { kind }]) => (kind === 'holiday' ? [date] : [])),
);

export type Contender = 'guanjia' | 'guanjia, calendar never seen' | 'dayjs-business-time' | 'moment-business-time';

/**
 * One calendar for all: Monday to Friday, 08:00–12:00 and 14:00–18:00, closed on the holidays of 2025 and 2026. Without
 * the make-up days, which the peers cannot say. They count in the process's own zone, so it must be the calendar's.
 */
export function contenders(timeZone: string): Record<Contender, Due> {
  process.env.TZ = timeZone;
  const day = hours.map(([open, close]) => ({ open, close }));
  const calendar: Calendar = {
    id: 'office',
    timeZone,
    weekly: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] },
    dates: Object.fromEntries(holidays.map((date) => [date, []])),
  };

  dayjs.extend(dayjsBusinessTime);
  const segments = hours.map(([open, close]) => ({ start: `${open}:00`, end: `${close}:00` }));
  dayjs.setBusinessTime({
    sunday: null,
    monday: segments,
    tuesday: segments,
    wednesday: segments,
    thursday: segments,
    friday: segments,
    saturday: null,
  });
  dayjs.setHolidays(holidays);

  const times = hours.flatMap((interval) => interval.map((time) => `${time}:00`));
  moment.updateLocale(moment.locale(), {
    workinghours: { 0: null, 1: times, 2: times, 3: times, 4: times, 5: times, 6: null },
    holidays,
  });

  return {
    guanjia: (start, minutes) => addOpenTime(start, minutes * 60_000, calendar),
    // What is summed up once for a calendar is summed up again for each copy.
    'guanjia, calendar never seen': (start, minutes) => addOpenTime(start, minutes * 60_000, { ...calendar }),
    'dayjs-business-time': (start, minutes) => dayjs(start).addBusinessMinutes(minutes).valueOf(),
    'moment-business-time': (start, minutes) => moment(start).addWorkingTime(minutes, 'minutes').valueOf(),
  };
}
