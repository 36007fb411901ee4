/** The wish to end this process: Ctrl-C, a signal, or the end of the process that started it. */
export interface StopRequest {
  readonly signal: AbortSignal;
  /** Resolves at the first wish. */
  readonly made: Promise<void>;
}

/** A terminal's Ctrl-C may reach us twice, from the terminal and from npm: only later ones are a second wish. */
const secondAfterMs = 1_000;

/** @param onSecond called when somebody does not want to wait for the clean end that is under way */
export function watchForStop(onSecond: () => void): StopRequest {
  const controller = new AbortController();
  const { promise: made, resolve } = Promise.withResolvers<void>();
  let first: number | undefined;
  const stop = () => {
    first ??= Date.now();
    if (Date.now() - first > secondAfterMs) onSecond();
    controller.abort();
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // set-up.mjs holds the other end.
  process.on('disconnect', stop);
  process.channel?.unref();
  return { signal: controller.signal, made };
}
