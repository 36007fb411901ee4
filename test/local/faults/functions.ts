import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Entry, functions, type Service } from '../../../infra/functions.ts';
import type { Stage } from '../../../infra/local/story/stage.ts';

/** A function as it is deployed. */
export interface Deployed {
  readonly service: Service;
  readonly entry: Entry;
  readonly name: string;
  readonly roleName: string;
}

const services: readonly Service[] = ['directory', 'intake', 'dispatch', 'sla', 'notification'];

/** Every function of the product, as it is deployed. */
export async function deployedFunctions({ connection }: Stage): Promise<Deployed[]> {
  const found: Deployed[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient(connection) }, {})) {
    for (const { FunctionName: name = '', Role = '', Environment } of Functions) {
      const service = services.find((one) => Environment?.Variables?.POWERTOOLS_SERVICE_NAME?.endsWith(`-${one}`));
      const entry = service && functions[service].find((one) => name.includes(`-${logicalId(one)}Function`));
      if (service && entry) found.push({ service, entry, name, roleName: Role.split('/').at(-1) ?? '' });
    }
  }
  return found;
}

/** `on-events` → `OnEvents` */
const logicalId = (entry: Entry): string =>
  entry
    .split('-')
    .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
    .join('');

export async function deployedFunction(stage: Stage, service: Service, entry: Entry): Promise<Deployed> {
  const found = (await deployedFunctions(stage)).find((one) => one.service === service && one.entry === entry);
  if (!found) throw new Error(`no function ${entry} of ${service}`);
  return found;
}

/** A variable of a function's environment. */
export async function variable(stage: Stage, service: Service, entry: Entry, key: string): Promise<string> {
  const { name } = await deployedFunction(stage, service, entry);
  const lambda = new LambdaClient(stage.connection);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  return Environment?.Variables?.[key] ?? '';
}

/** One process that has died. */
const DeathSchema = z.object({
  /** What its commit was about, as told to `die`. */
  what: z.string(),
  /** When it was to die, as told to `die`. */
  point: z.union([z.number(), z.string()]),
  /** What AWS answered last: an operation, or `answer` when only the function's own answer was left. */
  where: z.string(),
});
export type Death = z.infer<typeof DeathSchema>;

/** A function whose processes can be made to die. */
export interface Killing {
  /**
   * So many processes die, each after its next commit about this: one per point.
   * @param what text in the call by which it commits
   * @param points how many answers of AWS it still gets, or an operation whose answer is the last one; if that never
   *   comes, it dies just before its own answer
   */
  die(what: string, points: readonly (number | string)[]): Promise<void>;
  deaths(): Promise<Death[]>;
  /** Points that no process has taken yet. */
  left(): Promise<number>;
  /** Ends it. Processes in the middle of their work are ended too. */
  restore(): Promise<void>;
}

/**
 * Makes processes of a function mortal.
 * @param after the operation of AWS by which it commits
 */
export async function killing(stage: Stage, name: string, after: string): Promise<Killing> {
  const folder = await mkdtemp(join(tmpdir(), 'guanjia-kill-'));
  const unload = await preload(stage, name, 'kill-after.cjs', { KILL_AFTER: after, KILL_FOLDER: folder });
  const filesOf = async (prefix: string) => (await readdir(folder)).filter((file) => file.startsWith(prefix));
  return {
    die: async (what, points) => {
      for (const point of points)
        await writeFile(join(folder, `point-${randomUUID()}`), JSON.stringify({ what, point }));
    },
    deaths: async () =>
      Promise.all(
        (await filesOf('died-')).map(async (file) =>
          DeathSchema.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))),
        ),
      ),
    left: async () => (await filesOf('point-')).length,
    restore: async () => {
      await unload();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Loads a file of this folder into a function before its own code. @returns how to undo it */
const preload = (stage: Stage, name: string, file: string, variables: Readonly<Record<string, string>>) =>
  restarted(stage, name, { ...variables, NODE_OPTIONS: `--require ${join(import.meta.dirname, file)}` });

/** Gives a function other variables, and so new processes that remember nothing. @returns how to undo it */
export async function restarted(
  { connection }: Stage,
  FunctionName: string,
  variables: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(connection);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const set = async (Variables: Record<string, string>) => {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  };
  const before = Environment?.Variables ?? {};
  await set({ ...before, ...variables });
  return () => set(before);
}

/** Switches a function off, as an operator or an exhausted account would. @returns how to switch it on again */
export async function switchOff(stage: Stage, name: string): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(stage.connection);
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }));
  return async () => {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
  };
}

/** Calls the sweeps of these services now instead of at the next full minute. */
export async function sweep(stage: Stage, ...of: readonly Service[]): Promise<void> {
  for (const { service, entry, name } of await deployedFunctions(stage))
    if (entry === 'sweep' && of.includes(service)) await invoke(stage, name, new Date().toISOString());
}

/** Calls one sweep as it would run after so much time, so that no test need wait for a lease to end. */
export async function sweepLater(stage: Stage, service: Service, ms: number): Promise<void> {
  const { name } = await deployedFunction(stage, service, 'sweep');
  const unload = await clockAhead(stage, name, ms);
  await invoke(stage, name).finally(unload);
}

/** Sets a function's own clock ahead of all others, or behind. @returns how to undo it */
export const clockAhead = (stage: Stage, name: string, ms: number) =>
  preload(stage, name, 'clock-ahead.cjs', { CLOCK_AHEAD_MS: String(ms) });

/** @param time instant that the scheduler says; without one the function's own clock counts */
async function invoke({ connection }: Stage, FunctionName: string, time?: string): Promise<void> {
  const Payload = JSON.stringify({ time });
  const { FunctionError } = await new LambdaClient(connection).send(new InvokeCommand({ FunctionName, Payload }));
  if (FunctionError) throw new Error(`${FunctionName} failed`);
}
