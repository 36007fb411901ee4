import { dateAt } from '../../../shared/time/wall-time.ts';
import type { Household, Member } from '../contract/household.ts';

/**
 * Who belongs to a household at an instant: from the first moment of their first day to the last of their last one.
 * @param at epoch milliseconds
 */
export function membersAt({ timeZone, members }: Pick<Household, 'timeZone' | 'members'>, at: number): Member[] {
  const today = dateAt(at, timeZone).toString();
  return members.filter(({ from, until }) => (from ?? today) <= today && today <= (until ?? today));
}
