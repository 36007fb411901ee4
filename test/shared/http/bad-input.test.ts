import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { httpHandler } from '../../../shared/http/handler.ts';
import { type Answer, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { capturedLines } from '../captured-lines.ts';
import { memoryTable } from '../memory-table.ts';
import { AUDIENCE, type CallOptions, caller, goodClaims, ISSUER, type Reply } from './call.ts';

/*
 * Classes of bad input, by their number in words. Each is refused with a clear status, shows nothing of what was sent
 * and never reaches the operation. What handler.test.ts and token.test.ts show already is not repeated.
 */

const lines = capturedLines();
const { rows, reset } = memoryTable();
const agent: Principal = {
  sub: 'sub-1',
  roles: ['agent'],
  staffId: 's1',
  personId: null,
  premisesIds: [],
  communityIds: ['yunshan'],
};
const handle = vi.fn<() => Promise<Answer>>();
const visit = z.strictObject({
  text: z.string().trim().min(1).max(200),
  kind: z.enum(['call', 'visit']).optional(),
  amount: z.int().positive().max(1_000_000).optional(),
  at: instantSchema.optional(),
  floors: z.array(z.int()).min(1).max(9).optional(),
});
const operations = [
  operation({
    method: 'POST',
    path: '/v1/visits',
    roles: ['agent'],
    ownership: 'all',
    answer: z.unknown(),
    body: visit,
    handle,
  }),
  operation({
    method: 'GET',
    path: '/v1/visits',
    roles: ['agent'],
    ownership: 'all',
    answer: z.unknown(),
    query: pageQuerySchema,
    handle,
  }),
  operation({
    method: 'GET',
    path: '/v1/visits/{id}',
    roles: ['agent'],
    ownership: 'all',
    answer: z.unknown(),
    params: z.object({ id: z.string().max(100) }),
    handle,
  }),
];
const call = caller(
  httpHandler(operations, {
    doc: documentClient(),
    table: 'visits',
    token: { issuer: ISSUER, audience: AUDIENCE, tokenUse: 'access' },
    principalOf: async () => agent,
  }),
);
let keys = 0;
const post = (options: CallOptions): Promise<Reply> => {
  keys += 1;
  return call('POST', '/v1/visits', { ...options, headers: { 'idempotency-key': `k${keys}`, ...options.headers } });
};
const good = { text: '漏水' };

beforeEach(() => {
  reset();
  handle.mockReset().mockResolvedValue({ status: 200, body: {} });
});

function refused(reply: Reply, status: number, ...secrets: readonly string[]): void {
  expect(reply.status).toBe(status);
  expect(reply.headers['Content-Type']).toBe('application/problem+json; charset=utf-8');
  for (const secret of secrets) expect(reply.text + JSON.stringify(lines())).not.toContain(secret);
  expect(handle).not.toHaveBeenCalled();
  expect([...rows]).toEqual([]);
}

describe('the text of a body', () => {
  test.each<[string, CallOptions, number]>([
    ['one, an empty body', { rawBody: '' }, 422],
    ['two, no JSON', { rawBody: "{'text':'geheim'}" }, 400],
    ['three, JSON that breaks off', { rawBody: '{"text":"geheim"' }, 400],
    ['four, nested 10,000 deep', { rawBody: `{"text":${'['.repeat(10_000)}${']'.repeat(10_000)}}` }, 422],
    ['five, a megabyte in a field of 200 characters', { body: { text: 'geheim'.repeat(170_000) } }, 413],
    ['six, 7 MB', { rawBody: ' '.repeat(7_000_000) }, 413],
    ['seven, zipped', { rawBody: 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==', base64: true }, 400],
    ['eight, a field twice, the second one wrong', { rawBody: '{"text":"a","text":""}' }, 422],
    ['nine, constructor and prototype', { rawBody: '{"text":"a","constructor":{"prototype":{"geheim":1}}}' }, 422],
    ['ten, fields that nobody may set', { body: { ...good, roles: ['manager'], geheim: 1 } }, 422],
  ])('%s', async (_name, options, status) => {
    refused(await post(options), status, 'geheim');
  });
});

describe('the fields of a body', () => {
  test.each([
    ['eleven, a list for a text', '{"text":["geheim"]}'],
    ['eleven, a thing with a length for a list', '{"text":"a","floors":{"length":{"toString":"geheim"}}}'],
    ['eleven, a number too large for a double', '{"text":"a","amount":1e309}'],
    ['eleven, a whole number that a double cannot hold', '{"text":"a","amount":9007199254740993}'],
    ['eleven, minus zero', '{"text":"a","amount":-0}'],
    ['eleven, a number as text', '{"text":"a","amount":"1e3"}'],
    ['twelve, a negative amount', '{"text":"a","amount":-1}'],
    ['twelve, zero', '{"text":"a","amount":0}'],
    ['twelve, half a cent', '{"text":"a","amount":0.5}'],
    ['twelve, a huge amount', '{"text":"a","amount":1000001}'],
    ['thirteen, an unknown word', '{"text":"a","kind":"geheim"}'],
    ['thirteen, in capitals', '{"text":"a","kind":"Call"}'],
    ['thirteen, full-width digits', '{"text":"a","amount":"１２"}'],
    ['fifteen, blanks alone', '{"text":" \\u3000\\n"}'],
    ['seventeen, 30 February', '{"text":"a","at":"2026-02-30T00:00:00.000Z"}'],
    ['seventeen, no zone', '{"text":"a","at":"2026-11-25T02:00:00.000"}'],
    ['seventeen, another zone', '{"text":"a","at":"2026-11-25T02:00:00.000+14:00"}'],
    ['seventeen, seconds instead of milliseconds', '{"text":"a","at":1764036000}'],
  ])('%s', async (_name, rawBody) => {
    refused(await post({ rawBody }), 422, 'geheim');
  });

  test.each(['👨‍👩‍👧‍👦 漏水', '\u202e漏水', 'a\u0000b', '𠮷野家', 'e\u0301', '\ud800 lone'])(
    'fourteen: every script and sign is a text, %j too',
    async (text) => {
      expect((await post({ body: { text } })).status).toBe(200);
    },
  );
});

describe('the address', () => {
  test.each([
    ['eighteen, an id of 4 KB', `/v1/visits/${'x'.repeat(4096)}`],
    ['thirty-five, a slash at the end', '/v1/visits/'],
    ['thirty-five, a slash twice', '/v1//visits'],
    ['thirty-five, an encoded path', '/v1%2fvisits'],
    ['thirty-five, other letters', '/V1/Visits'],
  ])('%s: not found', async (_name, path) => {
    refused(await call('GET', path), 404, 'xxxx');
  });

  test.each(['HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE'])('thirty-five, %s: not allowed', async (method) => {
    const reply = await call(method, '/v1/visits');
    refused(reply, 405);
    expect(reply.headers.Allow).toBe('POST, GET');
  });

  test('thirty-five, a method that nobody knows does not stand in the log', async () => {
    refused(await call('GEHEIM<1>', '/v1/visits'), 405, 'GEHEIM');
  });

  test.each<[string, Record<string, string>]>([
    ['one that is negative', { limit: '-1' }],
    ['one that is huge', { limit: '1000000000' }],
    ['two, joined as the gateway joins them', { limit: '5,5' }],
    ['a cursor that is none', { cursor: 'geheim!' }],
    ['10,000 parameters', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`geheim${n}`, '1']))],
  ])('twenty-three, a query of a list with %s', async (_name, query) => {
    const reply = await call('GET', '/v1/visits', { query });
    refused(reply, 422, 'geheim');
    expect(reply.text.length).toBeLessThan(4000);
  });
});

describe('the headers', () => {
  test.each([
    ['twenty-two, a line break', 'a\r\nX-Evil: geheim'],
    ['twenty-two, 12 KB', 'geheim'.repeat(2000)],
    ['twenty-two, sent twice', 'geheim, geheim'],
    ['twenty-nine, 256 characters', 'x'.repeat(256)],
    ['twenty-nine, other letters', '密'],
  ])('%s in the key', async (_name, key) => {
    refused(await post({ body: good, headers: { 'idempotency-key': key } }), 400, 'geheim', 'X-Evil');
  });

  test('twenty: a token of 16 KB is no subject', async () => {
    refused(await call('GET', '/v1/visits', { claims: { ...goodClaims, sub: 'x'.repeat(16_384) } }), 401, 'xxxx');
  });

  test.each(['agent', '[agent]', '["agent"]', '[agent supervisor]'])(
    'twenty-one: %s names the role agent',
    async (groups) => {
      const claims = { ...goodClaims, 'cognito:groups': groups };
      expect((await call('GET', '/v1/visits', { claims })).status).toBe(200);
    },
  );
});
