import type { Calendar } from '../../../shared/time/calendar.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import { addOpenTime, closingOfWorkingDay, nextOpening, openTimeBetween } from '../../../shared/time/open-time.ts';
import { dateAt } from '../../../shared/time/wall-time.ts';
import { parseLimit } from './limit.ts';
import type { ClockRule, PromisedClock } from './policy.ts';

type Deadline = Pick<PromisedClock, 'since' | 'start' | 'due' | 'markAt' | 'beyondCoverage'>;

/**
 * The deadline of a rule: the one function behind a promise, its clock, and the explanation of both. Where a time is to
 * be agreed it is the latest that may be agreed.
 * @param since ISO instant of the act from which the limit counts; time itself begins at the next opening
 * @throws BeyondHorizon when the calendar's open time does not suffice within ten years
 */
export function deadlineFrom(rule: Pick<ClockRule, 'limit' | 'marks'>, since: string, calendar: Calendar): Deadline {
  const start = nextOpening(parseInstant(since), calendar);
  const { limit } = parseLimit(rule.limit);
  const due =
    limit.unit === 'time'
      ? addOpenTime(start, limit.ms, calendar)
      : closingOfWorkingDay(parseInstant(since), limit.days, calendar);
  return {
    since,
    start: toIso(start),
    due: toIso(due),
    markAt: marksUntil(due, start, rule.marks, calendar).map(toIso),
    ...(isBeyondCoverage(due, calendar) && { beyondCoverage: true }),
  };
}

/**
 * The instants at which shares of the open time until a deadline have passed.
 * @param due epoch milliseconds, as are the start and the answer
 */
export function marksUntil(due: number, start: number, marks: readonly number[], calendar: Calendar): number[] {
  const open = start < due ? openTimeBetween(start, due, calendar) : 0;
  return marks.map((share) => {
    // Exact: a share is whole hundredths, which a product of floating numbers would miss.
    const part = Math.ceil((open * Math.round(share * 100)) / 100);
    return part > 0 ? addOpenTime(start, part, calendar) : start;
  });
}

/**
 * Whether a deadline lies where the calendar's holidays are not known yet: it was computed with the week alone.
 * @param due epoch milliseconds
 */
export const isBeyondCoverage = (due: number, { coveredUntil, timeZone }: Calendar): boolean =>
  // The deadline itself no longer counts: at the end of the last day all of its time was known.
  coveredUntil !== undefined && dateAt(due - 1, timeZone).toString() > coveredUntil;
