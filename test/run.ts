import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

/**
 * `npm test`: every check of the project, in order; stops at the first that fails. The last line counts the tests.
 */

const repository = join(import.meta.dirname, '..');
const reports = join(repository, '.local/test/reports');
const began = Date.now();
const children = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
process.on('disconnect', () => stop('SIGTERM'));
process.channel?.unref();

/** The part of vitest's JSON report that is summed up. */
const ReportSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const counts = { passed: 0, failed: 0 };
const failed: string[] = [];
// Together they take no longer than the slowest: types.
const judged = await Promise.all([
  check('类型 types', 'tsc', ['--noEmit']),
  check('代码风格 style', 'biome', ['check', '--error-on-warnings']),
  check('无用代码 dead code', 'knip', []),
]);
// Side by side: the one takes what the other leaves of the processors while it waits for deadlines.
const good =
  judged.every(Boolean) &&
  (
    await Promise.all([
      tests('单元测试 unit tests', 'unit', 'pipe'),
      tests('本地云测试 local cloud tests', 'local', 'inherit'),
    ])
  ).every(Boolean);
console.log(`\n${good ? '全部通过 All checks passed' : `未通过 Failed: ${failed.join(', ')}`} (${seconds(began)})`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(good ? 0 : 1);

function tell(title: string, good: boolean, start: number): boolean {
  console.log(`${good ? '✓' : '✗'} ${title}: ${seconds(start)}`);
  if (!good) failed.push(title);
  return good;
}

/** Runs a tool that says nothing of interest unless it fails. */
async function check(title: string, command: string, args: readonly string[]): Promise<boolean> {
  const start = Date.now();
  const child = run(command, args, 'pipe');
  const [said, complained, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  if (code !== 0) console.log(`${said}${complained}`);
  return tell(title, code === 0, start);
}

/** @param output `pipe` keeps what it says together until its end */
async function tests(title: string, project: string, output: 'pipe' | 'inherit'): Promise<boolean> {
  const start = Date.now();
  console.log(`${title} …`);
  const report = join(reports, `${project}.json`);
  await mkdir(reports, { recursive: true });
  await rm(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = run('vitest', ['run', `--project=${project}`, ...reporters], output);
  if (output === 'pipe' && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const [said, complained, [code, signal]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  console.log(`${said}${complained}`);
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests } = ReportSchema.parse(JSON.parse(await readFile(report, 'utf8')));
    counts.passed += numPassedTests;
    counts.failed += numFailedTests;
  }
  if (signal) console.log(`vitest 被信号终止 was ended by ${signal}`);
  return tell(title, code === 0, start);
}

function run(command: string, args: readonly string[], output: 'pipe' | 'inherit'): ChildProcess {
  const child = spawn(join(repository, 'node_modules/.bin', command), args, {
    cwd: repository,
    stdio: ['ignore', output, output],
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

function stop(signal: NodeJS.Signals): void {
  // A terminal sends Ctrl-C to vitest too.
  if (signal !== 'SIGINT' || !process.stdin.isTTY) for (const child of children) child.kill(signal);
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
