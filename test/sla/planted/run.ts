import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, faults } from './faults.ts';

/*
 * Shows that the simulation is worth something: each fault is planted in a copy of the product, one by one, and the
 * simulation must fail on it; on the copy without a fault it must not. `npm run planted-faults`.
 */

const root = join(import.meta.dirname, '../../..');
const LIVES = 12_000;
const AT_ONCE = 2;

interface Outcome {
  readonly caught: boolean;
  readonly output: string;
}

/** A copy of all that the simulation needs. */
function workshop(): string {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  for (const part of ['services', 'shared', 'test/sla/simulation', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function simulated(folder: string): Promise<Outcome> {
  const script = join(folder, 'test/sla/simulation/run.ts');
  const child = spawn(process.execPath, [script, '1', String(LIVES)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ caught: code !== 0, output: Buffer.concat(chunks).toString() }));
  });
}

async function withFault({ file, find, put }: Fault, folder: string): Promise<Outcome> {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not hold this once: ${find}`);
  writeFileSync(
    path,
    text.replace(find, () => put),
  );
  try {
    return await simulated(folder);
  } finally {
    writeFileSync(path, text);
  }
}

/** How soon a fault was seen, and by what. */
function shown({ caught, output }: Outcome): string {
  if (!caught) return `NOT CAUGHT in ${LIVES} lives`;
  const [, lives] = /after (\d+) lives/.exec(output) ?? [];
  const [, by] = /AssertionError \[ERR_ASSERTION\]: (.*)/.exec(output) ?? [];
  if (lives === undefined) throw new Error(output);
  return `caught after ${lives} ${lives === '1' ? 'life' : 'lives'}: ${(by ?? output.split('\n')[1] ?? '').slice(0, 90)}`;
}

const folders = Array.from({ length: AT_ONCE }, workshop);
try {
  const [clean] = await Promise.all(folders.slice(0, 1).map(simulated));
  if (!clean || clean.caught) throw new Error(`without a fault: ${clean?.output}`);
  console.log(`no fault planted: ${clean.output.trim()}\n`);
  const waiting = [...faults];
  const missed: string[] = [];
  await Promise.all(
    folders.map(async (folder) => {
      for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
        const outcome = await withFault(fault, folder);
        if (!outcome.caught) missed.push(fault.what);
        console.log(`${fault.what}\n    ${shown(outcome)}`);
      }
    }),
  );
  console.log(`\n${faults.length - missed.length} of ${faults.length} planted faults caught`);
  process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
