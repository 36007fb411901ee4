import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LocalConnection } from '../../infra/local/connection.ts';

/** A function that notes each record it gets; the emulator runs it as a process of this machine. */
export interface ProbeFunction {
  readonly name: string;
  /** The notes so far: one JSON value per record. */
  notes(): Promise<unknown[]>;
  remove(): Promise<void>;
}

/** @param note expression in `record` of what to note */
export async function createProbeFunction(connection: LocalConnection, note: string): Promise<ProbeFunction> {
  const name = `probe-${randomUUID()}`;
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const file = join(folder, 'notes');
  await writeFile(file, '');
  await writeFile(
    join(folder, 'index.mjs'),
    `import { appendFileSync } from 'node:fs';
     export const handler = async ({ Records }) => {
       console.log('{}');
       for (const record of Records) appendFileSync(${JSON.stringify(file)}, JSON.stringify(${note}) + '\\n');
     };`,
  );
  const python = join(import.meta.dirname, '../../.local/python/bin/python');
  await promisify(execFile)(python, ['-m', 'zipfile', '-c', 'code.zip', 'index.mjs'], { cwd: folder });
  await new LambdaClient(connection).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: await createRole(connection, 'lambda.amazonaws.com', ['dynamodb:*']),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: await readFile(join(folder, 'code.zip')) },
      Timeout: 10,
    }),
  );
  return {
    name,
    notes: async () =>
      (await readFile(file, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A role for `service` that may do `actions` on everything; also assumable by everybody here. */
export async function createRole(connection: LocalConnection, service: string, actions: string[]): Promise<string> {
  const iam = new IAMClient(connection);
  const RoleName = `probe-${randomUUID()}`;
  const statement = { Effect: 'Allow', Principal: { Service: service, AWS: '*' }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  );
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'probe', PolicyDocument }));
  if (Role?.Arn === undefined) throw new Error('no role');
  return Role.Arn;
}

/** Asks again until there is an answer. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(50);
  }
  throw new Error('nothing within 20 s');
}
