import * as z from 'zod';
import { Problem } from '../../../shared/http/problem.ts';
import { type Principal, worksIn } from '../../../shared/identity/principal.ts';
import type { ClockRow } from '../clock-row.ts';
import { receivedIn } from '../domain/facts.ts';
import { isOwn } from '../domain/own.ts';
import { type Partition, requestIdOf, type SlaStore } from '../store.ts';

export const clockParams = z.object({ id: z.string().max(140) });

/** A clock that a manager may decide on, with all that is known of its request. */
interface ManagersClock {
  readonly row: ClockRow;
  readonly partition: Partition;
  readonly staffId: string;
}

/**
 * A clock of where the caller works that is not their own.
 * @param at the instant at which it must not be theirs
 * @throws Problem not-found alike for a foreign clock and one that does not exist; not-allowed for their own
 */
export async function notTheirOwn(
  store: Pick<SlaStore, 'partition'>,
  clockId: string,
  principal: Principal,
  at: (row: ClockRow) => string,
): Promise<ManagersClock> {
  const partition = await store.partition(requestIdOf(clockId));
  const row = partition.clocks.find(({ state }) => state.clockId === clockId);
  const received = receivedIn(partition.facts);
  if (!row || !received || !worksIn(principal, received.communityId, received.buildingId))
    throw new Problem('not-found');
  const { staffId } = principal;
  if (staffId === null || isOwn(partition.facts, staffId, at(row)))
    throw new Problem('not-allowed', {
      detail: {
        zh: '本人负责的时限须由其他经理决定',
        en: 'A deadline of your own is for another manager to decide on',
      },
    });
  return { row, partition, staffId };
}
