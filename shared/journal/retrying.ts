import { setTimeout as sleep } from 'node:timers/promises';
import { ConcurrentChange } from './errors.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 20;

/**
 * Runs "read, decide, write" again while somebody else was quicker. Full jitter, 20 ms doubling: at most 0.3 s in all.
 * @throws ConcurrentChange when the fifth attempt loses as well
 */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConcurrentChange) || n === ATTEMPTS) throw error;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** (n - 1));
    }
  }
}
