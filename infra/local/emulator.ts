import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { killGroup, type StateFolder } from './state-folder.ts';
import { tail } from './text-files.ts';

/** A running emulator of AWS. */
export interface Emulator {
  /** Port on 127.0.0.1 where it listens. Clients go through the gateway instead. */
  readonly port: number;
  /** Resolves when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Lets it save its state and ends it with everything it started. Safe to call twice. */
  stop(): Promise<void>;
  /** After its end: whether it could save its state. */
  wasSaved(): boolean;
  /** Ends it at once; what happened since the last stop is lost. */
  kill(): void;
}

export interface EmulatorOptions {
  readonly state: StateFolder;
  /** Port of our gateway: the address that clients, workers and queue URLs use. */
  readonly gatewayPort: number;
  /** `host:port` of an SMTP server that gets a copy of each e-mail. */
  readonly smtpHost?: string | undefined;
}

const repository = join(import.meta.dirname, '../..');
/** The interpreter of the project's own Python environment, made by set-up.mjs. */
const python = join(repository, '.local/python/bin/python');
const startLimitMs = 30_000;
/** Saving takes about 2 s; a custom resource that hangs would keep it for an hour. */
const stopLimitMs = 20_000;

/** Starts the emulator on the state in `state`, with IAM enforcement, reachable from this machine only. */
export async function startEmulator({ state, gatewayPort, smtpHost }: EmulatorOptions): Promise<Emulator> {
  const port = await freePort();
  const savedState = state.file('emulator');
  const temporary = state.file('tmp');
  const buckets = state.file('s3');
  // Every worker leaves a folder there when the emulator ends.
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  // The emulator's workers are CommonJS scripts in that folder, and ours above it says "type": "module".
  await writeFile(join(temporary, 'package.json'), '{}');
  await mkdir(savedState, { recursive: true });
  // What is in buckets is written at once, which buckets there are only at a clean stop: alone the former is in the way.
  if (!existsSync(join(savedState, 's3.json'))) await rm(buckets, { recursive: true, force: true });

  const logFile = state.file('emulator.log');
  const log = openSync(logFile, 'w');
  const child = spawn(python, ['-I', '-u', join(import.meta.dirname, 'emulator_main.py'), state.path], {
    // Its own process group: Ctrl-C in the terminal must not reach it before we let it save.
    detached: true,
    stdio: ['pipe', log, log],
    env: {
      // Nothing else of our environment: proxies, profiles and keys of the person at the keyboard have no place there.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: state.path,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TMPDIR: temporary,
      GATEWAY_PORT: String(gatewayPort),
      LISTEN_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      AWS_ENDPOINT_URL: `http://localhost:${gatewayPort}`,
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      PERSIST_STATE: '1',
      STATE_DIR: savedState,
      S3_PERSIST: '1',
      S3_DATA_DIR: buckets,
      LAMBDA_WARM_TTL_SECONDS: '30',
      LAMBDA_ACCOUNT_CONCURRENCY: String(workerLimit()),
      ...(smtpHost === undefined ? {} : { SMTP_HOST: smtpHost }),
    },
  });
  closeSync(log);
  // A process that cannot even be started has ended too.
  const ended = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  );
  const kill = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  if (child.pid !== undefined) await state.noteEmulator(child.pid);

  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  for (let waited = 0; !(await answers(port)); waited += 100) {
    if (failed || child.exitCode !== null || child.signalCode !== null || waited > startLimitMs) {
      kill();
      throw new Error(`模拟器未能启动。 The emulator did not start: ${failed?.message ?? (await tail(logFile, 8))}`);
    }
    await wait(100);
  }

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, wait(stopLimitMs, undefined, { ref: false })]);
    kill();
    await ended;
  };
  return {
    port,
    ended,
    kill,
    wasSaved: () => child.exitCode === 0,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** How many functions may run at once: a worker takes about 60 MB, and half of the memory is left to others. */
function workerLimit(): number {
  return Math.max(16, Math.min(100, Math.floor(totalmem() / 2 / 80_000_000)));
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}

/** A port on 127.0.0.1 that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
