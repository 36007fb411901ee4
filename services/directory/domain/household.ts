import { Temporal } from 'temporal-polyfill';
import type { Text } from '../../../shared/i18n/text.ts';
import { dateAt, instantOf } from '../../../shared/time/wall-time.ts';
import type { Household, Member } from '../contract/household.ts';

/**
 * Who belongs to a household at an instant: from the first moment of their first day to the last of their last one.
 * @param at epoch milliseconds
 */
export function membersAt({ timeZone, members }: Pick<Household, 'timeZone' | 'members'>, at: number): Member[] {
  const today = dateAt(at, timeZone).toString();
  return members.filter(({ from, until }) => (from ?? today) <= today && today <= (until ?? today));
}

/** The time in which somebody belongs to premises, as instants; the end itself is no longer part of it. */
export interface Stay {
  readonly kind: Member['kind'];
  readonly from: string | null;
  readonly until: string | null;
}

const MINUTES_A_DAY = 1440;

/** The stays of each person in a household, in the order of the list. */
export function staysOf({ timeZone, members }: Pick<Household, 'timeZone' | 'members'>): Map<string, Stay[]> {
  const at = (date: string | null, minute: number): string | null =>
    date && new Date(instantOf(Temporal.PlainDate.from(date), minute, timeZone)).toISOString();
  const ofPerson = Map.groupBy(members, ({ personId }) => personId);
  const stay = ({ kind, from, until }: Member): Stay => ({ kind, from: at(from, 0), until: at(until, MINUTES_A_DAY) });
  return new Map([...ofPerson].map(([personId, own]) => [personId, own.map(stay)]));
}

/** @param at ISO instant */
export const includes = ({ from, until }: Pick<Stay, 'from' | 'until'>, at: string): boolean =>
  (from ?? at) <= at && (until === null || at < until);

/** What cannot be true of members: an end before the beginning, one person twice on one day. */
export function memberFaults(members: readonly Member[]): { path: string; reason: Text }[] {
  return members.flatMap(({ personId, from, until }, n) => {
    if (from && until && until < from)
      return [{ path: `/members/${n}/until`, reason: { zh: '迁出日期早于迁入日期', en: 'ends before it begins' } }];
    const twice = members
      .slice(0, n)
      .some(
        (other) =>
          other.personId === personId &&
          (from === null || other.until === null || from <= other.until) &&
          (until === null || other.from === null || other.from <= until),
      );
    const reason = { zh: '同一人的居住时段重叠', en: 'this person is a member twice on the same day' };
    return twice ? [{ path: `/members/${n}`, reason }] : [];
  });
}
