import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';

/** How far the work on a request has come; null while there is none, or none yet. */
const workStages = ['dispatched', 'accepted', 'in-progress', 'waiting', 'done'] as const;
export type WorkStage = (typeof workStages)[number];

/** One piece of news of the work on a request, as dispatch told it. */
export const newsSchema = z.object({
  kind: z.enum([
    ...(['dispatched', 'refused', 'accepted', 'in-progress', 'waiting', 'resumed'] as const),
    ...(['completed', 'withdrawn', 'done'] as const),
  ]),
  /** ISO instant of the act, not of its news. */
  at: instantSchema,
  workOrderId: z.string(),
  /** Who has the work from now on, of `dispatched`; who gives it back, of `refused`; of `waiting` and `resumed` nobody's matter. */
  staffId: z.string().nullable(),
  /** Which wait begins or ends. */
  waitId: z.string().nullable(),
});
export type News = z.infer<typeof newsSchema>;

/** What counts for a request since its receipt or its last reopening (R017). */
export const newsSince = (news: readonly News[], since: string): News[] => news.filter(({ at }) => at >= since);

export interface Progress {
  readonly stage: WorkStage | null;
  /** Since when the stage holds; null without one. */
  readonly since: string | null;
}

/**
 * How far the work has come. A function of the set of news alone: they may come in any order, and any number of times.
 * Work that was withdrawn does not count; what was handed on begins anew with the next person; all is done when
 * dispatch says so and nothing was begun afterwards (R073).
 */
export function progress(news: readonly News[]): Progress {
  const withdrawn = new Set(news.filter(({ kind }) => kind === 'withdrawn').map(({ workOrderId }) => workOrderId));
  const done = latest(news.filter(({ kind }) => kind === 'done'));
  const counting = news.filter(({ workOrderId }) => !withdrawn.has(workOrderId));
  const begun = counting.filter(({ kind }) => kind === 'dispatched' || kind === 'accepted' || kind === 'in-progress');
  if (done && !begun.some(({ at }) => at > done.at)) return { stage: 'done', since: done.at };
  const wait = earliest(counting.filter((one) => isOpenWait(one, counting)));
  if (wait) return { stage: 'waiting', since: wait.at };
  const orders = Map.groupBy(counting, ({ workOrderId }) => workOrderId);
  const furthest = [...orders.values()].flatMap((ofOrder) => furthestOf(ofOrder) ?? []);
  const stage = workStages.findLast((candidate) => furthest.some(({ kind }) => kind === candidate)) ?? null;
  return { stage, since: latest(furthest.filter(({ kind }) => kind === stage))?.at ?? null };
}

/** The furthest step that the person took who has the work now. */
function furthestOf(ofOrder: readonly News[]): News | undefined {
  const given = latest(ofOrder.filter(({ kind }) => kind === 'dispatched'));
  const steps = ofOrder.filter(({ at }) => !given || at >= given.at);
  return (
    earliest(steps.filter(({ kind }) => kind === 'in-progress')) ??
    earliest(steps.filter(({ kind }) => kind === 'accepted')) ??
    given
  );
}

/** A wait ends by its own end, or by work that was done after it. */
const isOpenWait = (wait: News, news: readonly News[]): boolean =>
  wait.kind === 'waiting' &&
  !news.some(({ kind, waitId, workOrderId, at }) =>
    kind === 'resumed' ? waitId === wait.waitId : endsWait(kind) && workOrderId === wait.workOrderId && at > wait.at,
  );

const endsWait = (kind: News['kind']): boolean => kind === 'completed' || kind === 'in-progress' || kind === 'done';

/** Who has, or had to the end, the work of a request (F-18: whose own deadline it is). */
export function assignees(news: readonly News[]): string[] {
  const orders = Map.groupBy(
    news.filter(({ kind }) => kind === 'dispatched'),
    ({ workOrderId }) => workOrderId,
  );
  return [...orders.values()].flatMap((given) => latest(given)?.staffId ?? []);
}

/** When somebody was there first; the end of the work proves it too. */
export const arrivedAt = (news: readonly News[]): string | null =>
  earliest(news.filter(({ kind }) => kind === 'in-progress' || kind === 'completed' || kind === 'done'))?.at ?? null;

/**
 * How late somebody came, or is by now, in milliseconds; 0 in time, also on the very instant of the deadline.
 * @param due ISO instant until which somebody was to be there
 */
export const lateBy = (due: string, news: readonly News[], now: string): number =>
  Math.max(0, Date.parse(arrivedAt(news) ?? now) - Date.parse(due));

const inOrder = (news: readonly News[]): News[] => news.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
const earliest = (news: readonly News[]): News | undefined => inOrder(news)[0];
const latest = (news: readonly News[]): News | undefined => inOrder(news).at(-1);
