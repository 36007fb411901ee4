import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Caller, expectStatus } from '../../infra/local/callers.ts';
import { enter } from '../../infra/local/story/stage.ts';
import { deployedFunction } from './faults/functions.ts';

/** Files go to the storage and come back from it by signed addresses alone: the API carries none of their bytes. */

const stage = inject('stage');
const [owner, neighbour, agent, supervisor] = await Promise.all([
  enter(stage, 'wang-fang'),
  enter(stage, 'he-jun'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
]);
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 7)]);

let attachments = '';
let requestId = '';
let bucket = '';

beforeAll(async () => {
  const report = { premisesId: 'yunshan-3-1-1201', description: '客厅灯不亮' };
  requestId = expectStatus(await owner.post('/v1/requests', report), 201).body.id;
  attachments = `/v1/requests/${requestId}/attachments`;
  const { name: FunctionName } = await deployedFunction(stage, 'intake', 'attachments');
  const lambda = new LambdaClient(stage.connection);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  bucket = Environment?.Variables?.BUCKET_NAME ?? '';
});

interface Announced {
  readonly id: string;
  readonly upload: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

async function announce(caller: Caller, contentType: string, bytes: number): Promise<Announced> {
  const body = { fileName: '../../客厅 1.JPG', contentType, bytes, purpose: 'report' };
  return expectStatus(await caller.post(attachments, body), 201).body;
}

/** As a browser sends a form: the file last. */
async function upload({ upload: { url, fields } }: Announced, file: Buffer, more: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...more })) form.append(name, value);
  form.append('file', new Blob([Uint8Array.from(file)]), 'evil.svg');
  const { status } = await fetch(url, { method: 'POST', body: form });
  return status;
}

const confirm = (caller: Caller, { id }: Announced) => caller.post(`${attachments}/${id}/confirm`);

async function isThere(key: string): Promise<boolean> {
  const s3 = new S3Client({ ...stage.connection, forcePathStyle: true });
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch {
    return false;
  }
}

describe('attachments of a request', () => {
  it('are uploaded straight to the storage, confirmed, listed, fetched, and removed', async () => {
    const announced = await announce(owner, 'image/jpeg', jpeg.length);
    expect(await confirm(owner, announced)).toMatchObject({ status: 409 });
    expect(await upload(announced, jpeg)).toBe(204);
    expectStatus(await confirm(owner, announced), 200);
    expect(await isThere(`uploads/${requestId}/${announced.id}`)).toBe(false);

    const { items } = expectStatus(await agent.get(attachments), 200).body;
    expect(items).toMatchObject([
      { id: announced.id, purpose: 'report', contentType: 'image/jpeg', bytes: jpeg.length, fileName: '客厅 1.jpg' },
    ]);
    const file = await fetch(items[0].download.url);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('image/jpeg');
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="attachment.jpg"; filename*=UTF-8''${encodeURIComponent('客厅 1.jpg')}`,
    );
    expect(Buffer.from(await file.arrayBuffer()).equals(jpeg)).toBe(true);

    expectStatus(await agent.post(`${attachments}/${announced.id}/remove`, { reason: '误传' }), 403);
    expectStatus(await supervisor.post(`${attachments}/${announced.id}/remove`, { reason: '误传' }), 200);
    expect(expectStatus(await owner.get(attachments), 200).body.items).toEqual([]);
    expect(await isThere(`requests/${requestId}/${announced.id}`)).toBe(false);
  });

  it('do not exist for a stranger', async () => {
    const announced = await announce(owner, 'image/jpeg', jpeg.length);
    await upload(announced, jpeg);
    const body = { contentType: 'image/jpeg', bytes: 10, purpose: 'report' };
    expectStatus(await neighbour.post(attachments, body), 404);
    expectStatus(await neighbour.get(attachments), 404);
    expectStatus(await confirm(neighbour, announced), 404);
    expectStatus(await neighbour.post(`${attachments}/${announced.id}/remove`), 404);
    expectStatus(await confirm(owner, announced), 200);
  });

  it('that are not what they were said to be are refused and deleted', async () => {
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const announced = await announce(owner, 'image/png', script.length);
    expect(await upload(announced, script)).toBe(204);
    expect(await isThere(`uploads/${requestId}/${announced.id}`)).toBe(true);
    expectStatus(await confirm(owner, announced), 422);
    expect(await isThere(`uploads/${requestId}/${announced.id}`)).toBe(false);
  });

  it('come by a form that takes one file of one size and type, to one place', async () => {
    const announced = await announce(owner, 'image/jpeg', jpeg.length);
    expect(await upload(announced, Buffer.concat([jpeg, jpeg]))).toBe(400);
    expect(await upload(announced, jpeg.subarray(1))).toBe(400);
    expect(await upload(announced, Buffer.alloc(0))).toBe(400);
    expect(await upload(announced, jpeg, { 'Content-Type': 'text/html' })).toBe(403);
    expect(await upload(announced, jpeg, { key: `requests/${requestId}/${announced.id}` })).toBe(403);
    expect(await isThere(`uploads/${requestId}/${announced.id}`)).toBe(false);
  });

  it('that have been judged cannot be exchanged by the form that brought them', async () => {
    const announced = await announce(owner, 'image/jpeg', jpeg.length);
    await upload(announced, jpeg);
    expectStatus(await confirm(owner, announced), 200);
    expect(await upload(announced, Buffer.alloc(jpeg.length, '<'))).toBe(204);
    const { items } = expectStatus(await owner.get(attachments), 200).body;
    const { download } = items.find(({ id }: Announced) => id === announced.id);
    expect(Buffer.from(await (await fetch(download.url)).arrayBuffer()).equals(jpeg)).toBe(true);
  });
});
