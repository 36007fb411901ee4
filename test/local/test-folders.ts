import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../.local/test');

/** What the emulator and the CDK CLI said in the last run, to find out why a test failed. */
export const logFolder = join(folder, 'logs');

/** A new folder for the state of one local cloud. Whoever takes it removes it; forgotten ones go after an hour. */
export async function newStateFolder(): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('state-')) continue;
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      // Its owner has removed it this moment.
      () => 0,
    );
    if (age > 3_600_000) await rm(path, { recursive: true, force: true });
  }
  return mkdtemp(join(folder, 'state-'));
}
