import type { Calendar } from '../../../shared/time/calendar.ts';
import { parseDuration } from '../../../shared/time/durations.ts';
import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import { addOpenTime, nextOpening } from '../../../shared/time/open-time.ts';
import type { PromisedClock } from '../contract/policy.ts';

/** The same rule, promised from another instant. */
export function promiseFrom(promised: PromisedClock, from: string, calendar: Calendar): PromisedClock {
  const start = nextOpening(parseInstant(from), calendar);
  const limit = parseDuration(promised.limit);
  const part = (share: number) => (limit * Math.round(share * 100)) / 100;
  return {
    ...promised,
    start: toIso(start),
    due: toIso(addOpenTime(start, limit, calendar)),
    markAt: promised.marks.map((share) => toIso(addOpenTime(start, part(share), calendar))),
  };
}

/** Whether the owner and we may agree on a time, with the limit's own end as its cap. */
export const isAgreed = (limit: string): boolean => limit.startsWith('agreed(');
