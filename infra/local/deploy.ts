import { createHash } from 'node:crypto';
import { glob, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DescribeTimeToLiveCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { parts, stackName, stacksOf } from '../operations/outputs.ts';
import { cdk } from './cdk.ts';
import { account, type LocalConnection } from './connection.ts';
import { isErrno, type StateFolder } from './state-folder.ts';

export interface Deployment {
  readonly company: string;
  readonly connection: LocalConnection;
  /** Base of the links in messages: the front door. */
  readonly publicUrl: string;
  readonly state: StateFolder;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const repository = join(import.meta.dirname, '../..');

/**
 * Brings the company's stacks up to date with the real CDK CLI; does nothing when nothing has changed since the
 * last deployment to this cloud.
 */
export async function deploy(deployment: Deployment): Promise<void> {
  const { company, connection, publicUrl, state, onProgress, signal } = deployment;
  const sources = await hashOfSources(company, publicUrl);
  if ((await readIfThere(state.deployedStamp)) === (await stamp(sources, deployment))) return;
  // Without the stamp an emulator that loses its owner throws its state away: half a deployment is of no use.
  await rm(state.deployedStamp, { force: true });

  onProgress('cdk bootstrap');
  const bootstrap = ['bootstrap', `aws://${account}/${connection.region}`];
  await cdk(connection, bootstrap, { folder: state.path, logFile: state.file('cdk-bootstrap.log'), signal });
  onProgress('打包、合成、部署 cdk deploy');
  const context = Object.entries({ company, local: 'true', publicUrl }).map(
    ([key, value]) => `--context=${key}=${value}`,
  );
  const output = `--output=${state.file('cdk.out')}`;
  await cdk(connection, ['deploy', '--all', '--require-approval=never', '--concurrency=3', output, ...context], {
    folder: repository,
    logFile: state.file('cdk-deploy.log'),
    signal,
    onLine: (line) => {
      const stack = /(guanjia-[a-z0-9-]+)\)?: deploying\.\.\. (\[\d+\/\d+\])/.exec(line);
      if (stack) onProgress(`${stack[1]} ${stack[2]}`);
    },
  });
  await switchOnExpiry(deployment);
  await writeFile(state.deployedStamp, await stamp(sources, deployment));
}

/** Everything that decides what is deployed. */
async function hashOfSources(...settings: string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const files = glob(['cdk.json', 'package-lock.json', '{infra,services,shared}/**/*.{ts,json}'], {
    cwd: repository,
    exclude: ['infra/local/**', 'infra/operations/**'],
  });
  for (const file of (await Array.fromAsync(files)).sort()) {
    hash.update(`\n${file}\n`).update(await readFile(join(repository, file)));
  }
  return hash.digest('hex');
}

/** The sources and the very stacks that were made from them: after a crash an older state of the cloud comes back. */
async function stamp(sources: string, { connection, company }: Deployment): Promise<string> {
  const stacks = await stacksOf(connection, company);
  const marks = parts.map((part) => {
    const stack = stacks.get(part);
    return [part, stack?.StackId, stack?.StackStatus, (stack?.LastUpdatedTime ?? stack?.CreationTime)?.toISOString()];
  });
  return JSON.stringify({ sources, marks });
}

const TemplateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Properties: z.object({ TimeToLiveSpecification: z.object({ AttributeName: z.string() }).optional() }).optional(),
    }),
  ),
});

/** CloudFormation of the emulator ignores a table's TimeToLiveSpecification. */
async function switchOnExpiry({ company, connection }: Deployment): Promise<void> {
  const cloudFormation = new CloudFormationClient(connection);
  const dynamo = new DynamoDBClient(connection);
  for (const part of parts) {
    const StackName = stackName(company, part);
    const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand({ StackName }));
    const { Resources } = TemplateSchema.parse(JSON.parse(TemplateBody ?? ''));
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName })) {
      for (const { LogicalResourceId: id = '', PhysicalResourceId: TableName } of page.StackResourceSummaries ?? []) {
        const AttributeName = Resources[id]?.Properties?.TimeToLiveSpecification?.AttributeName;
        if (AttributeName === undefined) continue;
        const { TimeToLiveDescription: now } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
        if (now?.TimeToLiveStatus === 'ENABLED') continue;
        const TimeToLiveSpecification = { AttributeName, Enabled: true };
        await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      }
    }
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
