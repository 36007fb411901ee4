import { Problem } from '../../../shared/http/problem.ts';
import { concerns, type Principal } from '../../../shared/identity/principal.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import { type Request, requestSchema } from '../domain/request.ts';
import { requestAddress } from '../store.ts';

/** A request within somebody's reach. */
export interface Reached {
  readonly request: Request;
  /** Whether the caller speaks for its household: then nothing internal is for them, whatever else they are. */
  readonly household: boolean;
}

/** @throws Problem not-found for a request that is missing or none of the caller's business */
export async function reachedRequest(journal: Journal, principal: Principal, id: string): Promise<Reached> {
  const stored = await journal.read(requestAddress(id), requestSchema);
  if (!stored || !concerns(principal, stored.state)) throw new Problem('not-found');
  return { request: stored.state, household: principal.premisesIds.includes(stored.state.premisesId) };
}
