/** A distribution of delays in milliseconds. */
export interface Delays {
  readonly min: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a run of the story measured; arrival clocks and the breach template only. */
export interface Facts {
  readonly requests: number;
  readonly breaches: number;
  /** Breaches recorded, or messages accepted, before their deadline. Must be 0. */
  readonly early: number;
  readonly emails: number;
  readonly sms: number;
  readonly graceMs: number;
  /** From the deadline to the recorded breach. */
  readonly delayMs: Delays | null;
  /** From the deadline to the provider's acceptance of a message. */
  readonly messageDelayMs: Delays | null;
  /** The same for a chain of bus, queue and function that decides nothing, in the same run. */
  readonly chainMessageDelayMs: Delays | null;
}

/** Nearest-rank percentiles; `null` for no values. */
export function delaysOf(values: readonly number[]): Delays | null {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return sorted.length === 0 ? null : { min: rank(0), p50: rank(0.5), p99: rank(0.99), max: rank(1) };
}

/** Runs a job for each item, a few at a time, and keeps the order of the results. */
export async function eachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  job: (item: T, n: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < items.length; n = next++) {
      const item = items[n];
      if (item !== undefined) results[n] = await job(item, n);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Asks again until there is an answer. @throws Error naming what did not come in time */
export async function until<T>(
  what: string,
  limitMs: number,
  ask: () => Promise<T | undefined>,
  everyMs = 250,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end)
      throw new Error(`等了 ${limitMs / 1000} 秒仍未出现：${what}。 Not seen within ${limitMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
