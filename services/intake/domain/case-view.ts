import { countsSeconds } from '../../sla/contract/limit.ts';
import { lateBy, type News, newsSince } from './progress.ts';
import type { Request } from './request.ts';
import { beginningOf, type Status, statusOf } from './status.ts';

/** What a signed link shows: nothing that names a person, a room or the reporter's words. */
export interface CaseView {
  readonly number: string;
  readonly category: string;
  /** Null where the place does not begin with a building. */
  readonly building: string | null;
  readonly status: Status;
  readonly since: string;
  /** Until when somebody was to be there, and by how many milliseconds that was missed; null when not promised. */
  readonly arrival: { readonly due: string; readonly late: number } | null;
  /** Whether the limit is so short that times are told with their seconds. */
  readonly toTheSecond: boolean;
}

/** The case as it stands at an instant. */
export function caseView(request: Request, news: readonly News[], now: string): CaseView {
  const arrival = request.clocks.find(({ kind }) => kind === 'arrival');
  const { status, since } = statusOf(request, news);
  // Nobody is waited for any more once the request is over.
  const until = request.life.cancelledAt ?? request.life.closedAt ?? now;
  return {
    number: request.number,
    category: request.categoryLabel.zh,
    building: buildingOf(request.place),
    status,
    since,
    arrival: arrival
      ? { due: arrival.due, late: lateBy(arrival.due, newsSince(news, beginningOf(request)), until) }
      : null,
    toTheSecond: arrival !== undefined && countsSeconds(arrival.limit),
  };
}

/** 3栋1单元1201 → 3栋: enough to know the case by, not enough to find a home. */
const buildingOf = (place: string): string | null => /^.{1,12}?(?:栋|幢|座|号楼)/u.exec(place)?.[0] ?? null;
