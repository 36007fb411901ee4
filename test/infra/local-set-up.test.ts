import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** set-up.mjs in a project of its own, where npm and Python are stand-ins that note what they were asked to do. */

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'guanjia-set-up-'));
  await write('package-lock.json', '{}');
  await write('infra/local/requirements.txt', 'emulator==1');
  const original = join(import.meta.dirname, '../../infra/local/set-up.mjs');
  await copyFile(original, join(project, 'infra/local/set-up.mjs'));
  // Takes long enough for a second start to come in between.
  await write(
    'npm.js',
    `const fs = require('node:fs');
     fs.appendFileSync('done', 'npm ' + process.argv.slice(2).join(' ') + '\\n');
     if (process.env.NPM_FAILS) { console.error('ECONNREFUSED registry'); process.exit(1); }
     setTimeout(() => {
       fs.mkdirSync('node_modules/node/bin', { recursive: true });
       fs.rmSync('node_modules/node/bin/node', { force: true });
       fs.symlinkSync(process.execPath, 'node_modules/node/bin/node');
     }, 300);`,
  );
  await write(
    'script.mjs',
    'console.log(JSON.stringify([process.argv.slice(2), process.env.PATH])); process.exitCode = 3;',
  );
  await installPython('echo True; echo venv');
});

afterEach(() => rm(project, { recursive: true }));

async function write(file: string, content: string, mode = 0o644): Promise<void> {
  const path = join(project, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, mode);
}

/** @param probe what the system's Python answers to the question what it is and has */
async function installPython(probe: string): Promise<void> {
  const environment = `#!/bin/sh\\ncase "$1" in -I) echo True;; *) echo "pip $*" >> done;; esac\\n`;
  await write(
    'bin/python3',
    `#!/bin/sh
     case "$1" in
       -c) ${probe};;
       -m) echo "python $2" >> done; mkdir -p "$3/bin"; printf '${environment}' > "$3/bin/python"; chmod +x "$3/bin/python";;
     esac`,
    0o755,
  );
}

function start(args: string[] = ['script.mjs'], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(project, 'infra/local/set-up.mjs'), ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${join(project, 'bin')}:/usr/bin:/bin`, npm_execpath: join(project, 'npm.js'), ...env },
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number; said: string; told: string }> {
  const [said, told, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { code, said, told };
}

const run = (args?: string[], env?: NodeJS.ProcessEnv) => outcome(start(args, env));
const done = async () => (await readFile(join(project, 'done'), 'utf8')).trim().split('\n');

describe('set-up', () => {
  it('installs what is missing, tells what it does on stderr, then runs the script as if it were not there', async () => {
    const { code, said, told } = await run(['script.mjs', 'a', '--b=c']);
    expect(code).toBe(3);
    expect(JSON.parse(said)).toEqual([['a', '--b=c'], expect.stringMatching(`^${project}/node_modules/.bin:`)]);
    expect(told).toContain('Installing packages (npm ci)');
    expect(await done()).toEqual([
      'npm ci --no-audit --no-fund',
      'python venv',
      expect.stringMatching(/^pip -m pip install .*requirements\.txt$/),
    ]);
  });

  it('is silent when there is nothing to do', async () => {
    await run();
    const before = await done();
    expect((await run()).told).toBe('');
    expect(await done()).toEqual(before);
  });

  it.each([
    ['package-lock.json', '{"changed":true}', 'npm ci --no-audit --no-fund'],
    ['infra/local/requirements.txt', 'emulator==2', 'python venv'],
  ])('installs anew when %s has changed', async (file, content, step) => {
    await run();
    await rm(join(project, 'done'));
    await write(file, content);
    await run();
    expect((await done())[0]).toBe(step);
  });

  it('recognises an installation that was cut short', async () => {
    await mkdir(join(project, 'node_modules/node/bin'), { recursive: true });
    await symlink(process.execPath, join(project, 'node_modules/node/bin/node'));
    await mkdir(join(project, '.local/python/bin'), { recursive: true });
    expect((await run()).code).toBe(3);
    expect(await done()).toHaveLength(3);
  });

  it('two starts at once: one installs, the other waits for it', async () => {
    const [first, second] = await Promise.all([run(), run()]);
    expect([first?.code, second?.code]).toEqual([3, 3]);
    expect(await done()).toHaveLength(3);
    expect(`${first?.told}${second?.told}`).toContain('Another start is installing');
  });

  it('does not wait for a start that was killed', async () => {
    await write('.local/set-up.lock', '99999999');
    expect((await run()).code).toBe(3);
  });

  it('passes SIGTERM on and ends as the script ends', async () => {
    await run();
    await write(
      'waits.mjs',
      "process.on('SIGTERM', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000);",
    );
    const child = start(['waits.mjs']);
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(7);
  });

  it('the script learns when set-up is killed', async () => {
    await run();
    await write(
      'waits.mjs',
      "process.on('disconnect', () => { console.log('alone'); process.exit(); }); console.log('up'); setInterval(() => {}, 1000);",
    );
    const child = start(['waits.mjs']);
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGKILL');
    expect(child.stdout && (await text(child.stdout))).toContain('alone');
  });
});

describe('set-up says what is missing and what to do', () => {
  it.each([
    ['no Python', 'exit 127', 'Python 3.10 or newer (python3) is needed'],
    ['an old Python', 'echo False; echo venv', 'Python 3.10 or newer (python3) is needed'],
    ['a Python without venv', 'echo True; exit 1', 'sudo apt install python3-venv'],
  ])('%s', async (_title, probe, message) => {
    await installPython(probe);
    // Only the stand-in: this machine has a good Python of its own.
    await symlink(process.execPath, join(project, 'bin/node'));
    for (const tool of ['sh', 'mkdir', 'chmod', 'printf'])
      await symlink(`/bin/${tool}`, join(project, 'bin', tool)).catch(() => undefined);
    const { code, told } = await run(['script.mjs'], { PATH: join(project, 'bin') });
    expect(code).toBe(1);
    expect(told).toContain(message);
    expect(told).not.toContain('    at ');
  });

  it('a registry that cannot be reached, with the end of what npm said', async () => {
    const { code, told } = await run(['script.mjs'], { NPM_FAILS: '1' });
    expect(code).toBe(1);
    expect(told).toContain('ECONNREFUSED registry');
    expect(told).toContain('Check the network and the registry npm uses');
  });

  it('no script', async () => {
    expect((await run([])).told).toContain('Usage: node infra/local/set-up.mjs <script.ts>');
  });
});
