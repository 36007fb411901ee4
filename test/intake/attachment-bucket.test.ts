import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { AttachmentBucket } from '../../services/intake/attachment-objects.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const file = { requestId: 'r-1', id: 'att_1', contentType: 'image/png', bytes: 2000, fileName: '客厅.png' } as const;
const NOW = '2026-11-25T02:00:00.000Z';

/** What S3 answers, and what it was asked. */
let answer: { status: number; headers?: Record<string, string>; body?: string };
let asked: Asked[];

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const bucketIn = (region: string, forcePathStyle = false) =>
  new AttachmentBucket(
    new S3Client({
      region,
      credentials,
      forcePathStyle,
      maxAttempts: 1,
      requestHandler: {
        handle: async ({ method, path, headers }: Asked) => {
          asked.push({ method, path, headers });
          const { status: statusCode, headers: told = {}, body = '' } = answer;
          return { response: { statusCode, headers: told, body: Readable.from([Buffer.from(body)]) } };
        },
      },
    }),
    'files',
  );

beforeEach(() => {
  answer = { status: 200 };
  asked = [];
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('a form', () => {
  const policySchema = z.object({ expiration: z.string(), conditions: z.array(z.unknown()) });

  test('takes exactly one key, type and size, for ten minutes', async () => {
    const { url, fields } = await bucketIn('ap-southeast-1').uploadForm(file);
    expect(url).toBe('https://files.s3.ap-southeast-1.amazonaws.com/');
    const policy = policySchema.parse(JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString()));
    expect(policy.expiration).toBe('2026-11-25T02:10:00Z');
    for (const condition of [
      ['content-length-range', 2000, 2000],
      { 'Content-Type': 'image/png' },
      { key: 'uploads/r-1/att_1' },
      { bucket: 'files' },
    ])
      expect(policy.conditions).toContainEqual(condition);
    expect(fields).toMatchObject({ key: 'uploads/r-1/att_1', 'Content-Type': 'image/png' });
    expect(JSON.stringify(fields)).not.toContain('客厅');
  });

  test.each([
    ['in mainland China', 'cn-north-1', false, undefined, 'https://files.s3.cn-north-1.amazonaws.com.cn/'],
    ['where all buckets share a host', 'us-east-1', true, 'http://localhost:4566', 'http://localhost:4566/files'],
  ])('goes to the right place %s', async (_, region, pathStyle, endpoint, url) => {
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    expect((await bucketIn(region, pathStyle).uploadForm(file)).url).toBe(url);
  });
});

describe('a link', () => {
  test('gives the object for five minutes, of a fixed type, to be saved under its name', async () => {
    const url = new URL(await bucketIn('ap-southeast-1').link(file, NOW));
    expect(url.origin + url.pathname).toBe('https://files.s3.ap-southeast-1.amazonaws.com/requests/r-1/att_1');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'response-content-type': 'image/png',
      'response-content-disposition': `attachment; filename="attachment.png"; filename*=UTF-8''%E5%AE%A2%E5%8E%85.png`,
      'X-Amz-Expires': '300',
      'X-Amz-Date': '20261125T020000Z',
      'X-Amz-Credential': 'AKIDEXAMPLE/20261125/ap-southeast-1/s3/aws4_request',
      'X-Amz-Security-Token': 'token',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-SignedHeaders': 'host',
    });
    expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['in mainland China', 'cn-north-1', false, undefined, 'https://files.s3.cn-north-1.amazonaws.com.cn/requests/'],
    ['where all share a host', 'us-east-1', true, 'http://localhost:4566', 'http://localhost:4566/files/requests/'],
  ])('leads to the right place %s', async (_, region, pathStyle, endpoint, start) => {
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    expect(await bucketIn(region, pathStyle).link(file, NOW)).toMatch(start);
  });
});

describe('what was uploaded', () => {
  const bucket = bucketIn('us-east-1');

  test('is known by its first bytes, its size and its very content', async () => {
    answer = { status: 206, headers: { 'content-range': 'bytes 0-31/2000', etag: '"e1"' }, body: '%PDF-1.7' };
    const { first, size, version } = (await bucket.beginning(file)) ?? {};
    expect(Buffer.from(first ?? []).toString()).toBe('%PDF-1.7');
    expect([size, version]).toEqual([2000, '"e1"']);
    expect(asked).toMatchObject([{ method: 'GET', path: '/uploads/r-1/att_1', headers: { range: 'bytes=0-31' } }]);
  });

  test.each([
    ['nothing yet', 404, undefined],
    ['nothing yet, said by S3 to those who may not list', 403, undefined],
    ['an empty file, which has no first bytes', 416, { first: new Uint8Array(), size: 0, version: '' }],
  ])('may be %s', async (_, status, found) => {
    answer = { status };
    expect(await bucket.beginning(file)).toEqual(found);
  });

  test('is not judged while S3 fails or does not tell its size', async () => {
    answer = { status: 500 };
    await expect(bucket.beginning(file)).rejects.toThrow();
    answer = { status: 200, headers: { etag: '"e1"' }, body: 'x' };
    await expect(bucket.beginning(file)).rejects.toThrow('S3 did not say');
  });

  const judged = { first: new Uint8Array(), size: 2000, version: '"e1"' };

  test('is kept where no form reaches, only as it was judged, with its type and hash', async () => {
    const result = '<CopyObjectResult><ETag>"e1"</ETag><ChecksumSHA256>hash</ChecksumSHA256></CopyObjectResult>';
    answer = { status: 200, headers: { 'content-type': 'application/xml' }, body: result };
    expect(await bucket.keep(file, judged)).toBe('hash');
    expect(asked).toMatchObject([
      {
        method: 'PUT',
        path: '/requests/r-1/att_1',
        headers: {
          'x-amz-copy-source': 'files/uploads/r-1/att_1',
          'x-amz-copy-source-if-match': '"e1"',
          'x-amz-metadata-directive': 'REPLACE',
          'content-type': 'image/png',
          'content-disposition': 'attachment',
          'cache-control': 'private, no-store',
          'x-amz-checksum-algorithm': 'SHA256',
        },
      },
    ]);
  });

  test('has no hash where the storage tells none', async () => {
    answer = { status: 200, body: '<CopyObjectResult><ETag>"e1"</ETag></CopyObjectResult>' };
    expect(await bucket.keep(file, judged)).toBeNull();
  });

  test('and exchanged meanwhile is not kept, but judged anew', async () => {
    answer = { status: 412 };
    await expect(bucket.keep(file, judged)).rejects.toThrow(ConcurrentChange);
    answer = { status: 403 };
    await expect(bucket.keep(file, judged)).rejects.not.toThrow(ConcurrentChange);
  });

  test('goes from its place or from where it is kept', async () => {
    answer = { status: 204 };
    await bucket.dropUpload(file);
    await bucket.remove(file);
    expect(asked).toMatchObject([
      { method: 'DELETE', path: '/uploads/r-1/att_1' },
      { method: 'DELETE', path: '/requests/r-1/att_1' },
    ]);
  });
});
