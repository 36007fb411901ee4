import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../infra/bundle.ts';
import * as written from './sdk-clients.ts';

/** A service's answer and what a client makes of it: with the SDK as it is installed, and as it is bundled. */

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'guanjia-sdk-'));
let bundled: typeof written;
let answer: { status: number; body: object };
const paths: string[] = [];
const server = createServer((request, response) => {
  paths.push(`${request.method} ${request.url} ${request.headers['x-amz-target'] ?? ''}`);
  response.writeHead(answer.status).end(JSON.stringify(answer.body));
});
let endpoint: string;

beforeAll(async () => {
  const outfile = join(folder, 'index.mjs');
  const entryPoints = [join(import.meta.dirname, 'sdk-clients.ts')];
  await build({ ...bundleOptions, sourcemap: false, entryPoints, outfile });
  bundled = await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}, 60_000);
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const settings = () => ({
  endpoint,
  region: 'ap-southeast-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  maxAttempts: 1,
});
const outcome = async (call: Promise<object>) =>
  call.then(
    ({ $metadata, ...output }: { $metadata?: unknown }) => output,
    (error: {
      name: string;
      message: string;
      $metadata: { httpStatusCode: number };
      CancellationReasons?: unknown;
    }) => ({
      name: error.name,
      message: error.message,
      status: error.$metadata.httpStatusCode,
      reasons: error.CancellationReasons,
    }),
  );

const calls = (sdk: typeof written) => ({
  'DynamoDB GetItem': () => sdk.getItem(settings()),
  'DynamoDB TransactWriteItems': () => sdk.transactWrite(settings()),
  'KMS VerifyMac': () => sdk.verifyMac(settings()),
  'SQS ChangeMessageVisibility': () => sdk.changeVisibility(settings()),
  'SSM GetParameter': () => sdk.getParameter(settings()),
});
type Call = keyof ReturnType<typeof calls>;

describe.each<[Call, string, { status: number; body: object }]>([
  ['DynamoDB GetItem', 'an item', { status: 200, body: { Item: { pk: { S: 'a' }, n: { N: '1' } } } }],
  ['DynamoDB GetItem', 'throttling', { status: 400, body: { __type: 'c#ThrottlingException', message: 'slow' } }],
  [
    'DynamoDB TransactWriteItems',
    'a cancelled transaction',
    {
      status: 400,
      body: {
        __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        Message: 'cancelled',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }],
      },
    },
  ],
  ['KMS VerifyMac', 'a verdict', { status: 200, body: { MacValid: true } }],
  ['KMS VerifyMac', 'a forged mark', { status: 400, body: { __type: 'KMSInvalidMacException' } }],
  ['SQS ChangeMessageVisibility', 'nothing', { status: 200, body: {} }],
  [
    'SQS ChangeMessageVisibility',
    'an old receipt',
    { status: 400, body: { __type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid', message: 'old' } },
  ],
  ['SSM GetParameter', 'a secret', { status: 200, body: { Parameter: { Name: '/a', Value: 'b' } } }],
  ['SSM GetParameter', 'no such parameter', { status: 400, body: { __type: 'ParameterNotFound' } }],
  ['SSM GetParameter', 'a missing right', { status: 400, body: { __type: 'AccessDeniedException', Message: 'no' } }],
])('%s: %s', (call, _, given) => {
  it('is the same in a bundle', async () => {
    answer = given;
    paths.length = 0;
    const asInstalled = await outcome(calls(written)[call]());
    const asBundled = await outcome(calls(bundled)[call]());
    expect(asBundled).toEqual(asInstalled);
    expect(paths).toHaveLength(2);
    expect(paths[0]).toBe(paths[1]);
  });
});

it('nobody asks for the class of an error that the bundles do not have', () => {
  const imports = globSync('{services,shared}/**/*.ts', { cwd: root }).flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /import \{([^}]*)\} from '@aws-sdk\/client-(?:kms|s3|sesv2|sqs|ssm)/g,
      ),
    ].map(([, names = '']) => names),
  );
  expect(imports.length).toBeGreaterThan(5);
  expect(
    imports.filter((names) => !/^(\s*(type )?(\w+(Client|Command)|S3ServiceException),?)+\s*$/.test(names)),
  ).toEqual([]);
});

it('DynamoDB’s errors keep their classes in a bundle', async () => {
  answer = { status: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' } };
  const error = await bundled.getItem(settings()).catch((thrown: unknown) => thrown);
  expect(bundled.isConditionFailure(error)).toBe(true);
});
