import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LocalConnection } from './connection.ts';
import { tail } from './text-files.ts';

export interface CdkOptions {
  /** Folder that `cdk.json` is read from, if there is one. */
  readonly folder: string;
  /** Gets everything the CLI says. */
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const repository = join(import.meta.dirname, '../..');

/**
 * Runs the real CDK CLI against a local cloud.
 * @throws Error with the end of what the CLI said
 */
export async function cdk(connection: LocalConnection, args: readonly string[], options: CdkOptions): Promise<void> {
  const { folder, logFile, onLine, signal } = options;
  const log = createWriteStream(logFile);
  const cli = join(repository, 'node_modules/aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [cli, ...args, '--ci', '--no-color', '--no-notices'], {
    cwd: folder,
    env: environment(connection),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const ended = once(child, 'close');
  // Awaited only after its output has been read.
  ended.catch(() => undefined);
  child.stderr.pipe(log, { end: false });
  for await (const line of createInterface({ input: child.stdout })) {
    log.write(`${line}\n`);
    onLine?.(line);
  }
  const [code] = await ended;
  log.end();
  await once(log, 'close');
  if (code !== 0) throw new Error(`cdk ${args[0]} 失败 failed (${logFile}):\n${await tail(logFile, 25)}`);
}

/** Deploys all stacks of an app of its own beside the company's, to a cloud that has been bootstrapped. */
export async function runCdk(connection: LocalConnection, app: string): Promise<void> {
  await mkdir(join(repository, '.local'), { recursive: true });
  const folder = await mkdtemp(join(repository, '.local/cdk-'));
  try {
    await cdk(connection, ['deploy', '--all', '--require-approval=never', `--app=${process.execPath} ${app}`], {
      folder,
      logFile: join(folder, 'cdk.log'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Only what the CLI and the app need: keys, profiles and proxies of the person at the keyboard stay out. */
function environment({ endpoint, region, credentials }: LocalConnection): NodeJS.ProcessEnv {
  return {
    PATH: [join(repository, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}
