import type { Calendar } from '../../../shared/time/calendar.ts';
import type { PublishedCalendar } from '../contract/policy.ts';
import type { Fact } from './facts.ts';

/** Which version of a calendar: a clock keeps to the one it was promised on. */
export type CalendarVersion = Pick<PublishedCalendar, 'calendarId' | 'version'>;

/** Any version of any calendar that a promise names. @throws CalendarNotKnown */
export type CalendarBook = (wanted: CalendarVersion) => Calendar;

export class CalendarNotKnown extends Error {
  override readonly name = 'CalendarNotKnown';
}

export function calendarBook(published: readonly PublishedCalendar[]): CalendarBook {
  const byKey = new Map(published.map((one) => [keyOf(one), one.calendar]));
  return (wanted) => {
    const calendar = byKey.get(keyOf(wanted));
    if (!calendar) throw new CalendarNotKnown(keyOf(wanted));
    return calendar;
  };
}

/** The versions that may have to be looked up to judge these facts: none in a life without pause or change. */
export function calendarsFor(facts: readonly Fact[]): CalendarVersion[] {
  if (!facts.some(({ kind }) => moving.has(kind))) return [];
  const named = facts
    .flatMap((fact) => ('clocks' in fact ? fact.clocks : []))
    .map(({ calendarId, calendarVersion: version }) => ({ calendarId, version }));
  return [...new Map(named.map((one) => [keyOf(one), one])).values()];
}

/** The facts that give a clock another deadline than the one that was promised. */
const moving: ReadonlySet<Fact['kind']> = new Set(['paused', 'waiting-approved', 'agreed', 'extended', 'reclassified']);

const keyOf = ({ calendarId, version }: CalendarVersion): string => `${calendarId}@${version}`;
