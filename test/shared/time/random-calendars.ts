import fc from 'fast-check';
import { type Calendar, calendarSchema, weekdays } from '../../../shared/time/calendar.ts';

const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Zones with a day on which something odd happens: skipped and repeated hours, at midnight too, a skipped date. */
const oddDays: readonly [timeZone: string, date: string][] = [
  ['Asia/Shanghai', '2026-10-01'],
  ['UTC', '2026-12-31'],
  ['Asia/Kathmandu', '2026-02-28'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Havana', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2019-02-17'],
  ['America/Nuuk', '2026-03-29'],
  ['America/Nuuk', '2026-10-25'],
  ['Pacific/Apia', '2011-12-30'],
  // A change of a month's length, twice a year.
  ['Africa/Casablanca', '2025-02-23'],
  ['Africa/Casablanca', '2025-04-06'],
];

export const timeZones = [...new Set(oddDays.map(([timeZone]) => timeZone))];

/** A calendar that is allowed, and an instant near an odd day of its zone. */
export const calendarAndInstant: fc.Arbitrary<{ calendar: Calendar; around: number }> = fc
  .constantFrom(...oddDays)
  .chain(([timeZone, date]) => {
    const noon = Date.parse(`${date}T12:00:00.000Z`);
    return fc.record({
      calendar: fc
        .tuple(
          anyWeek,
          fc.array(fc.tuple(fc.integer({ min: -4, max: 8 }), anyDay), { maxLength: 5 }),
          fc.option(holidays),
        )
        .map(([week, overrides, decree]) => {
          const calendar = calendarSchema.parse({ id: 'random', timeZone, weekly: week, dates: {} });
          return withDates(calendar, noon, decree ? [...decree, ...overrides] : overrides);
        }),
      around: fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }).map((offset) => noon + offset),
    });
  });

type Interval = Calendar['dates'][string][number];

/** By its distance from a day, the hours of a date. */
export type Override = readonly [days: number, hours: Interval[]];

/** The calendar with hours for single dates, as far as they do not overlap the days beside them. */
export function withDates(calendar: Calendar, around: number, overrides: readonly Override[]): Calendar {
  let made = calendar;
  for (const [offset, intervals] of overrides) {
    const key = new Date(around + offset * 86_400_000).toISOString().slice(0, 10);
    const candidate = { ...made, dates: { ...made.dates, [key]: intervals } };
    if (calendarSchema.safeParse(candidate).success) made = candidate;
  }
  return made;
}

/** Often at full hours, and where clocks are changed. */
const minuteOf = (length: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: length - 1 }),
    fc.integer({ min: 0, max: length / 60 - 1 }).map((hour) => hour * 60),
    fc
      .tuple(fc.integer({ min: 0, max: length / DAY_MINUTES - 1 }), fc.integer({ min: -60, max: 210 }))
      .map(([n, minute]) => (n * DAY_MINUTES + minute + length) % length),
  );

const text = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Two cuts make an interval; one longer than a day is cut to a day. */
function intervalsBetween(cuts: readonly number[], touching: boolean): { opening: number; interval: Interval }[] {
  const step = touching ? 1 : 2;
  const found: { opening: number; interval: Interval }[] = [];
  for (let n = 0; n + 1 < cuts.length; n += step) {
    const opening = cuts[n] ?? 0;
    const closing = Math.min(cuts[n + 1] ?? 0, opening + DAY_MINUTES);
    const close =
      closing % DAY_MINUTES === 0 && closing - opening <= DAY_MINUTES ? 'midnight' : text(closing % DAY_MINUTES);
    const asText = close === 'midnight' ? (opening % 2 === 0 ? '24:00' : '00:00') : close;
    found.push({ opening, interval: { open: text(opening % DAY_MINUTES), close: asText } });
  }
  return found;
}

const cutsOf = (length: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.uniqueArray(minuteOf(length), { minLength: 2, maxLength }).map((cuts) => cuts.toSorted((a, b) => a - b));

/** Any number of intervals on a circle of seven days, also across midnight, also across the end of the week. */
export const anyWeek: fc.Arbitrary<Calendar['weekly']> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(cutsOf(WEEK_MINUTES, 24), fc.boolean(), minuteOf(WEEK_MINUTES))
      .map(([cuts, touching, turn]) => {
        const week: Calendar['weekly'] = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
        for (const { opening, interval } of intervalsBetween(
          cuts.map((cut) => cut + turn),
          touching,
        )) {
          const weekday = weekdays[Math.floor(opening / DAY_MINUTES) % 7];
          if (weekday) week[weekday].push(interval);
        }
        return week;
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .oneof(
        fc.constant(['00:00', '24:00']),
        minuteOf(DAY_MINUTES).map((m) => [text(m), text(m)]),
      )
      .map(([open = '', close = '']) => {
        const whole = [{ open, close }];
        return { mon: whole, tue: whole, wed: whole, thu: whole, fri: whole, sat: whole, sun: whole };
      }),
  },
);

/** The intervals of one date: none, some, or one into the next date. */
export const anyDay: fc.Arbitrary<Interval[]> = fc.oneof(
  fc.constant<Interval[]>([]),
  fc
    .tuple(cutsOf(DAY_MINUTES, 6), fc.boolean())
    .map(([cuts, touching]) => intervalsBetween(cuts, touching).map(({ interval }) => interval)),
  fc
    .tuple(minuteOf(DAY_MINUTES), fc.integer({ min: 0, max: 600 }))
    .map(([opening, closing]) => [{ open: text(opening), close: text(closing) }]),
);

/** Closed days in a row, and make-up days for them with the hours of a whole or of half a day. */
const holidays: fc.Arbitrary<Override[]> = fc
  .record({
    first: fc.integer({ min: -4, max: 6 }),
    days: fc.integer({ min: 1, max: 7 }),
    makeUps: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { maxLength: 2 }),
  })
  .map(({ first, days, makeUps }) => [
    ...Array.from({ length: days }, (_, n): Override => [first + n, []]),
    ...makeUps.map(([distance, half], n): Override => {
      const morning = { open: '08:00', close: '12:00' };
      const hours = half ? [morning] : [morning, { open: '14:00', close: '18:00' }];
      return [n === 0 ? first - distance : first + days + distance, hours];
    }),
  ]);
