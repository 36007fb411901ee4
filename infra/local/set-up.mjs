// Makes this machine ready and runs a script of the project:
//
//   node infra/local/set-up.mjs <script.ts> [arguments]
//
// Runs on any Node from 20 on, with nothing installed: plain JavaScript, no dependency. The script itself runs on the
// Node that the project brings along. Our own words go to stderr; stdout is the script's.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
// By its default export: on an older Node a missing name must not hide our message.
import fs from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const local = join(root, '.local');
const lockFile = join(local, 'set-up.lock');
const logFile = join(local, 'set-up.log');
const node = join(root, 'node_modules/node/bin/node');
const python = join(local, 'python/bin/python');
const neededBytes = 1_000_000_000;

/** Something is missing that only the person at the keyboard can provide. */
class Missing extends Error {}

const packages = {
  stamp: join(root, 'node_modules/.guanjia-stamp'),
  wanted: () => hashOf('package-lock.json'),
  works: () => run(node, ['--version']).stdout.startsWith('v24.'),
};
const emulator = {
  stamp: join(local, 'python/.guanjia-stamp'),
  wanted: () => hashOf('infra/local/requirements.txt'),
  works: () =>
    run(python, [
      '-I',
      '-c',
      'import importlib.util as u; print(u.find_spec("ministack") is not None)',
    ]).stdout.startsWith('True'),
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Missing ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}

async function main([script, ...args]) {
  if (!script) throw new Missing('用法 Usage: node infra/local/set-up.mjs <script.ts> [arguments]');
  checkMachine();
  if (!isDone(packages) || !isDone(emulator)) {
    fs.mkdirSync(local, { recursive: true });
    await withLock(async () => {
      // Another start may have done it while we waited.
      // Python first of all: nobody likes to hear what is missing after minutes of installing.
      const systemPython = isDone(emulator) ? undefined : findPython();
      if (!isDone(packages)) await installPackages();
      if (systemPython) await installEmulator(systemPython);
    });
  }
  runScript(script, args);
}

function checkMachine() {
  if (process.platform === 'win32')
    throw new Missing('请在 WSL 2 里运行。\nWindows is not supported directly: run it inside WSL 2.');
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Missing(
      `需要 Node.js 20 或更新版本，当前是 ${process.version}。请从 https://nodejs.org 安装。\n` +
        `Node.js 20 or newer is needed, this is ${process.version}. Install one from https://nodejs.org.`,
    );
  const { bavail, bsize } = fs.statfsSync(root);
  const free = bavail * bsize;
  if (free < neededBytes)
    throw new Missing(
      `磁盘空间不足：${root} 只剩 ${megabytes(free)} MB，至少需要 1000 MB。请清理后重试。\n` +
        `Disk full: ${megabytes(free)} MB are free at ${root}, 1000 MB are needed. Make room and try again.`,
    );
}

function isDone({ stamp, wanted, works }) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted() && works();
}

async function installPackages() {
  fs.rmSync(packages.stamp, { force: true });
  // npm itself must not run on the Node inside node_modules, which it is about to replace.
  const { npm_execpath: npm, npm_node_execpath: npmNode } = process.env;
  const command = npm?.endsWith('.js') ? [npmNode ?? process.execPath, npm] : ['npm'];
  await step(
    '安装依赖 Installing packages (npm ci)',
    command[0],
    [...command.slice(1), 'ci', '--no-audit', '--no-fund'],
    {
      hint:
        '请检查网络与 npm 的镜像设置（npm config get registry），然后重试。\n' +
        'Check the network and the registry npm uses (npm config get registry), then try again.',
    },
  );
  if (!packages.works())
    throw new Missing(
      '项目自带的 Node 24 没有装上：可能关闭了安装脚本（npm config get ignore-scripts 应为 false）。\n' +
        "The project's own Node 24 is missing: install scripts may be off (npm config get ignore-scripts must say false).",
    );
  fs.writeFileSync(packages.stamp, packages.wanted());
}

async function installEmulator(systemPython) {
  fs.rmSync(join(local, 'python'), { recursive: true, force: true });
  await step('创建 Python 环境 Making a Python environment', systemPython, ['-m', 'venv', join(local, 'python')], {
    hint: '请检查 Python 安装。 Check the Python installation.',
  });
  const requirements = join(root, 'infra/local/requirements.txt');
  const options = ['--disable-pip-version-check', '--no-input'];
  await step(
    '安装 AWS 模拟器 Installing the AWS emulator (pip)',
    python,
    ['-m', 'pip', 'install', ...options, '-r', requirements],
    {
      hint:
        '请检查网络与 pip 的镜像设置（pip config list），然后重试。\n' +
        'Check the network and the index pip uses (pip config list), then try again.',
    },
  );
  if (!emulator.works()) throw new Missing('模拟器没有装上。 The emulator is not there after its installation.');
  fs.writeFileSync(emulator.stamp, emulator.wanted());
}

/** The first Python from 3.10 on that can make environments. */
function findPython() {
  const probe = 'import sys; print(sys.version_info >= (3, 10)); import venv, ensurepip; print("venv")';
  const names = ['python3', 'python', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  const answers = names.map((name) => ({ name, said: run(name, ['-c', probe]).stdout }));
  const good = answers.find(({ said }) => said.startsWith('True') && said.includes('venv'));
  if (good) return good.name;
  if (answers.some(({ said }) => said.startsWith('True')))
    throw new Missing(
      'Python 缺少 venv 模块。Debian/Ubuntu：sudo apt install python3-venv\n' +
        'Python lacks its venv module. On Debian or Ubuntu: sudo apt install python3-venv',
    );
  throw new Missing(
    '需要 Python 3.10 或更新版本（python3），请从 https://www.python.org 或系统的软件源安装。\n' +
      'Python 3.10 or newer (python3) is needed: install it from https://www.python.org or with your package manager.',
  );
}

/** Runs one command, telling what is going on; its own output goes to a file and is shown only when it fails. */
async function step(title, command, args, { hint }) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  console.error(`${title} …`);
  const beat = setInterval(() => console.error(`  … ${seconds()}`), 15_000);
  let output = '';
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = fs.createWriteStream(logFile);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        log.write(chunk);
        output = (output + chunk).slice(-4000);
      });
    }
    child.on('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.on('close', resolve);
  });
  clearInterval(beat);
  if (code !== 0)
    throw new Missing(
      `${output.trim().split('\n').slice(-15).join('\n')}\n\n${title}: 失败 failed (${logFile})\n${hint}`,
    );
  console.error(`${title}: ${seconds()}`);
}

/** Two starts at once must not install into the same folders. */
async function withLock(work) {
  for (let told = false; !(await takeLock()); told = true) {
    if (!told) console.error('另一个启动正在安装，请稍候。 Another start is installing; waiting for it.');
    await pause(500);
  }
  // Shows others that we are alive, also where a process number has been given to somebody else.
  const beat = setInterval(() => fs.utimesSync(lockFile, new Date(), new Date()), 2_000);
  try {
    await work();
  } finally {
    clearInterval(beat);
    fs.rmSync(lockFile, { force: true });
  }
}

async function takeLock() {
  try {
    fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isStale()) return false;
  fs.rmSync(lockFile, { force: true });
  try {
    fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
  } catch {
    return false;
  }
  // A second one that saw the same stale lock may have removed ours: whose number stands there in the end has it.
  await pause(200);
  return readLock().owner === process.pid;
}

function isStale() {
  const { owner, age } = readLock();
  if (age > 60_000) return true;
  // No number: the lock is being written this moment.
  return owner > 0 && !isAlive(owner);
}

function readLock() {
  try {
    return { owner: Number(fs.readFileSync(lockFile, 'utf8')), age: Date.now() - fs.statSync(lockFile).mtimeMs };
  } catch {
    // Given back meanwhile.
    return { owner: 0, age: 0 };
  }
}

/** Runs the script and ends as it ends. Whoever ends us, or is gone, ends the script too. */
function runScript(script, args) {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, [script, ...args], {
    cwd: root,
    // The channel closes when we are killed: the script can tell from that.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: path },
  });
  // Ctrl-C reaches the script by itself; a signal sent to us alone does not.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  const starters = process.env.npm_lifecycle_event ? npmAndItsShell() : [];
  const watch = setInterval(() => {
    if (!starters.every(isAlive)) child.kill('SIGTERM');
  }, 1_000);
  child.on('error', (error) => {
    throw error;
  });
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? 128 + constants.signals[signal];
    if (child.connected) child.disconnect();
  });
}

/** npm passes no signal on to us when it is killed, nor does the shell that it starts us with: watch both. */
function npmAndItsShell() {
  const [command = '', parent] = run('ps', ['-o', 'comm=,ppid=', '-p', String(process.ppid)])
    .stdout.trim()
    .split(/\s+/);
  return /(^|\/|-)(ba|da|z)?sh$/.test(command) ? [process.ppid, Number(parent)] : [process.ppid];
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** @returns what a short command says; nothing when it cannot be run or fails */
function run(command, args) {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  return { stdout: stdout ?? '', status };
}

function hashOf(file) {
  return createHash('sha256')
    .update(fs.readFileSync(join(root, file)))
    .digest('hex');
}

function megabytes(bytes) {
  return Math.floor(bytes / 1_000_000);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
