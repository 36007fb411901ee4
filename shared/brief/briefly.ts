/** More different keys than a container sees while an answer is kept; beyond, it starts anew. */
const KEYS_KEPT = 1_000;

/**
 * Keeps an answer for a short while, in memory only, and asks once for all who ask at the same time. What fails and
 * what is `undefined` is not kept.
 * @param now epoch milliseconds
 */
export function briefly<Answer>(
  keptMs: number,
  ask: (key: string) => Promise<Answer>,
  now: () => number = Date.now,
): (key: string) => Promise<Answer> {
  const known = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
  return (key) => {
    const found = known.get(key);
    if (found && found.until > now()) return found.answer;
    if (known.size >= KEYS_KEPT) known.clear();
    const kept = { answer: ask(key), until: now() + keptMs };
    known.set(key, kept);
    const forget = () => {
      if (known.get(key) === kept) known.delete(key);
    };
    kept.answer.then((answer) => answer === undefined && forget(), forget);
    return kept.answer;
  };
}
