import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { functions } from '../../infra/functions.ts';
import { type Json, list, type Resource, rights, type Synthesized, synthesize, target } from './synthesized.ts';

const root = join(import.meta.dirname, '..', '..');

// cdk-nag (AwsSolutions, Serverless) and CDK's own validation run in each of these: a finding ends the test run.
const deployments = {
  'demo in ap-southeast-1': synthesize('demo'),
  'huabei-example in cn-north-1': synthesize('huabei-example'),
  'demo on the local cloud': synthesize('demo', { local: true }),
};
const local = deployments['demo on the local cloud'];
const all = Object.entries(deployments);

/** What the emulator deploys of all that we use; it refuses others, or takes them without doing anything. */
const typesOfTheLocalCloud = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolGroup',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SES::EmailIdentity',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::StepFunctions::StateMachine',
]);

/** Rights that AWS can only give on `*`. */
const withoutResource =
  /^(xray:(Put|GetSampling)[A-Za-z]+|logs:(Create|Get|Update|Delete|List)LogDeliver[a-z]+|logs:PutResourcePolicy|logs:Describe(ResourcePolicies|LogGroups))$/;

const where = ({ stack, id }: Resource) => `${stack}/${id}`;
/** Those of the resources that are not as they should be. */
const wrong = (resources: readonly Resource[], right: (properties: Json, resource: Resource) => unknown) =>
  resources.filter((resource) => !right(resource.properties, resource)).map(where);

describe('the stacks', () => {
  it('are one per part, named after the company', () => {
    const parts = ['platform', 'directory', 'intake', 'dispatch', 'sla', 'notification'];
    expect(local.stacks.toSorted()).toEqual(parts.map((part) => `guanjia-demo-${part}`).toSorted());
    expect(deployments['demo in ap-southeast-1'].stacks.toSorted()).toEqual(
      [...parts, 'ops'].map((part) => `guanjia-demo-${part}`).toSorted(),
    );
  });

  it('of two companies stand beside each other: no stack and no resource has a name of both', () => {
    const other = synthesize({ ...loadProfile('demo'), id: 'other' });
    expect(other.stacks.filter((stack) => deployments['demo in ap-southeast-1'].stacks.includes(stack))).toEqual([]);
    // A name that we give is a literal text; a reference is an object.
    const given = other.resources.flatMap(({ type, properties }) =>
      Object.entries<Json>(properties)
        .filter(([key, value]) => /Name$/.test(key) && typeof value === 'string' && !value.includes('other'))
        .filter(([key]) => key !== 'MetricName')
        .map(([key, value]) => ({ type, name: `${key}=${value}` })),
    );
    // Names within the company's own API, user pool and roles.
    const inside = ['ApiGatewayV2::Stage', 'ApiGatewayV2::Authorizer', 'Cognito::UserPoolGroup', 'IAM::Policy'];
    expect(given.filter(({ type }) => !inside.includes(type.slice('AWS::'.length)))).toEqual([]);
  });

  it.each([
    ['demo in ap-southeast-1', 'ap-southeast-1'],
    ['huabei-example in cn-north-1', 'cn-north-1'],
    ['demo on the local cloud', 'us-east-1'],
  ] as const)('of %s are without an error for cfn-lint, with what AWS has in that region', (name, region) => {
    const cfnLint = join(root, '.local/python/bin/cfn-lint');
    expect(existsSync(cfnLint), 'npm test makes .local/python').toBe(true);
    const files = deployments[name].templates.map(({ file }) => file);
    const options = ['--non-zero-exit-code', 'error', '--ignore-checks', 'W', '--regions', region];
    expect(execFileSync(cfnLint, [...options, '--', ...files]).toString()).toBe('');
  });

  it.each(all)(
    '%s: nothing is hidden from cfn-lint but the ARNs of integrations, which have the partition as placeholder',
    (_, { resources }) => {
      const hidden = resources.filter(({ raw }) => raw.Metadata?.['cfn-lint']);
      expect(hidden.map(({ type, raw }) => [type, raw.Metadata['cfn-lint']])).toEqual([
        ['AWS::StepFunctions::StateMachine', { config: { ignore_checks: ['E3601'] } }],
      ]);
    },
  );

  it.each(all)('%s: no ARN names the partition', (_, { templates }) => {
    expect(templates.filter(({ text }) => text.includes('arn:aws:')).map(({ file }) => file)).toEqual([]);
  });

  it('on the local cloud hold only what it can deploy', () => {
    expect(local.resources.filter(({ type }) => !typesOfTheLocalCloud.has(type)).map(where)).toEqual([]);
  });
});

describe.each(all)('%s', (name, synthesized) => {
  const { of } = synthesized;
  const isLocal = name.includes('local');

  it('has exactly the functions that are bundled', () => {
    const company = name.split(' ')[0];
    expect(
      of('AWS::Lambda::Function')
        .map(({ properties }) => properties.Description)
        .toSorted(),
    ).toEqual(
      Object.entries(functions)
        .flatMap(([service, entries]) => entries.map((entry) => `${company} ${service} ${entry}`))
        .toSorted(),
    );
  });

  it('functions run on Node 24 on arm64, with memory, time limit, tracing and a log that ends after a month', () => {
    const logs = new Map(of('AWS::Logs::LogGroup').map((log) => [where(log), log.properties.RetentionInDays]));
    expect(
      wrong(of('AWS::Lambda::Function'), (fn, { stack }) =>
        [
          fn.Runtime === 'nodejs24.x',
          fn.Architectures?.[0] === 'arm64',
          fn.MemorySize === 512,
          fn.Timeout > 0 && fn.Timeout <= 60,
          fn.TracingConfig?.Mode === 'Active',
          logs.get(`${stack}/${target(fn.LoggingConfig?.LogGroup)}`) === 30,
        ].every(Boolean),
      ),
    ).toEqual([]);
    expect(wrong(of('AWS::Logs::LogGroup'), ({ RetentionInDays }) => RetentionInDays === 30)).toEqual([]);
  });

  it('tables have the company’s key, point-in-time recovery and an expiry, and cannot be deleted outside local', () => {
    expect(
      wrong(of('AWS::DynamoDB::GlobalTable'), ({ Replicas: [replica], ...table }, { raw }) =>
        [
          table.SSESpecification?.SSEType === 'KMS',
          JSON.stringify(replica.SSESpecification?.KMSMasterKeyId).includes('DataKey'),
          replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
          table.TimeToLiveSpecification?.AttributeName === 'expiresAt' && table.TimeToLiveSpecification.Enabled,
          isLocal || (replica.DeletionProtectionEnabled === true && raw.DeletionPolicy === 'Retain'),
        ].every(Boolean),
      ),
    ).toEqual([]);
    expect(of('AWS::DynamoDB::GlobalTable')).toHaveLength(6);
  });

  it('keys and users stay when their stack goes, outside local', () => {
    const kept = of('AWS::KMS::Key', 'AWS::Cognito::UserPool').filter(({ stack }) => stack.endsWith('-platform'));
    expect(wrong(kept, (_, { raw }) => raw.DeletionPolicy === (isLocal ? 'Delete' : 'Retain'))).toEqual([]);
    expect(kept.length).toBeGreaterThanOrEqual(3);
  });

  it('queues are encrypted, refuse calls without TLS, and end in a dead-letter queue that keeps 14 days', () => {
    const closed = new Set(
      of('AWS::SQS::QueuePolicy')
        .filter(({ properties }) =>
          properties.PolicyDocument.Statement.some(
            ({ Effect, Action, Condition }: Json) =>
              Effect === 'Deny' && Action === 'sqs:*' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
          ),
        )
        .flatMap(({ stack, properties }) => list(properties.Queues).map((queue) => `${stack}/${target(queue)}`)),
    );
    const queues = of('AWS::SQS::Queue');
    const deadLetters = new Map(queues.map((queue) => [where(queue), queue.properties.MessageRetentionPeriod]));
    expect(
      wrong(queues, (queue, resource) => {
        const last = queue.RedrivePolicy
          ? deadLetters.get(`${resource.stack}/${target(queue.RedrivePolicy.deadLetterTargetArn)}`)
          : queue.MessageRetentionPeriod;
        return queue.SqsManagedSseEnabled === true && closed.has(where(resource)) && last === 14 * 86_400;
      }),
    ).toEqual([]);
  });

  it('every asynchronous edge has a dead-letter queue: rules, schedules, streams, asynchronous calls', () => {
    expect(
      wrong(of('AWS::Events::Rule'), ({ Targets }) =>
        Targets.every(({ DeadLetterConfig }: Json) => DeadLetterConfig?.Arn),
      ),
    ).toEqual([]);
    expect(wrong(of('AWS::Scheduler::Schedule'), ({ Target }) => Target.DeadLetterConfig?.Arn)).toEqual([]);
    expect(
      wrong(of('AWS::Lambda::EventInvokeConfig'), ({ DestinationConfig }) => DestinationConfig?.OnFailure?.Destination),
    ).toEqual([]);
    const mappings = of('AWS::Lambda::EventSourceMapping');
    expect(
      wrong(
        mappings.filter(({ properties }) => properties.StartingPosition),
        ({ DestinationConfig }) => DestinationConfig?.OnFailure?.Destination,
      ),
    ).toEqual([]);
    const swept = of('AWS::Scheduler::Schedule').map(({ stack }) => stack);
    expect(of('AWS::Lambda::EventInvokeConfig').map(({ stack }) => stack)).toEqual(swept);
    expect(swept).toHaveLength(5);
  });

  it('rules listen to our own services only, by name of the event', () => {
    expect(
      wrong(of('AWS::Events::Rule'), ({ EventPattern, EventBusName }) =>
        [EventPattern.source[0].prefix === 'guanjia.', EventPattern['detail-type'].length > 0, EventBusName].every(
          Boolean,
        ),
      ),
    ).toEqual([]);
  });

  it('a message in work is invisible for six times as long as its consumer may take, and fails alone', () => {
    const timeouts = new Map(of('AWS::Lambda::Function').map((fn) => [where(fn), fn.properties.Timeout]));
    const queues = new Map(of('AWS::SQS::Queue').map((queue) => [where(queue), queue.properties.VisibilityTimeout]));
    const consumers = of('AWS::Lambda::EventSourceMapping').filter(({ properties }) => !properties.StartingPosition);
    expect(
      wrong(consumers, ({ EventSourceArn, FunctionName, FunctionResponseTypes, ScalingConfig }, { stack }) => {
        const timeout = timeouts.get(`${stack}/${target(FunctionName)}`);
        const visibility = queues.get(`${stack}/${target(EventSourceArn)}`);
        return (
          visibility >= 6 * timeout &&
          FunctionResponseTypes.includes('ReportBatchItemFailures') &&
          ScalingConfig.MaximumConcurrency >= 2
        );
      }),
    ).toEqual([]);
    expect(consumers).toHaveLength(5);
  });

  it('a table’s stream has at most two readers', () => {
    const readers = of('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties.StartingPosition)
      .map(({ stack, properties }) => `${stack}/${target(properties.EventSourceArn)}`);
    expect(readers.filter((table) => readers.filter((other) => other === table).length > 2)).toEqual([]);
    expect(new Set(readers).size).toBe(5);
  });

  it('the API takes no more calls than its functions bear, for the company as a whole', () => {
    const [stage, ...others] = of('AWS::ApiGatewayV2::Stage').map(({ properties }) => properties.DefaultRouteSettings);
    expect(stage).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
    expect(others).toEqual([]);
  });

  it('only signed links and the API’s own description need no token', () => {
    const open = of('AWS::ApiGatewayV2::Route').filter(({ properties }) => properties.AuthorizationType !== 'JWT');
    expect(open.map(({ properties }) => properties.RouteKey)).toEqual([
      'GET /v1/openapi.json',
      'GET /v1/public/docs',
      'ANY /v1/public/requests/{proxy+}',
    ]);
  });

  it('no right has a wildcard for an action, nor for a resource where AWS knows resources', () => {
    const held = rights(synthesized);
    expect(held.filter(({ action }) => action.includes('*'))).toEqual([]);
    expect(
      held.filter(
        ({ resource, action, except }) =>
          (resource === '*' || except) &&
          !withoutResource.test(action) &&
          !(except && action === 'sns:Publish') &&
          !(isLocal && action === 'ses:SendEmail'),
      ),
    ).toEqual([]);
    expect(held.length).toBeGreaterThan(100);
  });

  it('no role has a policy that AWS manages', () => {
    expect(wrong(of('AWS::IAM::Role'), ({ ManagedPolicyArns }) => !ManagedPolicyArns)).toEqual([]);
  });
});

describe('an alarm', () => {
  const alarms = deployments['demo in ap-southeast-1'].of('AWS::CloudWatch::Alarm');
  const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );

  it('says how bad it is, what it means and where to read on, in a section that exists', () => {
    const said = /^\[(urgent|soon)\] [A-Z].+\. See docs\/runbook\.md#([a-z-]+)$/;
    expect(wrong(alarms, ({ AlarmDescription }) => sections.includes(said.exec(AlarmDescription)?.[2] ?? ''))).toEqual(
      [],
    );
  });

  it('is behind every section of the runbook', () => {
    const used = alarms.map(({ properties }) => properties.AlarmDescription.split('#').at(-1));
    expect(sections.filter((section) => !used.includes(section))).toEqual([]);
  });

  it('does not ring for messages of a company that has no channel', () => {
    const ringing = ({ of }: Synthesized) =>
      of('AWS::CloudWatch::Alarm').filter(({ id }) => id.startsWith('MessagesFailed'));
    expect(ringing(deployments['demo in ap-southeast-1'])).toHaveLength(1);
    expect(ringing(deployments['huabei-example in cn-north-1'])).toHaveLength(1);
    expect(ringing(synthesize({ ...loadProfile('demo'), channels: {} }))).toHaveLength(0);
  });
});
