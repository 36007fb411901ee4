import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListFunctions,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { Stage } from '../../../infra/local/story/stage.ts';

/** Name of a deployed function, such as `sla`, `on-events`. */
export async function functionName(stage: Stage, service: string, entry: string): Promise<string> {
  const wanted = entry.replaceAll('-', '').toLowerCase();
  for await (const page of paginateListFunctions({ client: new LambdaClient(stage.connection) }, {})) {
    for (const { FunctionName: name = '', Environment } of page.Functions ?? []) {
      const own = Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service;
      if (own && name.toLowerCase().replaceAll('-', '').includes(`${service}${wanted}`)) return name;
    }
  }
  throw new Error(`no function ${entry} of ${service}`);
}

/**
 * Lets processes of a function die: one per point, so many answers after an answer to `after` has come.
 * @param points numbers of answers; 0 dies with the answer itself
 */
export async function killing(
  stage: Stage,
  name: string,
  after: string,
  points: readonly number[],
): Promise<{ left(): Promise<number>; restore(): Promise<void> }> {
  const lambda = new LambdaClient(stage.connection);
  const folder = await mkdtemp(join(tmpdir(), 'guanjia-kill-'));
  await mkdir(folder, { recursive: true });
  for (const point of points) await writeFile(join(folder, `point-${point}`), '');
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  const before = Environment?.Variables ?? {};
  const preload = `--require ${join(import.meta.dirname, 'kill-after.cjs')}`;
  await setVariables({ ...before, NODE_OPTIONS: preload, KILL_AFTER: after, KILL_FOLDER: folder });
  return {
    left: async () => (await readdir(folder)).length,
    restore: async () => {
      await setVariables(before);
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function setVariables(Variables: Record<string, string>): Promise<void> {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }));
  }
}

/** Switches a function off, as an operator or an exhausted account would. @returns how to switch it on again */
export async function switchOff(stage: Stage, name: string): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(stage.connection);
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }));
  return async () => {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
  };
}
