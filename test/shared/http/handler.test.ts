import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { httpHandler } from '../../../shared/http/handler.ts';
import { type Answer, type Call, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { KeyUnavailable } from '../../../shared/personal/key-unavailable.ts';
import { capturedLines } from '../captured-lines.ts';
import { AUDIENCE, caller, goodClaims, ISSUER } from './call.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const lines = capturedLines();
const dynamo = mockClient(DynamoDBDocumentClient);
const agent: Principal = {
  sub: 'sub-1',
  roles: ['agent'],
  staffId: 's1',
  personId: null,
  premisesIds: [],
  communityIds: ['yunshan'],
};
const principalOf = vi.fn<(sub: string, roles: readonly string[]) => Promise<Principal | undefined>>();
type AnyCall = Call<unknown, unknown, unknown>;
const handle = vi.fn<(call: AnyCall) => Promise<Answer>>();
const note = z.strictObject({
  text: z.string().min(1).max(20),
  kind: z.enum(['call', 'visit']).optional(),
  place: z.strictObject({ floor: z.number() }).optional(),
});

const operations = [
  operation({
    method: 'GET',
    path: '/v1/notes/{id}',
    roles: ['agent', 'manager'],
    ownership: 'all',
    answer: z.unknown(),
    params: z.object({ id: z.string().regex(/^n\d+$/) }),
    query: z.object({ limit: z.coerce.number().int().max(100).default(20) }),
    handle,
  }),
  operation({
    method: 'POST',
    path: '/v1/notes',
    roles: ['agent'],
    ownership: 'all',
    answer: z.unknown(),
    body: note,
    handle,
  }),
  operation({
    method: 'PUT',
    path: '/v1/notes/{id}',
    roles: ['agent'],
    ownership: 'all',
    answer: z.unknown(),
    body: note,
    handle,
  }),
  operation({
    method: 'GET',
    path: '/v1/public/notes/{token}',
    roles: 'signed-link',
    ownership: 'the one',
    answer: z.unknown(),
    handle,
  }),
];
const call = caller(
  httpHandler(operations, {
    doc: documentClient(),
    table: 'notes',
    token: { issuer: ISSUER, audience: AUDIENCE, tokenUse: 'access' },
    principalOf,
  }),
);
const handled = (): AnyCall => {
  const [first] = handle.mock.calls[0] ?? [];
  if (!first) throw new Error('the operation was not called');
  return first;
};
const key = { 'idempotency-key': 'k1' };

beforeEach(() => {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({});
  principalOf.mockReset().mockResolvedValue(agent);
  handle.mockReset().mockResolvedValue({ status: 200, body: { ok: true } });
});

describe('who calls', () => {
  test.each([
    ['no token', null],
    ['a token without exp', { ...goodClaims, exp: '' }],
    ['a token that is over', { ...goodClaims, exp: String(Math.floor(Date.now() / 1000) - 1) }],
    ['a token of another issuer', { ...goodClaims, iss: `${ISSUER}/` }],
    ['a token for another client', { ...goodClaims, client_id: 'other' }],
    ['a token without audience', { ...goodClaims, client_id: '' }],
    ['an id token', { ...goodClaims, token_use: 'id' }],
    ['a refresh token', { ...goodClaims, token_use: 'refresh' }],
    ['a token without subject', { ...goodClaims, sub: '' }],
  ])('%s: 401, and nothing runs', async (_name, claims) => {
    const reply = await call('GET', '/v1/notes/n1', { claims });
    expect(reply.status).toBe(401);
    expect(reply.json.type).toBe('urn:guanjia:problem:not-signed-in');
    expect(principalOf).not.toHaveBeenCalled();
    expect(handle).not.toHaveBeenCalled();
  });

  test('a good token reaches the operation as the principal that the directory knows', async () => {
    expect((await call('GET', '/v1/notes/n1')).status).toBe(200);
    expect(principalOf).toHaveBeenCalledWith('sub-1', ['agent', 'supervisor']);
    expect(handled().principal).toEqual(agent);
    expect(handled().cause).toEqual({
      at: handled().now,
      actor: { type: 'staff', id: 's1' },
      correlationId: expect.any(String),
      causationId: 'call-1',
    });
  });

  test('a stranger with a good token: 403', async () => {
    principalOf.mockResolvedValue(undefined);
    expect((await call('GET', '/v1/notes/n1')).status).toBe(403);
  });

  test('a role that is not listed: 403, before anything of the call is looked at', async () => {
    principalOf.mockResolvedValue({ ...agent, roles: ['owner', 'technician'] });
    expect((await call('POST', '/v1/notes', { rawBody: 'nonsense' })).status).toBe(403);
    expect(handle).not.toHaveBeenCalled();
  });

  test('a signed link needs no token and gives no rights', async () => {
    expect((await call('GET', '/v1/public/notes/t', { claims: null })).status).toBe(200);
    expect(handled().principal).toMatchObject({ roles: [], premisesIds: [], communityIds: [], staffId: null });
    expect(principalOf).not.toHaveBeenCalled();
  });
});

describe('what is called', () => {
  test('an unknown path: 404, without a token as well', async () => {
    for (const path of ['/v1/others', '/v1/notes/n1/more', '/v1/notes/', '/v1/notes//', '/'])
      expect((await call('GET', path)).status).toBe(404);
    expect((await call('GET', '/v1/others', { claims: null })).status).toBe(404);
    expect((await call('PUT', '/v1/notes/', { headers: { 'if-match': '1' }, body: { text: 'a' } })).status).toBe(404);
  });

  test('a known path with another method: 405 with the methods that are possible', async () => {
    const reply = await call('DELETE', '/v1/notes/n1');
    expect(reply.status).toBe(405);
    expect(reply.headers.Allow).toBe('GET, PUT');
  });

  test('a path parameter of the wrong form: 404, like one that does not exist', async () => {
    expect((await call('GET', '/v1/notes/__proto__')).status).toBe(404);
  });

  test('a query is parsed, with its defaults', async () => {
    await call('GET', '/v1/notes/n1', { query: { limit: '7' } });
    expect(handled().query).toEqual({ limit: 7 });
    handle.mockClear();
    await call('GET', '/v1/notes/n1');
    expect(handled().query).toEqual({ limit: 20 });
    expect((await call('GET', '/v1/notes/n1', { query: { limit: '101' } })).json.errors).toEqual([
      { path: '/limit', reason: expect.any(String) },
    ]);
  });
});

describe('a body', () => {
  const post = async (options: Parameters<typeof call>[2]) =>
    await call('POST', '/v1/notes', { headers: key, ...options });

  test('is parsed and handed over', async () => {
    expect((await post({ body: { text: '漏水' } })).status).toBe(200);
    expect(handled().body).toEqual({ text: '漏水' });
  });

  test.each([
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json-patch+json', 415],
    ['', 415],
  ])('of type %j: %i', async (type, status) => {
    expect((await post({ body: { text: 'a' }, headers: { ...key, 'content-type': type } })).status).toBe(status);
  });

  test('that is no JSON: 400', async () => {
    expect((await post({ rawBody: '{"text":' })).status).toBe(400);
  });

  test('up to 64 KB is looked at, above: 413; bytes count, not characters', async () => {
    const ofBytes = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    expect((await post({ rawBody: ofBytes(64 * 1024) })).status).toBe(422);
    expect((await post({ rawBody: ofBytes(64 * 1024 + 1) })).status).toBe(413);
    expect((await post({ body: { text: '水'.repeat(22_000) } })).status).toBe(413);
  });

  test('in base64 has the same limit', async () => {
    const base64 = (bytes: number) => Buffer.from(' '.repeat(bytes)).toString('base64');
    expect((await post({ base64: true, rawBody: base64(64 * 1024) })).status).toBe(400);
    expect((await post({ base64: true, rawBody: base64(64 * 1024 + 1) })).status).toBe(413);
  });

  test('with unknown fields or wrong types: 422 with the paths, and nothing of what was sent', async () => {
    const secret = { text: 13800138000, kind: 'hunter2', place: { floor: 'hunter2', hunter2: 1 }, 张伟: 'x' };
    const reply = await post({ body: secret });
    expect(reply.status).toBe(422);
    expect(reply.json.errors).toEqual(
      expect.arrayContaining([
        { path: '/text', reason: expect.any(String) },
        { path: '/kind', reason: expect.any(String) },
        { path: '/place/floor', reason: expect.any(String) },
        { path: '/place', reason: 'unknown field' },
        { path: '', reason: 'unknown field' },
      ]),
    );
    expect(reply.text).not.toMatch(/13800138000|hunter2|张伟/);
    expect(handle).not.toHaveBeenCalled();
  });

  test('that is missing, null or a list: 422', async () => {
    for (const rawBody of ['', 'null', '[]', '"text"', '1']) expect((await post({ rawBody })).status).toBe(422);
  });

  test('cannot reach the prototype', async () => {
    expect((await post({ rawBody: '{"text":"a","__proto__":{"kind":"call"}}' })).status).toBe(422);
  });
});

describe('an edit', () => {
  const put = async (headers: Record<string, string>) =>
    await call('PUT', '/v1/notes/n1', { headers, body: { text: 'a' } });

  test('without If-Match: 428; with one that is no version: 400', async () => {
    expect((await put({})).status).toBe(428);
    for (const header of ['*', 'W/"1"', '"a"', '-1', '1.5', '12345678901'])
      expect((await put({ 'if-match': header })).status, header).toBe(400);
  });

  test.each([
    ['"3"', 3],
    ['3', 3],
    ['0', 0],
  ])('with If-Match %s edits version %i', async (header, version) => {
    await put({ 'if-match': header });
    expect(handled().ifMatch).toBe(version);
  });

  test('needs no Idempotency-Key and remembers nothing', async () => {
    handle.mockImplementation(async ({ remember }) => {
      remember({ status: 200, body: {} });
      return { status: 200, body: {} };
    });
    expect((await put({ 'if-match': '1' })).status).toBe(500);
  });
});

describe('what the operation says', () => {
  test('its answer, as JSON that no cache keeps', async () => {
    handle.mockResolvedValue({ status: 200, body: { place: '3栋' }, headers: { ETag: '"3"' } });
    const reply = await call('GET', '/v1/notes/n1');
    expect(reply.json).toEqual({ place: '3栋' });
    expect(reply.headers).toMatchObject({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      ETag: '"3"',
    });
  });

  test('a page may load nothing, run nothing and be framed by nobody', async () => {
    handle.mockResolvedValue({ status: 200, body: '<p>漏水</p>' });
    const reply = await call('GET', '/v1/public/notes/t', { claims: null });
    expect(reply.text).toBe('<p>漏水</p>');
    expect(reply.headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(reply.headers['Content-Security-Policy']).toContain("default-src 'none'");
    expect(reply.headers['Content-Security-Policy']).toContain("frame-ancestors 'none'");
    expect(reply.headers['Content-Security-Policy']).not.toMatch(/script-src|https?:|\*/);
  });

  test('a problem, as a document with a stable type, in the language of the caller', async () => {
    handle.mockRejectedValue(
      new Problem('state-conflict', { detail: { zh: '该工单已完成', en: 'The work order is completed' } }),
    );
    const zh = await call('GET', '/v1/notes/n1');
    expect(zh.status).toBe(409);
    expect(zh.headers['Content-Type']).toBe('application/problem+json; charset=utf-8');
    expect(zh.json).toEqual({
      type: 'urn:guanjia:problem:state-conflict',
      title: '当前状态不允许此操作',
      status: 409,
      detail: '该工单已完成',
      instance: `urn:uuid:${zh.headers['X-Correlation-Id']}`,
    });
    const en = await call('GET', '/v1/notes/n1', { headers: { 'accept-language': 'en-GB,zh;q=0.5' } });
    expect(en.json).toMatchObject({
      title: 'Not possible in the present state',
      detail: 'The work order is completed',
    });
  });

  test.each(['zh-CN,zh;q=0.9,en;q=0.8', 'fr', '*', ''])(
    'for Accept-Language %j the language is Chinese',
    async (header) => {
      handle.mockRejectedValue(new Problem('not-found'));
      expect((await call('GET', '/v1/notes/n1', { headers: { 'accept-language': header } })).json.title).toBe('未找到');
    },
  );

  test('an error that nobody expected: 500, logged, and nothing of it in the answer', async () => {
    handle.mockRejectedValue(new Error('table arn:aws:dynamodb:secret', { cause: new Error('inner secret') }));
    const reply = await call('GET', '/v1/notes/n1');
    expect(reply.status).toBe(500);
    expect(Object.keys(reply.json).sort()).toEqual(['instance', 'status', 'title', 'type']);
    expect(reply.text).not.toMatch(/secret|arn|stack/);
    const logged = lines().find(({ level }) => level === 'ERROR');
    expect(JSON.stringify(logged)).toContain('arn:aws:dynamodb:secret');
    expect(logged?.correlationId).toBe(reply.headers['X-Correlation-Id']);
  });

  test('a directory that does not answer: 500 too', async () => {
    principalOf.mockRejectedValue(new Error('throttled'));
    expect((await call('GET', '/v1/notes/n1')).status).toBe(500);
  });

  test('a concurrent change is tried again with the same instant; after five 503 with Retry-After', async () => {
    handle.mockRejectedValueOnce(new ConcurrentChange('1'));
    expect((await call('GET', '/v1/notes/n1')).status).toBe(200);
    expect(handle.mock.calls[1]?.[0].now).toBe(handled().now);
    handle.mockReset().mockRejectedValue(new ConcurrentChange('1'));
    const reply = await call('GET', '/v1/notes/n1');
    expect(handle).toHaveBeenCalledTimes(5);
    expect(reply.status).toBe(503);
    expect(reply.headers['Retry-After']).toBe('1');
  });

  test('personal data whose key is switched off: 503 that says so, and no word of the key', async () => {
    handle.mockRejectedValue(new KeyUnavailable('KMS did not serve', { cause: new Error('arn:aws:kms:secret') }));
    const reply = await call('GET', '/v1/notes/n1', { headers: { 'accept-language': 'en' } });
    expect(reply.status).toBe(503);
    expect(reply.headers['Retry-After']).toBe('60');
    expect(reply.json.detail).toMatch(/Personal data/);
    expect(JSON.stringify(reply.json)).not.toMatch(/arn|KMS/);
  });

  test('one line is logged per call: route, not path; no body, no query, no token', async () => {
    await call('POST', '/v1/notes', { headers: key, body: { text: '厨房漏水' } });
    await call('GET', '/v1/notes/n77', { query: { limit: '7' } });
    const served = lines().filter(({ message }) => message === 'request served');
    expect(served.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['POST', '/v1/notes', 200],
      ['GET', '/v1/notes/{id}', 200],
    ]);
    expect(JSON.stringify(lines())).not.toMatch(/厨房|n77|sub-1/);
  });
});
