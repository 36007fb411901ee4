import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { type Json, type Right, rights, type Synthesized, synthesize, target } from './synthesized.ts';

// What the emulator does not enforce or does not have: proven on the templates instead.
const profile = { ...loadProfile('demo'), region: 'us-east-1' };
const account = '000000000000';
const aws = synthesize(profile, { account });

const pair = ({ action, resource, except }: Right) => `${action} ${except ? 'not ' : ''}${JSON.stringify(resource)}`;
/** Rights of a role, by the start of its policy's logical id. */
const held = (stack: string, policy: string, from: Synthesized = aws) =>
  rights(from)
    .filter((right) => right.stack === `guanjia-demo-${stack}` && right.policy.startsWith(policy))
    .map(pair)
    .toSorted();
const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
const only = (synthesized: Synthesized, type: string, stack: string) => {
  const [found, ...more] = synthesized.of(type).filter((resource) => resource.stack === `guanjia-demo-${stack}`);
  if (!found || more.length > 0) throw new Error(`not exactly one ${type} in ${stack}`);
  return found;
};

const table = attribute('TableCD117FA1', 'Arn');
const dataKey = { 'Fn::ImportValue': 'guanjia-demo-platform:ExportsOutputFnGetAttDataKey17AFBB84ArnCE2A1BC6' };
const readKey = ['kms:Decrypt', 'kms:DescribeKey'];
const writeKey = [...readKey, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
const on = (resource: Json, ...actions: string[]) => actions.map((action) => `${action} ${JSON.stringify(resource)}`);

describe('the timer machine', () => {
  const machine = only(aws, 'AWS::StepFunctions::StateMachine', 'sla');

  it('keeps its logical id: a replaced machine ends the timers of every running clock', () => {
    expect(machine.id).toBe('TimerMachine93E1308E');
  });

  it('stays when its stack goes, with the role and the log that it needs', () => {
    const parts = aws.resources.filter(({ stack, id }) => stack === machine.stack && id.startsWith('Timer'));
    expect(parts.map(({ type }) => type).toSorted()).toEqual([
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Logs::LogGroup',
      'AWS::StepFunctions::StateMachine',
    ]);
    expect(parts.filter(({ raw }) => raw.DeletionPolicy !== 'Retain')).toEqual([]);
  });

  it('may write to the one table with its key, say what fails, and nothing else', () => {
    expect(machine.properties.RoleArn).toEqual(attribute('TimerRoleA302E31A', 'Arn'));
    expect(held('sla', 'TimerRole')).toEqual(
      [
        ...on(table, 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
        ...on(dataKey, ...writeKey),
        ...on(
          '*',
          'logs:CreateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:DescribeLogGroups',
          'logs:DescribeResourcePolicies',
          'logs:GetLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:UpdateLogDelivery',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
          'xray:PutTelemetryRecords',
          'xray:PutTraceSegments',
        ),
      ].toSorted(),
    );
  });

  it('logs errors without the data of its executions', () => {
    expect(machine.properties.LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    expect(machine.properties.TracingConfiguration).toEqual({ Enabled: true });
  });

  it('has a definition that asl-validator accepts, and every placeholder in it gets a value', () => {
    const text = readFileSync(join(import.meta.dirname, '../../shared/timer/timer.asl.json'), 'utf8');
    expect(machine.properties.DefinitionString).toBe(text);
    const filledIn = text.replaceAll(/\$\{(\w+)\}/g, (_, name) => (name === 'Partition' ? 'aws' : name));
    expect(aslValidator(JSON.parse(filledIn)).errorsText()).toBe('');
    const placeholders = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(machine.properties.DefinitionSubstitutions).toSorted()).toEqual(
      [...new Set(placeholders)].toSorted(),
    );
  });

  it('is started and stopped only by the functions of sla', () => {
    const users = rights(aws).filter(({ action }) => action.startsWith('states:'));
    expect(
      [
        ...new Set(users.map(({ stack, policy, action }) => `${stack} ${policy.split('Role')[0]} ${action}`)),
      ].toSorted(),
    ).toEqual(
      ['Api', 'OnEvents', 'Sweep'].flatMap((fn) => [
        `guanjia-demo-sla ${fn} states:StartExecution`,
        `guanjia-demo-sla ${fn} states:StopExecution`,
      ]),
    );
  });
});

describe('the reader of a table’s stream', () => {
  it.each(['directory', 'intake', 'dispatch', 'sla', 'notification'])('of %s may use the table’s key', (service) => {
    const rows = held(service, 'Relay');
    for (const right of on(dataKey, ...readKey)) expect(rows).toContain(right);
    for (const right of on(attribute('TableCD117FA1', 'StreamArn'), 'dynamodb:GetRecords', 'dynamodb:DescribeStream'))
      expect(rows).toContain(right);
  });

  it('starts at the oldest event and never gives up the fast path for long', () => {
    const readers = aws.of('AWS::Lambda::EventSourceMapping').filter(({ properties }) => properties.StartingPosition);
    for (const { properties } of readers)
      expect(properties).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        MaximumRecordAgeInSeconds: 600,
        MaximumRetryAttempts: 3,
        FilterCriteria: {
          Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"event#"}]}}}}' }],
        },
      });
    expect(readers).toHaveLength(5);
  });
});

describe('whoever may use a table', () => {
  it('may use its key too', () => {
    const all = rights(aws);
    const policies = new Set(
      all.filter(({ action }) => action.startsWith('dynamodb:')).map(({ stack, policy }) => `${stack}/${policy}`),
    );
    const keyUsers = new Set(
      all
        .filter(({ action, resource }) => action === 'kms:Decrypt' && JSON.stringify(resource).includes('DataKey'))
        .map(({ stack, policy }) => `${stack}/${policy}`),
    );
    expect([...policies].filter((policy) => !keyUsers.has(policy))).toEqual([]);
    expect(policies.size).toBe(21);
  });

  it('is its own service; of the directory all know their callers, some who is on duty or whom a desk may speak for, and `people` only senders', () => {
    const foreign = rights(aws)
      .filter(({ action, resource }) => action.startsWith('dynamodb:') && resource?.['Fn::ImportValue'])
      .map(({ stack, policy, action, resource }) => {
        const of = String(resource['Fn::ImportValue']).includes('People') ? 'people' : 'directory';
        return `${stack.slice('guanjia-demo-'.length)} ${policy.split('Role')[0]} ${action.split(':')[1]} ${of}`;
      });
    const callers = ['intake Api', 'intake Attachments', 'sla Api', 'notification Api'].map(
      (who) => `${who} GetItem directory`,
    );
    const senders = ['notification OnEvents', 'notification Sweep'];
    const desks = ['BatchGetItem', 'Query'].map((read) => `notification Api ${read} directory`);
    const duties = ['dispatch OnEvents', 'dispatch Sweep', 'dispatch Api', ...senders].flatMap((who) =>
      ['BatchGetItem', 'GetItem', 'Query'].map((read) => `${who} ${read} directory`),
    );
    const people = senders.map((who) => `${who} GetItem people`);
    expect(foreign.toSorted()).toEqual([...callers, ...desks, ...duties, ...people].toSorted());
  });
});

describe('keys of the company', () => {
  const users = (key: string) =>
    [
      ...new Set(
        rights(aws)
          .filter(({ action, resource }) => action.startsWith('kms:') && JSON.stringify(resource).includes(key))
          .map(
            ({ stack, policy, action }) =>
              `${stack.slice('guanjia-demo-'.length)} ${policy.split('Role')[0]} ${action}`,
          ),
      ),
    ].toSorted();

  it('are used only by those who need them, and only for that', () => {
    expect(users('PersonalKey')).toEqual([
      'directory Api kms:Decrypt',
      'directory Api kms:GenerateDataKey',
      'intake Api kms:Decrypt',
      'intake Api kms:GenerateDataKey',
      'notification OnEvents kms:Decrypt',
      'notification Sweep kms:Decrypt',
    ]);
    // R272: whoever sends messages, and whoever deletes, cannot read the sensitive class.
    expect(users('SensitiveKey')).toEqual(['directory Api kms:Decrypt', 'directory Api kms:GenerateDataKey']);
    expect(users('SearchKey')).toEqual(['directory Api kms:GenerateMac']);
    expect(users('LinkKey')).toEqual([
      'intake Api kms:VerifyMac',
      'notification OnEvents kms:GenerateMac',
      'notification Sweep kms:GenerateMac',
    ]);
  });
});

describe('the bucket of attachments', () => {
  const bucket = only(aws, 'AWS::S3::Bucket', 'intake');
  const objects = (prefix: string) => ({ 'Fn::Join': ['', [attribute(bucket.id, 'Arn'), `/${prefix}/*`]] });

  it('is private, under the company’s key, without old versions, and stays when its stack goes', () => {
    expect(bucket.properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: dataKey },
          },
        ],
      },
    });
    expect(bucket.properties).not.toHaveProperty('VersioningConfiguration');
    expect(bucket.raw.DeletionPolicy).toBe('Retain');
  });

  it('forgets what was uploaded and never confirmed after a day, and nothing else', () => {
    expect(bucket.properties.LifecycleConfiguration.Rules).toEqual([
      { Id: 'unconfirmed', Prefix: 'uploads/', ExpirationInDays: 1, Status: 'Enabled' },
    ]);
  });

  it('refuses calls without TLS, and lets scripts of our own pages upload', () => {
    const { PolicyDocument: policy } = only(aws, 'AWS::S3::BucketPolicy', 'intake').properties;
    expect(policy.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
    const elsewhere = synthesize({ ...profile, publicUrl: 'https://yunshan.example.com/app' });
    const { CorsRules } = only(elsewhere, 'AWS::S3::Bucket', 'intake').properties.CorsConfiguration;
    expect(CorsRules).toMatchObject([{ AllowedMethods: ['POST'], AllowedOrigins: ['https://yunshan.example.com'] }]);
  });

  it('is used by one function alone: what is uploaded and what is kept, object by object', () => {
    const users = rights(aws).filter(({ action }) => action.startsWith('s3:'));
    expect(new Set(users.map(({ stack, policy }) => `${stack} ${policy.split('Role')[0]}`))).toEqual(
      new Set(['guanjia-demo-intake Attachments']),
    );
    expect(users.map(pair).toSorted()).toEqual(
      ['requests', 'uploads']
        .flatMap((prefix) => on(objects(prefix), 's3:DeleteObject', 's3:GetObject', 's3:PutObject'))
        .toSorted(),
    );
  });
});

describe('R269: people’s data', () => {
  const tables = aws.of('AWS::DynamoDB::GlobalTable');

  it('lie at rest under the company’s key, in every table, with 35 days of backups to any second', () => {
    expect(tables.map(({ stack }) => stack)).toContain('guanjia-demo-directory');
    for (const { properties, raw } of tables) {
      const [replica, ...more] = properties.Replicas;
      expect(more).toEqual([]);
      expect(properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      expect(JSON.stringify(replica.SSESpecification.KMSMasterKeyId)).toContain('DataKey');
      expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
      expect([replica.DeletionProtectionEnabled, raw.DeletionPolicy]).toEqual([true, 'Retain']);
    }
  });

  it('are sealed once more inside, under keys that turn every year and outlive their stack', () => {
    const keys = aws
      .of('AWS::KMS::Key')
      .filter(({ stack, properties }) => stack === 'guanjia-demo-platform' && !properties.KeySpec);
    expect(keys.map(({ id }) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'DataKey',
      'PersonalKey',
      'SensitiveKey',
    ]);
    for (const { properties, raw } of keys)
      expect([properties.EnableKeyRotation, raw.DeletionPolicy]).toEqual([true, 'Retain']);
  });

  it('travel under TLS alone: to the API, which has no other door, and through queues', () => {
    const apis = aws.of('AWS::ApiGatewayV2::Api', 'AWS::ApiGateway::RestApi', 'AWS::Lambda::Url');
    // AWS serves an HTTP API over TLS 1.2 and above, and nothing else.
    expect(apis.map(({ properties }) => properties.ProtocolType)).toEqual(['HTTP']);
    const queues = aws.of('AWS::SQS::Queue').map(({ stack, id }) => `${stack}/${id}`);
    const closed = aws.of('AWS::SQS::QueuePolicy').flatMap(({ stack, properties }) => {
      const denies = JSON.stringify(properties.PolicyDocument).includes('"aws:SecureTransport":"false"');
      return denies ? properties.Queues.map((queue: Json) => `${stack}/${target(queue)}`) : [];
    });
    expect(queues.filter((queue) => !closed.includes(queue))).toEqual([]);
  });
});

describe('the alarm topic', () => {
  const topic = only(aws, 'AWS::SNS::Topic', 'ops');
  const key = only(aws, 'AWS::KMS::Key', 'ops');
  const { PolicyDocument: policy } = only(aws, 'AWS::SNS::TopicPolicy', 'ops').properties;
  const fromAlarms = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };

  it('is encrypted with a key that alarms may use', () => {
    expect(topic.properties.KmsMasterKeyId).toEqual(attribute(key.id, 'Arn'));
    expect(key.properties.KeyPolicy.Statement).toContainEqual({
      ...fromAlarms,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    });
  });

  it('takes alarms, and nothing without TLS', () => {
    expect(policy.Statement).toContainEqual({
      ...fromAlarms,
      Sid: expect.any(String),
      Action: 'sns:Publish',
      Resource: { Ref: topic.id },
    });
    expect(policy.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('hears of every alarm and of its end', () => {
    const alarms = aws.of('AWS::CloudWatch::Alarm');
    const deaf = alarms.filter(
      ({ properties: { AlarmActions, OKActions } }) =>
        target(AlarmActions?.[0]) !== topic.id || target(OKActions?.[0]) !== topic.id,
    );
    expect(deaf).toEqual([]);
    expect(alarms.length).toBeGreaterThan(20);
  });
});

describe('a company with a mail server and a robot', () => {
  const stack = 'guanjia-huabei-example-notification';
  const mainland = synthesize('huabei-example', { account });
  const senders = rights(mainland).filter((right) => right.stack === stack);

  it('lets those who send read exactly the two secrets, and has no right to a channel of AWS', () => {
    const parameter = (name: string) => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:ssm:cn-north-1:${account}:parameter/guanjia/huabei-example/${name}`],
      ],
    });
    const read = ['OnEventsRole', 'SweepRole'].flatMap((role) =>
      ['smtp', 'wecom-robot'].map((name) => `${role} ${JSON.stringify(parameter(name))}`),
    );
    const ofSsm = senders.filter(({ action }) => action.startsWith('ssm:'));
    const held = ofSsm.map(({ policy, resource }) => `${/^\w+?Role/.exec(policy)?.[0]} ${JSON.stringify(resource)}`);
    expect(held.toSorted()).toEqual(read);
    expect(new Set(ofSsm.map(({ action }) => action))).toEqual(new Set(['ssm:GetParameter']));
    expect(senders.filter(({ action }) => /^(ses|sns):/.test(action))).toEqual([]);
    expect(rights(aws).filter(({ action }) => action.startsWith('ssm:'))).toEqual([]);
  });

  it('names its secrets in the environment, and nowhere has them', () => {
    const told = mainland
      .of('AWS::Lambda::Function')
      .filter((resource) => resource.stack === stack)
      .flatMap(({ properties }) => properties.Environment?.Variables.CHANNELS ?? []);
    expect(told.map((json) => JSON.parse(json))).toEqual(Array(2).fill(loadProfile('huabei-example').channels));
    expect(mainland.of('AWS::SSM::Parameter', 'AWS::SES::EmailIdentity')).toEqual([]);
  });
});

describe('rights on the local cloud', () => {
  it('are those on AWS, but for the one that the emulator judges on `*`', () => {
    const local = synthesize(profile, { local: true });
    const all = (from: Synthesized) => rights(from).map((right) => `${right.stack} ${right.policy} ${pair(right)}`);
    const [here, there] = [all(local), all(aws)];
    const senders = ['OnEventsRoleDefaultPolicyAF8F79FB', 'SweepRoleDefaultPolicy646E75C8'];
    expect(here.filter((right) => !there.includes(right)).toSorted()).toEqual(
      senders.map((policy) => `guanjia-demo-notification ${policy} ses:SendEmail "*"`),
    );
    const sender = {
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:ses:us-east-1:${account}:identity/`, { Ref: 'SenderF5F9B8E0' }],
      ],
    };
    expect(there.filter((right) => !here.includes(right)).toSorted()).toEqual(
      senders.map((policy) => `guanjia-demo-notification ${policy} ses:SendEmail ${JSON.stringify(sender)}`),
    );
  });
});
