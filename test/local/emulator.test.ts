import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { CreateEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { handedOver } from '../../infra/local/handed-over.ts';
import { output } from '../../infra/operations/outputs.ts';
import { createProbeFunction, createRole, eventually } from './probe-function.ts';

/**
 * The few facts about the emulator that the product leans on: a new version of it that changes one is seen here, not in
 * a test of the product.
 */

const { connection, outputs, url } = inject('stage');
const dynamo = new DynamoDBClient(connection);
const sfn = new SFNClient(connection);
const table = `probe-${randomUUID()}`;
let streamArn: string | undefined;

beforeAll(async () => {
  const { TableDescription } = await dynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  streamArn = TableDescription?.LatestStreamArn;
});

describe('Step Functions', () => {
  /** Waits until `at`, then marks the item, guarded by its version. */
  const definition = {
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'Write' },
      Write: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:transactWriteItems',
        Parameters: {
          TransactItems: [
            {
              Update: {
                TableName: table,
                Key: { pk: { 'S.$': '$.pk' }, sk: { S: 'state' } },
                UpdateExpression: 'SET judgedAt = :now, version = version + :one',
                ConditionExpression: 'version = :expected',
                ExpressionAttributeValues: {
                  ':now': { 'S.$': '$$.State.EnteredTime' },
                  ':one': { N: '1' },
                  ':expected': { N: '1' },
                },
              },
            },
            { Put: { TableName: table, Item: { pk: { 'S.$': '$.pk' }, sk: { S: 'event' } } } },
          ],
        },
        Catch: [{ ErrorEquals: ['DynamoDb.TransactionCanceledException'], Next: 'Lost' }],
        Next: 'Won',
      },
      Won: { Type: 'Pass', Result: 'won', End: true },
      Lost: { Type: 'Pass', Parameters: { 'cause.$': '$.Cause' }, End: true },
    },
  };
  let stateMachineArn: string | undefined;

  beforeAll(async () => {
    const roleArn = await createRole(connection, 'states.amazonaws.com', ['dynamodb:*']);
    const machine = { name: `probe-${randomUUID()}`, roleArn, definition: JSON.stringify(definition) };
    ({ stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine)));
  });

  async function run(version: number): Promise<{ pk: string; at: string; ended: DescribeExecutionCommandOutput }> {
    const pk = randomUUID();
    const Item = { pk: { S: pk }, sk: { S: 'state' }, version: { N: String(version) } };
    await dynamo.send(new PutItemCommand({ TableName: table, Item }));
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toISOString();
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ pk, at }) }),
    );
    const ended = await eventually(async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    return { pk, at, ended };
  }

  it('a wait ends at its instant, not before, and the transaction after it writes all', async () => {
    const { pk, at, ended } = await run(1);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '"won"' });
    const { Item: state } = await read(pk, 'state');
    // Equally long ISO instants compare as texts.
    expect(state?.judgedAt?.S).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((state?.judgedAt?.S ?? '') >= at).toBe(true);
    expect((await read(pk, 'event')).Item).toBeDefined();
  });

  it('a guarded transaction that lost its condition tells so in its cause and writes nothing', async () => {
    const { pk, ended } = await run(2);
    expect(ended.status).toBe('SUCCEEDED');
    expect(JSON.parse(ended.output ?? '').cause).toContain('[ConditionalCheckFailed, None]');
    expect((await read(pk, 'state')).Item?.version?.N).toBe('2');
    expect((await read(pk, 'event')).Item).toBeUndefined();
  });

  it('a name is taken for ever', async () => {
    const start = { stateMachineArn, name: randomUUID(), input: '{"pk":"x","at":"2020-01-01T00:00:00Z"}' };
    await sfn.send(new StartExecutionCommand(start));
    await expect(sfn.send(new StartExecutionCommand(start))).rejects.toBeInstanceOf(ExecutionAlreadyExists);
  });
});

describe('DynamoDB', () => {
  it('of many that put an item if it is absent, one wins', async () => {
    const put = () =>
      dynamo.send(
        new PutItemCommand({
          TableName: table,
          Item: { pk: { S: 'race' }, sk: { S: 'state' } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    const results = await Promise.allSettled(Array.from({ length: 20 }, put));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ConditionalCheckFailedException);
  });

  it('a stream mapping with a filter hands over just the inserts with that key', async () => {
    const probe = await createProbeFunction(connection, 'record.dynamodb.Keys.sk.S');
    await new LambdaClient(connection).send(
      new CreateEventSourceMappingCommand({
        FunctionName: probe.name,
        EventSourceArn: streamArn,
        StartingPosition: 'LATEST',
        FilterCriteria: {
          Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"event#"}]}}}}' }],
        },
      }),
    );
    const pk = { S: randomUUID() };
    for (const sk of ['event#1', 'state', 'event#1', 'event#2'])
      await dynamo.send(new PutItemCommand({ TableName: table, Item: { pk, sk: { S: sk }, n: { S: randomUUID() } } }));
    const notes = await eventually(async () => {
      const all = await probe.notes();
      return all.includes('event#2') ? all : undefined;
    });
    expect(notes).toEqual(['event#1', 'event#2']);
    await probe.remove();
  });

  it('items expire in every table of the product: our own step after the deployment', async () => {
    for (const TableName of [
      output(outputs, 'directory', 'PeopleTableName'),
      output(outputs, 'intake', 'TableName'),
      output(outputs, 'sla', 'TableName'),
    ]) {
      const { TimeToLiveDescription: ttl } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(ttl).toEqual({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
    }
  });
});

describe('providers', () => {
  it('an SMS straight to a phone can be seen', async () => {
    const text = `水管爆裂 ${randomUUID()}`;
    const { MessageId } = await new SNSClient(connection).send(
      new PublishCommand({ PhoneNumber: '+8613800138000', Message: text }),
    );
    const seen = (await handedOver(url)).find(({ id }) => id === MessageId);
    expect(seen).toMatchObject({ channel: 'sms', to: '+8613800138000', text });
  });

  it('an e-mail from a verified sender can be seen, with both parts and the copy', async () => {
    const ses = new SESv2Client(connection);
    const sender = `${randomUUID()}@example.com`;
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }));
    const { MessageId } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: ['a@example.com'], CcAddresses: ['b@example.com'] },
        Content: {
          Simple: { Subject: { Data: '紧急超时' }, Body: { Text: { Data: '文本' }, Html: { Data: '<p>网页</p>' } } },
        },
      }),
    );
    const seen = (await handedOver(url)).find(({ id }) => id === MessageId);
    expect(seen).toMatchObject({
      channel: 'email',
      to: 'a@example.com',
      cc: 'b@example.com',
      subject: '紧急超时',
      text: '文本',
      html: '<p>网页</p>',
    });
  });

  it('an unverified sender is refused', async () => {
    const send = new SendEmailCommand({
      FromEmailAddress: `${randomUUID()}@nobody.example.com`,
      Destination: { ToAddresses: ['a@example.com'] },
      Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
    });
    await expect(new SESv2Client(connection).send(send)).rejects.toHaveProperty('name', 'MessageRejected');
  });
});

describe('rights', () => {
  it('a role that has the rights signs and verifies with a key, one without them does neither', async () => {
    const { KeyMetadata } = await new KMSClient(connection).send(
      new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
    );
    const signed = { KeyId: KeyMetadata?.KeyId, Message: Buffer.from('case'), MacAlgorithm: 'HMAC_SHA_256' } as const;
    const kms = await kmsAs(['kms:GenerateMac', 'kms:VerifyMac']);
    const { Mac } = await kms.send(new GenerateMacCommand(signed));
    expect((await kms.send(new VerifyMacCommand({ ...signed, Mac }))).MacValid).toBe(true);
    await expect(
      kms.send(new VerifyMacCommand({ ...signed, Mac, Message: Buffer.from('other') })),
    ).rejects.toHaveProperty('name', 'KMSInvalidMacException');
    const stranger = await kmsAs(['kms:Decrypt']);
    await expect(stranger.send(new GenerateMacCommand(signed))).rejects.toHaveProperty('name', 'AccessDeniedException');
    await expect(stranger.send(new VerifyMacCommand({ ...signed, Mac }))).rejects.toHaveProperty(
      'name',
      'AccessDeniedException',
    );
  });

  async function kmsAs(actions: string[]): Promise<KMSClient> {
    const RoleArn = await createRole(connection, 'lambda.amazonaws.com', actions);
    const { Credentials } = await new STSClient(connection).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'probe' }),
    );
    return new KMSClient({
      ...connection,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
  }
});

function read(pk: string, sk: string) {
  return dynamo.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );
}
