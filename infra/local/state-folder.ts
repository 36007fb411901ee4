import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as z from 'zod';

/** The folder in which one local cloud keeps everything it must find again after a restart. */
export interface StateFolder {
  readonly path: string;
  /** Name of a file in the folder. */
  file(name: string): string;
  /** File that is there only while a complete deployment is: see emulator_main.py. */
  readonly deployedStamp: string;
  /** Notes which emulator runs on this folder, so that the next start can end it if we are killed. */
  noteEmulator(pid: number): Promise<void>;
  /** Gives the folder back. The emulator must have ended. */
  release(): Promise<void>;
}

/** Where `npm start` keeps its cloud: `STATE_DIR`, or a folder of this repository. A second cloud needs another one. */
export const cloudFolder = (): string =>
  resolve(process.env.STATE_DIR ?? join(import.meta.dirname, '../../.local/cloud'));

const ClaimSchema = z.object({ owner: z.number(), emulator: z.number().optional() });
type Claim = z.output<typeof ClaimSchema>;

/**
 * Takes a state folder for this process, so that two clouds never write the same state. What a killed run left
 * behind is ended first.
 * @throws Error if a living process holds the folder.
 */
export async function claimStateFolder(path: string): Promise<StateFolder> {
  await mkdir(path, { recursive: true });
  const claimFile = join(path, 'running.json');
  await takeClaim(path, claimFile);
  return {
    path,
    file: (name) => join(path, name),
    deployedStamp: join(path, 'deployed.json'),
    noteEmulator: (pid) => writeFile(claimFile, JSON.stringify({ owner: process.pid, emulator: pid } satisfies Claim)),
    release: () => rm(claimFile, { force: true }),
  };
}

async function takeClaim(path: string, claimFile: string): Promise<void> {
  for (;;) {
    try {
      await writeFile(claimFile, JSON.stringify({ owner: process.pid } satisfies Claim), { flag: 'wx' });
      return;
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
    const claim = await readClaim(claimFile);
    if (claim && (await isHeld(claim, path, claimFile))) {
      throw new Error(
        `另一个进程（pid ${claim.owner}）正在使用 ${path}，请先停止它。 Process ${claim.owner} already runs a cloud on ${path}: stop it first.`,
      );
    }
    if (claim?.emulator !== undefined) await endStaleEmulator(claim.emulator, path);
    await rm(claimFile, { force: true });
  }
}

/**
 * Process numbers are used again, so an owner that is alive proves little. An emulator that runs on this very folder
 * does: it ends soon after its owner.
 */
async function isHeld({ owner, emulator }: Claim, path: string, claimFile: string): Promise<boolean> {
  if (!isAlive(owner)) return false;
  if (emulator !== undefined) return isAlive(emulator) && (await runsOn(emulator, path));
  // Just being started.
  return Date.now() - statSync(claimFile).mtimeMs < 60_000;
}

/** Ends an emulator whose owner was killed: it is already saving (it watches its owner), so give it time for that. */
async function endStaleEmulator(pid: number, stateFolder: string): Promise<void> {
  if (!isAlive(pid) || !(await runsOn(pid, stateFolder))) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 15_000 && isAlive(pid); waited += 100) await wait(100);
  killGroup(pid);
}

/** SIGKILL to a whole process group; a group that has ended already is fine. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!isErrno(error, 'ESRCH') && !isErrno(error, 'EPERM')) throw error;
  }
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    return ClaimSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Gone meanwhile, or cut off while it was written: nobody's claim.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/** Whether the command line of `pid` contains `text`: process numbers are reused, so a number alone proves nothing. */
async function runsOn(pid: number, text: string): Promise<boolean> {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
  } catch {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return stdout.includes(text);
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
