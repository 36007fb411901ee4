import { afterEach, beforeEach, vi } from 'vitest';

/** A line of the log, or a metric. */
export type Line = Record<string, unknown>;

/**
 * What the code under test prints, and silence for whoever runs the tests. To be called once at the top of a test file.
 * @returns reads all JSON lines of the running test so far
 */
export function capturedLines(): () => Line[] {
  const text: string[] = [];
  beforeEach(() => {
    text.length = 0;
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((chunk) => text.push(String(chunk)) > 0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return () =>
    text
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): Line => JSON.parse(line));
}
