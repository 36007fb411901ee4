import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalConnection, localConnection } from '../../infra/local/connection.ts';
import { freePort, startEmulator } from '../../infra/local/emulator.ts';
import { openGateway } from '../../infra/local/gateway.ts';
import { claimStateFolder } from '../../infra/local/state-folder.ts';
import { createProbeFunction, eventually } from './probe-function.ts';
import { newStateFolder } from './test-folders.ts';

/** An emulator of our own, without the product: what a restart keeps, and that nothing outlives us. */

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function temporaryFolder(): Promise<string> {
  const folder = await newStateFolder();
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(folder: string, port: number): Promise<{ connection: LocalConnection; stop(): Promise<void> }> {
  const state = await claimStateFolder(folder);
  const gateway = await openGateway({ port });
  const emulator = await startEmulator({ state, gatewayPort: gateway.port });
  gateway.connect(emulator.port);
  const stop = async () => {
    await emulator.stop();
    await gateway.close();
    await state.release();
  };
  cleanUps.push(stop);
  return { connection: localConnection(gateway.port), stop };
}

async function createTable(connection: LocalConnection, TableName: string): Promise<string | undefined> {
  const { TableDescription } = await new DynamoDBClient(connection).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  return TableDescription?.LatestStreamArn;
}

describe('a restart', () => {
  it('goes on reading streams where a stream begins anew, also at another port, and queues move with it', async () => {
    const folder = await temporaryFolder();
    const first = await start(folder, 0);
    const probe = await createProbeFunction(first.connection, 'record.dynamodb.Keys.pk.S');
    cleanUps.push(() => probe.remove());
    await new LambdaClient(first.connection).send(
      new CreateEventSourceMappingCommand({
        FunctionName: probe.name,
        EventSourceArn: await createTable(first.connection, 'probe'),
        StartingPosition: 'LATEST',
      }),
    );
    const put = (to: LocalConnection, pk: string) =>
      new DynamoDBClient(to).send(new PutItemCommand({ TableName: 'probe', Item: { pk: { S: pk } } }));
    const noted = (last: string) =>
      eventually(async () => {
        const all = await probe.notes();
        return all.includes(last) ? all : undefined;
      });
    for (const pk of ['a1', 'a2', 'a3']) await put(first.connection, pk);
    await noted('a3');
    const created = await new SQSClient(first.connection).send(new CreateQueueCommand({ QueueName: 'probe' }));
    await new SQSClient(first.connection).send(
      new SendMessageCommand({ QueueUrl: created.QueueUrl, MessageBody: 'kept' }),
    );
    await first.stop();

    const second = await start(folder, await freePort());
    await put(second.connection, 'b1');
    expect(await noted('b1')).toEqual(['a1', 'a2', 'a3', 'b1']);
    const QueueUrl = created.QueueUrl?.replace(
      new URL(first.connection.endpoint).host,
      new URL(second.connection.endpoint).host,
    );
    const { Messages = [] } = await new SQSClient(second.connection).send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['kept']);
    await second.stop();
  });
});

describe('nothing outlives the process that started it', () => {
  const holder = `
    import { claimStateFolder } from './infra/local/state-folder.ts';
    import { openGateway } from './infra/local/gateway.ts';
    import { startEmulator } from './infra/local/emulator.ts';
    const state = await claimStateFolder(process.argv[1]);
    const gateway = await openGateway({ port: 0 });
    const emulator = await startEmulator({ state, gatewayPort: gateway.port });
    gateway.connect(emulator.port);
    console.log(gateway.port);
    setInterval(() => {}, 1000);
  `;

  /** Starts an emulator from another process, makes a table in it and kills that process. */
  async function killedOwner(folder: string): Promise<void> {
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', holder, folder], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = await once(owner.stdout, 'data');
    await createTable(localConnection(Number(port)), 'probe');
    const emulator = Number(JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')).emulator);
    expect(isAlive(emulator)).toBe(true);
    owner.kill('SIGKILL');
    await eventually(async () => (isAlive(emulator) ? undefined : true));
  }

  it('a deployed cloud is saved when its owner is killed, and the next start finds it', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'deployed.json'), '{}');
    await killedOwner(folder);
    const next = await start(folder, 0);
    expect((await new DynamoDBClient(next.connection).send(new ListTablesCommand({}))).TableNames).toEqual(['probe']);
    await next.stop();
    expect(existsSync(join(folder, 'running.json'))).toBe(false);
  });

  it('half a deployment is not saved', async () => {
    const folder = await temporaryFolder();
    await killedOwner(folder);
    const next = await start(folder, 0);
    expect((await new DynamoDBClient(next.connection).send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('two clouds never share a state folder', async () => {
    const folder = await temporaryFolder();
    await start(folder, 0);
    await expect(claimStateFolder(folder)).rejects.toThrow(`Process ${process.pid} already runs a cloud on ${folder}`);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
