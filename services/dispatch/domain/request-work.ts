import * as z from 'zod';
import { isDuration } from '../../../shared/time/durations.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import type { RequestReceived } from '../../intake/contract/events.ts';
import { workOrderCreated } from '../contract/events.ts';
import { type WorkOrder, workOrderIdOf } from './work-order.ts';

/** What a request needs, by its newest category. */
const neededSchema = z.object({
  ...workOrderCreated.data.omit({ workOrderId: true, requestId: true }).shape,
  department: z.string(),
  /** False where an answer is all. */
  needsWork: z.boolean(),
  /** Nobody is sent before the household has agreed to it (R052). */
  onConsent: z.boolean().default(false),
  arriveBy: instantSchema.nullable(),
  doneBy: instantSchema.nullable().default(null),
  acceptWithin: z.string().nullable().default(null),
});
export type Needed = z.infer<typeof neededSchema>;

/**
 * What this service knows of a request: what it needs, and its work orders. Every change of their number goes with a
 * change of this, guarded by its version. News of a request comes in any order; the versions are the request's own.
 */
export const requestWorkSchema = z.object({
  requestId: z.string(),
  version: z.int().min(0),
  /** Null while only its withdrawal or consent has been heard of. */
  needed: neededSchema.nullable(),
  /** Versions of the request at its newest category, reopening, withdrawal and consent known here; 0 for none. */
  neededVersion: z.int().min(0),
  reopenedVersion: z.int().min(0),
  withdrawnVersion: z.int().min(0),
  consentedVersion: z.int().min(0).default(0),
  /** As the desk has weighed it, 1 to 5, and the request's version then; null while it has not (R068). */
  priority: z.int().min(1).max(5).nullable().default(null),
  assessedVersion: z.int().min(0).default(0),
  /** How many work orders there have been. */
  made: z.int().min(0),
  /** Those that have not ended, each with the version of the request that it was made for. */
  open: z.array(z.object({ workOrderId: z.string(), madeFor: z.int().min(0), byDesk: z.boolean() })),
  /** What the category needs has been done since the last reopening. */
  served: z.boolean(),
  /** Who completed the last one since all was done the time before; null when nobody has. */
  completedBy: z.string().nullable(),
});
export type RequestWork = z.infer<typeof requestWorkSchema>;

export const noWork = (requestId: string): RequestWork => ({
  requestId,
  version: 0,
  needed: null,
  ...{ neededVersion: 0, reopenedVersion: 0, withdrawnVersion: 0, consentedVersion: 0 },
  ...{ priority: null, assessedVersion: 0, made: 0, open: [], served: false, completedBy: null },
});

/** The service standard of a visit for a price: it begins with the household's consent (R052). */
const STANDARD_ON_CONSENT = 'inquiry.quote';

/** What the news of a category says that somebody has to do. */
export const neededBy = ({
  clocks,
  needsWork = true,
  ...news
}: Pick<RequestReceived, (keyof Needed & keyof RequestReceived) | 'policyKey' | 'clocks'>): Needed => {
  const acceptWithin = clocks.find(({ kind }) => kind === 'accept')?.limit;
  return neededSchema.parse({
    ...news,
    needsWork,
    onConsent: news.policyKey === STANDARD_ON_CONSENT,
    arriveBy: clocks.find(({ kind }) => kind === 'arrival')?.due ?? null,
    doneBy: clocks.find(({ kind }) => kind === 'resolve')?.due ?? null,
    acceptWithin: acceptWithin !== undefined && isDuration(acceptWithin) ? acceptWithin : null,
  });
};

/** A change of a request; `version` is the request's after it. */
export type News =
  | { readonly kind: 'classified' | 'reopened'; readonly version: number; readonly needed: Needed }
  | { readonly kind: 'withdrawn'; readonly version: number }
  | { readonly kind: 'consented'; readonly version: number };

export interface Renewal {
  readonly work: RequestWork;
  /** Ids of work orders that end here. */
  readonly cancel: readonly string[];
  /** What the new work order is for; it gets the next number. */
  readonly make: Needed | null;
  /** All that remained has ended here, and some of it was done: who did it last. */
  readonly doneBy: string | null;
}

/**
 * What news of a request changes in its work. A work order whose assignee has not been at the door is replaced by one
 * of the new category (or by none); work that has begun is never taken from anybody: it stays as it is, and where it
 * does not cover what the new category needs, a second work order is made beside it. Work that is done stays done until
 * the request is reopened. What the desk has asked for by hand ends with the request's withdrawal alone.
 * @param orders the request's open work orders
 * @returns `undefined` for what is known already
 */
export function renewed(work: RequestWork, news: News, orders: readonly WorkOrder[]): Renewal | undefined {
  if (news.kind === 'withdrawn') return withdrawn(work, news.version);
  if (news.kind === 'consented') return consented(work, news.version, orders);
  return needing(work, news, orders);
}

function withdrawn(work: RequestWork, version: number): Renewal | undefined {
  if (version <= work.withdrawnVersion) return undefined;
  const cancel = work.open.filter(({ madeFor }) => madeFor < version).map(({ workOrderId }) => workOrderId);
  return {
    work: without({ ...work, withdrawnVersion: version, completedBy: null }, cancel),
    cancel,
    make: null,
    doneBy: null,
  };
}

function needing(
  work: RequestWork,
  news: Extract<News, { needed: Needed }>,
  orders: readonly WorkOrder[],
): Renewal | undefined {
  const { version } = news;
  const newer = version > work.neededVersion;
  const reopening = news.kind === 'reopened' && version > work.reopenedVersion;
  if (!newer && !reopening) return undefined;
  // Whom the household complains of stays so, whatever the category becomes (R023).
  const aboutStaffId = news.needed.aboutStaffId ?? work.needed?.aboutStaffId;
  const needed = newer || !work.needed ? { ...news.needed, ...(aboutStaffId && { aboutStaffId }) } : work.needed;
  const known: RequestWork = {
    ...work,
    needed,
    neededVersion: Math.max(version, work.neededVersion),
    reopenedVersion: reopening ? version : work.reopenedVersion,
    served: work.served && !reopening,
  };
  // The withdrawal came after this: it is known, and makes no work.
  if (version < work.withdrawnVersion) return { work: known, cancel: [], make: null, doneBy: null };

  const byCategory = orders.filter(({ byDesk }) => !byDesk);
  const cancel = byCategory.filter(({ arrivedAt }) => !arrivedAt).map(({ workOrderId }) => workOrderId);
  const covered = byCategory.some((order) => order.arrivedAt !== null && covers(order, needed));
  const make = wantsSomebody(known) && !known.served && (reopening || !covered) ? needed : null;
  const left = without(known, cancel);
  if (make) return { work: added(left, version, false), cancel, make, doneBy: null };
  const done = cancel.length > 0 && left.open.length === 0;
  return { work: done ? { ...left, completedBy: null } : left, cancel, make, doneBy: done ? left.completedBy : null };
}

/** Now somebody may be sent; work that is in hand already and covers what is needed is enough. */
function consented(work: RequestWork, version: number, orders: readonly WorkOrder[]): Renewal | undefined {
  if (version <= work.consentedVersion) return undefined;
  const known: RequestWork = { ...work, consentedVersion: version };
  const { needed } = known;
  const sent = known.served || (needed && orders.some((order) => !order.byDesk && covers(order, needed)));
  const make = version > known.withdrawnVersion && wantsSomebody(known) && !sent ? needed : null;
  return { work: make ? added(known, version, false) : known, cancel: [], make, doneBy: null };
}

/** A consent holds until the request is reopened. */
const wantsSomebody = ({ needed, consentedVersion, reopenedVersion }: RequestWork): boolean =>
  needed?.needsWork === true && (!needed.onConsent || consentedVersion > reopenedVersion);

const covers = ({ department, skill }: WorkOrder, needed: Needed): boolean =>
  department === needed.department && (needed.skill === null || skill === needed.skill);

/**
 * The work of a request with one more work order.
 * @param madeFor version of the request
 * @param byDesk whether a person asked for it beside what the category needs
 */
export function added(work: RequestWork, madeFor: number, byDesk: boolean): RequestWork {
  const made = work.made + 1;
  const workOrderId = workOrderIdOf(work.requestId, made);
  return { ...work, made, open: [...work.open, { workOrderId, madeFor, byDesk }] };
}

/** Withdrawn, and not reopened since. */
export const isWithdrawn = ({ withdrawnVersion, reopenedVersion }: RequestWork): boolean =>
  withdrawnVersion > reopenedVersion;

/**
 * After one of its work orders has ended by somebody's hand: completed, or cancelled with nothing done.
 * @returns `doneBy`: it was the last that was open, and some of the work was done (R073): who did it last
 */
export function ended(work: RequestWork, order: WorkOrder): { work: RequestWork; doneBy: string | null } {
  const { workOrderId, byDesk, status, assignment } = order;
  const left = without(work, [workOrderId]);
  const didIt = status === 'completed' ? (assignment?.staffId ?? null) : null;
  const served = left.served || (didIt !== null && !byDesk && left.open.every((other) => other.byDesk));
  const completedBy = didIt ?? left.completedBy;
  const done = left.open.length === 0;
  return { work: { ...left, served, completedBy: done ? null : completedBy }, doneBy: done ? completedBy : null };
}

const without = (work: RequestWork, ended: readonly string[]): RequestWork => ({
  ...work,
  open: work.open.filter(({ workOrderId }) => !ended.includes(workOrderId)),
});

/**
 * The desk has weighed the request, or says whom the complaint is about.
 * @param version the request's after it
 * @returns `undefined` for what is known already
 */
export function assessed(
  work: RequestWork,
  { version, priority, aboutStaffId }: { version: number; priority: number; aboutStaffId?: string | undefined },
): RequestWork | undefined {
  if (version <= work.assessedVersion) return undefined;
  const needed = work.needed && { ...work.needed, ...(aboutStaffId && { aboutStaffId }) };
  return { ...work, needed, priority, assessedVersion: version };
}
