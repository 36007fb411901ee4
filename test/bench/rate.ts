const WARM_UP_MS = 200;
const ROUND_MS = 300;
const ROUNDS = 5;

/** Answers one after another until the time is over. @returns calls per second */
function round(ms: number, calls: () => number): number {
  const start = performance.now();
  let made = 0;
  let passed = 0;
  do {
    made += calls();
    passed = performance.now() - start;
  } while (passed < ms);
  return (made * 1000) / passed;
}

/**
 * How many calls a second each contender makes: the median of rounds that they run in turn, so that what else the
 * machine does meets them all.
 * @param contenders each makes some calls and returns how many
 */
export function rates<Name extends string>(contenders: Readonly<Record<Name, () => number>>): Record<Name, number> {
  // Object.entries forgets the keys' type.
  const entries = Object.entries(contenders) as [Name, () => number][];
  for (const [, calls] of entries) round(WARM_UP_MS, calls);
  const measured = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let n = 0; n < ROUNDS; n++)
    for (const [name, calls] of entries) measured.get(name)?.push(round(ROUND_MS, calls));
  return Object.fromEntries([...measured].map(([name, all]) => [name, median(all)])) as Record<Name, number>;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
