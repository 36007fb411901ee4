import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { DecryptCommand, GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { type FunctionConfiguration, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { functions } from '../../infra/functions.ts';
import { output, type Part } from '../../infra/operations/outputs.ts';

/**
 * With the role of each function we try what it must not do, and what it may, so that a denial is no broken call. The
 * emulator judges with the very policies that go to AWS.
 */

const stage = inject('stage');
const { connection, outputs } = stage;
const admin = { lambda: new LambdaClient(connection), iam: new IAMClient(connection), sts: new STSClient(connection) };

type Client = typeof connection;
type Attempt = (client: Client) => Promise<unknown>;

const read =
  (TableName: string): Attempt =>
  (client) =>
    new DynamoDBClient(client).send(new GetItemCommand({ TableName, Key: { pk: { S: 'x' }, sk: { S: 'x' } } }));
const putEvent =
  (EventBusName: string): Attempt =>
  (client) =>
    new EventBridgeClient(client).send(
      new PutEventsCommand({ Entries: [{ EventBusName, Source: 'probe', DetailType: 'probe', Detail: '{}' }] }),
    );
const tableOf = (part: Part): string => output(outputs, part, 'TableName');

const senders = ['notification/on-events', 'notification/sweep'];
const publishers = Object.keys(functions).flatMap((service) => [`${service}/relay`, `${service}/sweep`]);
const own = (service: keyof typeof functions): string[] =>
  functions[service].filter((entry) => entry !== 'relay').map((entry) => `${service}/${entry}`);
const variable = (name: string): string => {
  const value = found.flatMap(({ Environment }) => Environment?.Variables?.[name] ?? [])[0];
  if (value === undefined) throw new Error(`no function has ${name}`);
  return value;
};

/** What can be tried, and the only functions that may. */
const attempts: Record<string, { try: Attempt; may: readonly string[] }> = {
  'read directory': {
    try: read(tableOf('directory')),
    may: [
      ...own('directory'),
      'intake/api',
      'dispatch/api',
      'dispatch/on-events',
      'dispatch/sweep',
      'sla/api',
      'notification/api',
      ...senders,
    ],
  },
  'read intake': { try: read(tableOf('intake')), may: own('intake') },
  'read dispatch': { try: read(tableOf('dispatch')), may: own('dispatch') },
  'read sla': { try: read(tableOf('sla')), may: own('sla') },
  'read notification': { try: read(tableOf('notification')), may: own('notification') },
  'read people': { try: read(output(outputs, 'directory', 'PeopleTableName')), may: senders },
  'put events on the bus': { try: putEvent(output(outputs, 'platform', 'BusName')), may: publishers },
  'put events on another bus': { try: putEvent('default'), may: [] },
  'open personal data': {
    try: (client) =>
      new KMSClient(client).send(
        new DecryptCommand({ KeyId: variable('PERSONAL_KEY_ID'), CiphertextBlob: new Uint8Array(64) }),
      ),
    may: senders,
  },
  'sign a link': {
    try: (client) =>
      new KMSClient(client).send(
        new GenerateMacCommand({
          KeyId: variable('LINK_KEY_ID'),
          MacAlgorithm: 'HMAC_SHA_256',
          Message: new Uint8Array(1),
        }),
      ),
    may: senders,
  },
  'verify a link': {
    try: (client) =>
      new KMSClient(client).send(
        new VerifyMacCommand({
          KeyId: variable('LINK_KEY_ID'),
          MacAlgorithm: 'HMAC_SHA_256',
          Message: new Uint8Array(1),
          Mac: new Uint8Array(32),
        }),
      ),
    may: ['intake/api'],
  },
  'start a timer': {
    try: (client) =>
      new SFNClient(client).send(
        new StartExecutionCommand({ stateMachineArn: output(outputs, 'sla', 'TimerArn'), input: 'not JSON' }),
      ),
    may: ['sla/on-events', 'sla/sweep'],
  },
  'send an e-mail': {
    try: (client) =>
      new SESv2Client(client).send(
        new SendEmailCommand({
          FromEmailAddress: 'nobody@unverified.example',
          Destination: { ToAddresses: ['probe@example.com'] },
          Content: { Simple: { Subject: { Data: 'probe' }, Body: { Text: { Data: 'probe' } } } },
        }),
      ),
    may: senders,
  },
  'send an SMS': {
    try: (client) =>
      new SNSClient(client).send(new PublishCommand({ PhoneNumber: '+8600000000000', Message: 'probe' })),
    may: senders,
  },
};

const found: FunctionConfiguration[] = [];
const restoreTrust: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  for await (const page of paginateListFunctions({ client: admin.lambda }, {})) found.push(...(page.Functions ?? []));
});
afterAll(async () => {
  for (const restore of restoreTrust) await restore();
});

/** The function behind `services/<service>/<entry>.ts`. */
function functionOf(service: string, entry: string): FunctionConfiguration {
  const id = `guanjia-demo-${service}-${entry.replace('-', '')}function`;
  const one = found.find(({ FunctionName = '' }) => FunctionName.toLowerCase().startsWith(id));
  if (!one) throw new Error(`no function ${id}`);
  return one;
}

/** A client with a role's rights; the role trusts us only for the time of this test. */
async function as(roleArn: string): Promise<Client> {
  const RoleName = roleArn.split('/').at(-1) ?? '';
  const { Role } = await admin.iam.send(new GetRoleCommand({ RoleName }));
  const before = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}');
  restoreTrust.push(() => admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: before })));
  const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const { Credentials } = await admin.sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'least-privilege' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { ...connection, credentials };
}

/** `allowed` also for a call that fails for what it asks, once the rights were judged. */
async function outcome(attempt: Attempt, client: Client): Promise<'allowed' | 'denied'> {
  try {
    await attempt(client);
    return 'allowed';
  } catch (error) {
    const { name } = Error.isError(error) ? error : new Error(String(error));
    return /AccessDenied|AuthorizationError|NotAuthorized/.test(name) ? 'denied' : 'allowed';
  }
}

const everyFunction = Object.entries(functions).flatMap(([service, entries]) =>
  entries.map((entry) => ({ service, entry, id: `${service}/${entry}` })),
);

describe.each(everyFunction)('the role of $id', ({ service, entry, id }) => {
  test('may do its work and nothing else', async () => {
    const client = await as(functionOf(service, entry).Role ?? '');
    const seen: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [what, { try: attempt, may }] of Object.entries(attempts)) {
      seen[what] = await outcome(attempt, client);
      wanted[what] = may.includes(id) ? 'allowed' : 'denied';
    }
    expect(seen).toEqual(wanted);
  });
});

test('the timer’s role reaches the table of its service only', async () => {
  const { roleArn = '' } = await new SFNClient(connection).send(
    new DescribeStateMachineCommand({ stateMachineArn: output(outputs, 'sla', 'TimerArn') }),
  );
  const client = await as(roleArn);
  for (const [what, { try: attempt }] of Object.entries(attempts))
    expect([what, await outcome(attempt, client)]).toEqual([what, 'denied']);
});
