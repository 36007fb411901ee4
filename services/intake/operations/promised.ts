import * as z from 'zod';
import { Problem } from '../../../shared/http/problem.ts';
import type { Locale } from '../../../shared/i18n/text.ts';
import { type PromisedClock, promisedClockSchema } from '../../sla/contract/policy.ts';
import { PolicyNotKnown, type PromiseBasis, promise } from '../../sla/contract/promise.ts';
import { promiseText } from '../../sla/contract/promise-text.ts';
import type { Standard } from '../store.ts';

/** Policies come by event; a company's first ones within seconds of its seed. */
const RETRY_AFTER_SECONDS = 5;

/**
 * The deadlines that a request gets under the service standard as it is known here.
 * @throws Problem not-ready while the standard has not arrived
 */
export function promisedClocks(
  standard: Standard,
  about: Pick<PromiseBasis, 'policyKey' | 'communityId' | 'receivedAt' | 'later'>,
): PromisedClock[] {
  try {
    return promise({ ...standard, ...about });
  } catch (cause) {
    if (!(cause instanceof PolicyNotKnown)) throw cause;
    throw new Problem('not-ready', { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) }, cause });
  }
}

/** A promise as an answer shows it. */
export const promiseSchema = z.object({
  text: z.string().describe('What may be read out'),
  deadlines: z.array(promisedClockSchema.pick({ kind: true, due: true })),
});
export const shownPromise = (
  clocks: readonly PromisedClock[],
  reader: { readonly locale: Locale; readonly timeZone: string; readonly receivedAt: string },
): z.infer<typeof promiseSchema> => ({
  text: promiseText(clocks, reader),
  deadlines: clocks.map(({ kind, due }) => ({ kind, due })),
});
