import { randomUUID } from 'node:crypto';
import { AdminGetUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  KMSClient,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, inject, it } from 'vitest';
import type { Service } from '../../infra/functions.ts';
import type { LocalConnection } from '../../infra/local/connection.ts';
import { output } from '../../infra/operations/outputs.ts';
import { inboxesOf } from '../../infra/operations/redrive.ts';
import { type Deployed, deployedFunction, deployedFunctions } from './faults/functions.ts';
import { createRole } from './probe-function.ts';

/**
 * Every role of the product tries everything that any of them may do, and more, with its own credentials. What it may
 * do is written down here a second time, so that a right too much is seen as well as one too little.
 */

const stage = inject('stage');
const { connection, outputs } = stage;
const deployed = await deployedFunctions(stage);

/** A call that leaves nothing behind, also where it is allowed. */
interface Attempt {
  readonly what: string;
  /** @throws what AWS says to it */
  run(as: LocalConnection): Promise<unknown>;
  /** What AWS says when the right is there, if it refuses the call for another reason. */
  readonly otherRefusal?: string;
}

type Table = Service | 'people';
const tables: readonly Table[] = ['directory', 'people', 'intake', 'dispatch', 'sla', 'notification'];
const tableName = (table: Table): string =>
  table === 'people' ? output(outputs, 'directory', 'PeopleTableName') : output(outputs, table, 'TableName');

function tableAttempts(table: Table): Attempt[] {
  const TableName = tableName(table);
  const Key = { pk: { S: `nobody#${randomUUID()}` }, sk: { S: 'state' } };
  const guarded = { TableName, ConditionExpression: 'attribute_exists(pk)' };
  const query = { TableName, ExpressionAttributeValues: { ':pk': { S: 'nobody' } } };
  const dynamo = (as: LocalConnection) => new DynamoDBClient(as);
  const otherRefusal = 'ConditionalCheckFailedException';
  const attempts: Attempt[] = [
    { what: 'GetItem', run: (as) => dynamo(as).send(new GetItemCommand({ TableName, Key })) },
    {
      what: 'BatchGetItem',
      run: (as) => dynamo(as).send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })),
    },
    {
      what: 'Query',
      run: (as) => dynamo(as).send(new QueryCommand({ ...query, KeyConditionExpression: 'pk = :pk' })),
    },
    { what: 'Scan', run: (as) => dynamo(as).send(new ScanCommand({ TableName, Limit: 1 })) },
    { what: 'PutItem', run: (as) => dynamo(as).send(new PutItemCommand({ ...guarded, Item: Key })), otherRefusal },
    {
      what: 'UpdateItem',
      run: (as) => dynamo(as).send(new UpdateItemCommand({ ...guarded, Key, UpdateExpression: 'REMOVE a' })),
      otherRefusal,
    },
    { what: 'DeleteItem', run: (as) => dynamo(as).send(new DeleteItemCommand({ ...guarded, Key })), otherRefusal },
  ];
  if (table !== 'people')
    for (const [index, key] of [
      ['todo', 'todoShard'],
      ['list', 'listKey'],
    ])
      attempts.push({
        what: `Query ${index}`,
        run: (as) =>
          dynamo(as).send(new QueryCommand({ ...query, IndexName: index, KeyConditionExpression: `${key} = :pk` })),
      });
  return attempts.map((attempt) => ({ ...attempt, what: `${table}: ${attempt.what}` }));
}

const reads = ['GetItem', 'Query'];
const writes = ['PutItem', 'UpdateItem'];

/** The services whose staff read lists. */
const lists = (service: Service): string[] =>
  service === 'intake' || service === 'dispatch' || service === 'sla' ? ['Query list'] : [];

/** What a function does with a table. */
function tableRights({ service, entry }: Deployed, table: Table): readonly string[] {
  if (table === service)
    switch (entry) {
      case 'api':
        return [...reads, ...writes, ...(service === 'notification' ? [] : ['BatchGetItem']), ...lists(service)];
      case 'attachments':
      case 'on-events':
        return [...reads, ...writes];
      case 'relay':
        return ['UpdateItem'];
      case 'sweep':
        return [
          'GetItem',
          'BatchGetItem',
          'Query todo',
          ...writes,
          ...(service === 'sla' || service === 'dispatch' || service === 'notification' ? ['Query'] : []),
        ];
    }
  const works = entry === 'on-events' || entry === 'sweep';
  if (table === 'people') {
    if (service === 'directory' && entry === 'api') return [...reads, 'BatchGetItem', ...writes, 'DeleteItem'];
    if (service === 'directory' && entry === 'sweep') return ['DeleteItem'];
    return service === 'notification' && works ? ['GetItem'] : [];
  }
  if (table !== 'directory') return [];
  // Who is calling; who is on duty, to hand work on; whom a desk may speak for.
  if (entry === 'attachments') return ['GetItem'];
  if (entry === 'api')
    return service === 'dispatch' || service === 'notification' ? ['GetItem', 'Query', 'BatchGetItem'] : ['GetItem'];
  return works && (service === 'dispatch' || service === 'notification') ? ['GetItem', 'Query', 'BatchGetItem'] : [];
}

const bucket = await environmentOf('intake', 'attachments', 'BUCKET_NAME');
const bucketAttempts = ['uploads', 'requests', 'elsewhere'].flatMap((prefix): Attempt[] => {
  const object = { Bucket: bucket, Key: `${prefix}/${randomUUID()}` };
  const s3 = (as: LocalConnection) => new S3Client({ ...as, forcePathStyle: true });
  return [
    { what: `${prefix}: GetObject`, run: (as) => s3(as).send(new GetObjectCommand(object)), otherRefusal: 'NoSuchKey' },
    {
      what: `${prefix}: PutObject`,
      run: async (as) => {
        await s3(as).send(new PutObjectCommand(object));
        await s3(connection).send(new DeleteObjectCommand(object));
      },
    },
    { what: `${prefix}: DeleteObject`, run: (as) => s3(as).send(new DeleteObjectCommand(object)) },
    {
      what: `${prefix}: list`,
      run: (as) => s3(as).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix })),
    },
  ];
});

const busName = output(outputs, 'platform', 'BusName');
const timerArn = output(outputs, 'sla', 'TimerArn');
const personalKey = output(outputs, 'directory', 'PersonalKeyId');
const linkKey = await environmentOf('notification', 'on-events', 'LINK_KEY_ID');
const sensitiveKey = await environmentOf('directory', 'api', 'SENSITIVE_KEY_ID');
const searchKey = await environmentOf('directory', 'api', 'SEARCH_KEY_ID');
const poolId = output(outputs, 'platform', 'UserPoolId');
const { TopicArn } = await new SNSClient(connection).send(new CreateTopicCommand({ Name: `probe-${randomUUID()}` }));
const { stateMachineArn } = await new SFNClient(connection).send(
  new CreateStateMachineCommand({
    name: `probe-${randomUUID()}`,
    roleArn: await createRole(connection, 'states.amazonaws.com', []),
    definition: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
  }),
);
const intakeSweep = await deployedFunction(stage, 'intake', 'sweep');
const mac = { KeyId: linkKey, Message: Buffer.from('probe'), MacAlgorithm: 'HMAC_SHA_256' } as const;

const eventTo = (EventBusName: string) => (as: LocalConnection) =>
  new EventBridgeClient(as).send(
    new PutEventsCommand({ Entries: [{ EventBusName, Source: 'probe', DetailType: 'probe', Detail: '{}' }] }),
  );

const attempts: readonly Attempt[] = [
  ...tables.flatMap(tableAttempts),
  ...bucketAttempts,
  { what: 'an event on the bus', run: eventTo(busName) },
  { what: 'an event on another bus', run: eventTo('default') },
  {
    what: 'start a timer',
    // Without a clock it can only fail.
    run: (as) => new SFNClient(as).send(new StartExecutionCommand({ stateMachineArn: timerArn, input: '{}' })),
  },
  {
    what: 'stop a timer',
    run: (as) =>
      new SFNClient(as).send(
        new StopExecutionCommand({ executionArn: `${timerArn.replace(':stateMachine:', ':execution:')}:nobody` }),
      ),
    otherRefusal: 'ExecutionDoesNotExist',
  },
  {
    what: 'start another state machine',
    run: (as) => new SFNClient(as).send(new StartExecutionCommand({ stateMachineArn })),
  },
  {
    what: 'decrypt with the personal key',
    run: (as) => new KMSClient(as).send(new DecryptCommand({ KeyId: personalKey, CiphertextBlob: Buffer.from('x') })),
    otherRefusal: 'InvalidCiphertextException',
  },
  {
    what: 'make a data key under the personal key',
    run: (as) => new KMSClient(as).send(new GenerateDataKeyCommand({ KeyId: personalKey, KeySpec: 'AES_256' })),
  },
  {
    what: 'decrypt with the sensitive key',
    run: (as) => new KMSClient(as).send(new DecryptCommand({ KeyId: sensitiveKey, CiphertextBlob: Buffer.from('x') })),
    otherRefusal: 'InvalidCiphertextException',
  },
  {
    what: 'make a data key under the sensitive key',
    run: (as) => new KMSClient(as).send(new GenerateDataKeyCommand({ KeyId: sensitiveKey, KeySpec: 'AES_256' })),
  },
  {
    what: 'look up a phone number',
    run: (as) => new KMSClient(as).send(new GenerateMacCommand({ ...mac, KeyId: searchKey })),
  },
  { what: 'sign a link', run: (as) => new KMSClient(as).send(new GenerateMacCommand(mac)) },
  {
    what: 'verify a link',
    run: (as) => new KMSClient(as).send(new VerifyMacCommand({ ...mac, Mac: Buffer.alloc(32) })),
    otherRefusal: 'KMSInvalidMacException',
  },
  {
    what: 'send an e-mail',
    run: (as) =>
      new SESv2Client(as).send(
        new SendEmailCommand({
          FromEmailAddress: `${randomUUID()}@nobody.example.com`,
          Destination: { ToAddresses: ['a@example.com'] },
          Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
        }),
      ),
    otherRefusal: 'MessageRejected',
  },
  {
    what: 'send an SMS',
    run: (as) => new SNSClient(as).send(new PublishCommand({ PhoneNumber: '+10000000000', Message: 'probe' })),
  },
  { what: 'publish to a topic', run: (as) => new SNSClient(as).send(new PublishCommand({ TopicArn, Message: 'x' })) },
  ...inboxesOf(outputs).flatMap(({ name, inbox: QueueUrl }): Attempt[] => [
    {
      what: `${name}: put a message off`,
      run: (as) =>
        new SQSClient(as).send(
          new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'nobody', VisibilityTimeout: 1 }),
        ),
      otherRefusal: 'ReceiptHandleIsInvalid',
    },
    {
      what: `${name}: send`,
      run: (as) => new SQSClient(as).send(new SendMessageCommand({ QueueUrl, MessageBody: '' })),
      otherRefusal: 'MissingParameter',
    },
  ]),
  {
    what: 'call a function',
    run: (as) =>
      new LambdaClient(as).send(new InvokeCommand({ FunctionName: intakeSweep.name, InvocationType: 'DryRun' })),
  },
  {
    what: 'look into the user pool',
    run: (as) =>
      new CognitoIdentityProviderClient(as).send(new AdminGetUserCommand({ UserPoolId: poolId, Username: 'wu-ting' })),
  },
  { what: 'list users of the account', run: (as) => new IAMClient(as).send(new ListUsersCommand({})) },
];

function rightsOf(fn: Deployed): string[] {
  const { service, entry } = fn;
  const works = entry === 'on-events' || entry === 'sweep';
  return [
    ...tables.flatMap((table) => tableRights(fn, table).map((action) => `${table}: ${action}`)),
    ...(entry === 'relay' || entry === 'sweep' ? ['an event on the bus'] : []),
    ...(service === 'sla' && (works || entry === 'api') ? ['start a timer', 'stop a timer'] : []),
    ...((service === 'directory' || service === 'intake') && entry === 'api'
      ? ['decrypt with the personal key', 'make a data key under the personal key']
      : []),
    ...(service === 'directory' && entry === 'api'
      ? ['decrypt with the sensitive key', 'make a data key under the sensitive key', 'look up a phone number']
      : []),
    ...(service === 'notification' && works
      ? ['decrypt with the personal key', 'sign a link', 'send an e-mail', 'send an SMS']
      : []),
    ...(service === 'intake' && entry === 'api' ? ['verify a link'] : []),
    ...(entry === 'attachments'
      ? ['uploads', 'requests'].flatMap((prefix) =>
          ['GetObject', 'PutObject', 'DeleteObject'].map((action) => `${prefix}: ${action}`),
        )
      : []),
    ...(entry === 'on-events' ? inboxesOf(outputs, service).map(({ name }) => `${name}: put a message off`) : []),
  ].toSorted();
}

describe('what each role may do, and nothing else', () => {
  it('there are all functions', () => {
    expect(deployed).toHaveLength(20);
  });

  it('whoever has every right gets through with every attempt', async () => {
    expect(await allowedWith(connection)).toEqual(attempts.map(({ what }) => what).toSorted());
  });

  it.each(deployed)('$service $entry', async (fn) => {
    expect(await allowedTo(fn.roleName)).toEqual(rightsOf(fn));
  });

  it('the timers of sla', async () => {
    expect(await allowedTo(await roleNamed(/^guanjia-demo-sla-TimerRole/))).toEqual([
      'sla: PutItem',
      'sla: UpdateItem',
    ]);
  });

  it.each(deployed.filter(({ entry }) => entry === 'sweep'))('the schedule of $service', async ({ service }) => {
    const role = await roleNamed(new RegExp(`^guanjia-demo-${service}-Scheduler`));
    expect(await allowedTo(await copyOf(role))).toEqual(service === 'intake' ? ['call a function'] : []);
  });
});

/** A role with the same rights that anybody may assume: a schedule's own trusts nobody but the scheduler. */
async function copyOf(roleName: string): Promise<string> {
  const iam = new IAMClient(connection);
  const copy = (await createRole(connection, 'scheduler.amazonaws.com', ['sts:GetCallerIdentity'])).split('/').at(-1);
  if (!copy) throw new Error('no role');
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName }));
  expect(AttachedPolicies).toEqual([]);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName: copy, PolicyName, PolicyDocument: decodeURIComponent(PolicyDocument) }),
    );
  }
  return copy;
}

/** Which attempts a role gets through with. */
async function allowedTo(roleName: string): Promise<string[]> {
  return await allowedWith(await assume(roleName));
}

async function allowedWith(as: LocalConnection): Promise<string[]> {
  const allowed = await Promise.all(
    attempts.map(async ({ what, run, otherRefusal }) => {
      try {
        await run(as);
        return [what];
      } catch (error) {
        const name = error instanceof Error ? error.name : '';
        if (/AccessDenied|AuthorizationError|NotAuthorized/.test(name)) return [];
        if (name === otherRefusal) return [what];
        throw new Error(`${what}: ${name}`, { cause: error });
      }
    }),
  );
  return allowed.flat().toSorted();
}

async function assume(roleName: string): Promise<LocalConnection> {
  const { Credentials } = await new STSClient(connection).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::000000000000:role/${roleName}`, RoleSessionName: 'probe' }),
  );
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error(`no credentials of ${roleName}`);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  return { ...connection, credentials };
}

async function roleNamed(pattern: RegExp): Promise<string> {
  for await (const { Roles = [] } of paginateListRoles({ client: new IAMClient(connection) }, {}))
    for (const { RoleName = '' } of Roles) if (pattern.test(RoleName)) return RoleName;
  throw new Error(`no role ${pattern}`);
}

async function environmentOf(service: Service, entry: Deployed['entry'], variable: string): Promise<string> {
  const { name: FunctionName } = await deployedFunction(stage, service, entry);
  const { Environment } = await new LambdaClient(connection).send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  return Environment?.Variables?.[variable] ?? '';
}
