import { readFile } from 'node:fs/promises';

/** The last lines of a text file, to show why something failed. */
export async function tail(file: string, lines: number): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-lines).join('\n');
}
