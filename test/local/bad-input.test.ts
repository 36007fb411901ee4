import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import { enter } from '../../infra/local/story/stage.ts';
import { describedAnswers } from '../shared/described-answers.ts';

/**
 * Bad input over HTTP, by the number of its class in words: what a client can do to a request's bytes, and a handler's
 * test cannot. Each is refused clearly, writes nothing and shows nothing of what was sent.
 */

const stage = inject('stage');
const { hostname, port } = new URL(stage.url);
const [agent, owner] = await Promise.all([enter(stage, 'wu-ting'), enter(stage, 'wang-fang')]);
const PREMISES = 'yunshan-3-1-1201';
const SECRET = 'geheim';
const faultsOf = describedAnswers(openapi);

interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** Beside the usual ones, which a header of the same name replaces; a list is sent as often as it is long. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly allow: string | undefined;
}

let keys = 0;

/** A report that would be good, were it not for what is wrong with it. */
async function send({ method = 'POST', path = '/v1/requests', headers = {}, body }: Sent): Promise<Answer> {
  keys += 1;
  const all: Record<string, string | readonly string[]> = {
    host: `${hostname}:${port}`,
    authorization: `Bearer ${agent.token}`,
    ...(method !== 'GET' && { 'content-type': 'application/json', 'idempotency-key': `bad-input-${keys}` }),
    ...headers,
  };
  const bytes = Buffer.from(body ?? (method === 'POST' ? good() : ''));
  const flat = Object.entries(all).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one]));
  const length = bytes.length > 0 ? ['content-length', String(bytes.length)] : [];
  const outgoing = request({ host: hostname, port, method, path, headers: [...flat, ...length] }).end(bytes);
  const [incoming] = await once(outgoing, 'response');
  const { 'content-type': type = '', allow } = incoming.headers;
  return { status: incoming.statusCode, type, text: await textOf(incoming), allow };
}

/** What comes back for these bytes until the line is closed; nothing where it is cut off instead. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined).end(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return text;
}

/** Who reads HTTP first, here Node, tells that it is too much, or hangs up while we are still talking. */
function tooMuch(text: string): void {
  expect(text).toMatch(/^(HTTP\/1\.1 (400|413|414|431|494) |$)/);
  expect(text).not.toContain(SECRET);
}

const good = (more: object = {}): string =>
  JSON.stringify({ premisesId: PREMISES, description: `${SECRET} 漏水`, ...more });

/** Refused by the product: a problem document, as the description of the API has it. */
function refused(answer: Answer, status: number): void {
  expect(answer.status, answer.text.slice(0, 500)).toBe(status);
  expect(faultsOf('POST', undefined, answer)).toEqual([]);
  expect(answer.text).not.toContain(SECRET);
}

/** Refused before the product has seen it, by whoever speaks HTTP there: here the emulator or Node, else AWS. */
function refusedOutside(answer: Pick<Answer, 'status' | 'text'>, ...statuses: readonly number[]): void {
  expect(statuses, answer.text.slice(0, 500)).toContain(answer.status);
  expect(answer.text).not.toContain(SECRET);
}

const reports = async (): Promise<string[]> => {
  const { body } = await agent.get(`/v1/requests?premisesId=${PREMISES}&limit=100`);
  return body.items.map(({ id }: { id: string }) => id);
};
let before: readonly string[] = [];
beforeAll(async () => {
  before = await reports();
});

describe('the body', () => {
  it.each<[string, Sent, number]>([
    ['one, empty', { body: ' ' }, 400],
    ['two, no JSON', { body: `{'description':'${SECRET}'}` }, 400],
    ['three, JSON that breaks off', { body: good().slice(0, -1) }, 400],
    [
      'four, nested 10,000 deep',
      { body: good({ description: 0 }).replace('0', '['.repeat(10_000) + ']'.repeat(10_000)) },
      422,
    ],
    ['five, a megabyte in one field', { body: good({ description: SECRET.repeat(170_000) }) }, 413],
    ['seven, as text', { headers: { 'content-type': 'text/plain' } }, 415],
    ['seven, zipped', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(good()) }, 400],
    [
      'eight, a field twice, the second one wrong',
      { body: good().replace('{', `{"description":"a",`).replace(`${SECRET} 漏水`, '') },
      422,
    ],
    ['nine, a prototype', { body: good().replace('{', `{"__proto__":{"roles":["${SECRET}"]},`) }, 422],
    ['ten, fields that nobody may set', { body: good({ status: SECRET }) }, 422],
    ['eleven, a list for a text', { body: good({ description: [SECRET] }) }, 422],
    ['thirteen, in capitals', { body: good({ channel: 'PHONE' }) }, 422],
    ['fourteen, bytes that are no letters', { body: Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0xd8, 0x7d]) }, 400],
    ['fifteen, blanks alone', { body: good({ description: ' \u3000\n' }) }, 422],
  ])('%s', async (_name, sent, status) => {
    refused(await send(sent), status);
  });

  // AWS refuses more than 10 MB itself, and more than 6 MB on the way to a function; the emulator passes all of it on.
  it.each([7, 12])('six, %i MB', async (megabytes) => {
    const answer = await send({ body: `{"description":"${SECRET.repeat(megabytes * 170_000)}"}` });
    if (answer.type.includes('problem')) refused(answer, 413);
    else refusedOutside(answer, 413);
  });
});

describe('the address', () => {
  it.each<[string, Sent]>([
    ['eighteen, a quotation', { path: `/v1/requests/${SECRET}%27%20OR%201=1--` }],
    ['eighteen, a key of ours', { path: `/v1/requests/request%23${SECRET}` }],
    ['eighteen, another folder', { path: `/v1/requests/..%2f${SECRET}` }],
    ['eighteen, a NUL', { path: `/v1/requests/${SECRET}%00` }],
    ['eighteen, 4 KB', { path: `/v1/requests/${SECRET.repeat(700)}` }],
    ['eighteen, null', { path: '/v1/requests/null' }],
    ['thirty-five, a slash twice', { path: `/v1/requests//${SECRET}` }],
  ])('%s: not found', async (_name, sent) => {
    refused(await send({ method: 'GET', ...sent }), 404);
  });

  it('thirty-five, what is no route of ours: not found', async () => {
    // A route is a path of ours: what fits none does not reach a function.
    refusedOutside(await send({ method: 'GET', path: `/v1//requests/${SECRET}` }), 404);
    refusedOutside(await send({ method: 'GET', path: `/v1/${SECRET}` }), 404);
  });

  it('thirty-five, a slash at the end is no list', async () => {
    const answer = await send({ method: 'GET', path: '/v1/requests/' });
    if (answer.type.includes('problem')) refused(answer, 404);
    else refusedOutside(answer, 404);
  });

  it.each(['DELETE', 'PATCH', 'HEAD'])('thirty-five, %s: not allowed, and what is', async (method) => {
    const { status, allow, text } = await send({ method });
    expect(status, text).toBe(405);
    expect(allow).toBe('POST, GET');
  });

  it('thirty-five, OPTIONS', async () => {
    // Asked and answered between browser and HTTP API: a function never sees it.
    refusedOutside(await send({ method: 'OPTIONS' }), 403, 404, 405);
  });

  it.each([
    ['a negative limit', 'limit=-1'],
    ['a limit twice', 'limit=5&limit=5'],
    ['a huge limit', 'limit=1000000000'],
    ['a cursor that is none', `cursor=${SECRET}!`],
    ['1,000 parameters', Array.from({ length: 1000 }, (_, n) => `x${n}=1`).join('&')],
  ])('twenty-three, a query with %s', async (_name, query) => {
    refused(await send({ method: 'GET', path: `/v1/requests?premisesId=${PREMISES}&${query}` }), 422);
  });

  it('twenty-three, 10,000 parameters', async () => {
    const query = Array.from({ length: 10_000 }, (_, n) => `${SECRET}${n}=1`).join('&');
    tooMuch(await answerTo(`GET /v1/requests?${query} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`));
  });
});

describe('the headers', () => {
  it.each<[string, Sent, number]>([
    ['twenty-two, 12 KB in the key', { headers: { 'idempotency-key': SECRET.repeat(2000) } }, 400],
    ['twenty-nine, no key', { headers: { 'idempotency-key': [] } }, 400],
    ['twenty-nine, 256 characters', { headers: { 'idempotency-key': 'x'.repeat(256) } }, 400],
    ['twenty-nine, blanks inside', { headers: { 'idempotency-key': `${SECRET} key` } }, 400],
    ['no type', { headers: { 'content-type': [] } }, 415],
  ])('%s', async (_name, sent, status) => {
    refused(await send(sent), status);
  });

  it('twenty-two, a header twice', async () => {
    // AWS joins them with a comma; the emulator takes one. Neither makes a good report of a bad one.
    const twice = ['text/plain', 'application/xml'];
    refused(await send({ headers: { 'content-type': twice } }), 415);
    const answer = await send({ headers: { 'idempotency-key': [`${SECRET}-1`, `${SECRET}-2`] }, body: '{}' });
    refused(answer, 422);
  });

  it('twenty-two, a line that is no header', async () => {
    // Whoever speaks HTTP first cannot read it: here Node.
    const lines = ['GET /v1/me HTTP/1.1', `Host: ${hostname}`, `X-Evil: a\rb\0${SECRET}`, 'Connection: close'];
    const text = await answerTo(`${lines.join('\r\n')}\r\n\r\n`);
    refusedOutside({ status: Number(text.split(' ')[1]), text }, 400);
  });
});

describe('twenty: the token', () => {
  const [head = '', payload = '', signature = ''] = agent.token.split('.');
  const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());

  // The authorizer before the function refuses these; the function checks the claims of what passes once more.
  it.each([
    ['none', []],
    ['no token', 'Bearer '],
    ['rubbish', `Bearer ${SECRET}`],
    ['unsigned', `Bearer ${coded({ alg: 'none' })}.${payload}.`],
    ['with other rights', `Bearer ${head}.${coded({ ...claims, 'cognito:groups': ['manager'] })}.${signature}`],
    ['of somebody else', `Bearer ${head}.${coded({ ...claims, sub: SECRET })}.${signature}`],
    ['of another key', `Bearer ${coded({ alg: 'RS256', kid: SECRET })}.${payload}.${signature}`],
    ['in another algorithm', `Bearer ${coded({ alg: 'HS256' })}.${payload}.${signature}`],
  ])('%s', async (_name, authorization) => {
    refusedOutside(await send({ headers: { authorization } }), 401);
  });

  it('of 16 KB', async () => {
    const lines = ['GET /v1/me HTTP/1.1', `Host: ${hostname}`, `Authorization: Bearer ${SECRET.repeat(2700)}`];
    tooMuch(await answerTo(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`));
  });
});

it('thirty-two: what belongs to others answers like what does not exist', async () => {
  const foreign = await send({
    method: 'GET',
    path: '/v1/premises/yunshan-3-1-1202',
    headers: { authorization: `Bearer ${owner.token}` },
  });
  const missing = await send({
    method: 'GET',
    path: '/v1/premises/nowhere-3-1-1202',
    headers: { authorization: `Bearer ${owner.token}` },
  });
  refused(foreign, 404);
  const bare = ({ text }: Answer) => text.replaceAll(/urn:uuid:[\da-f-]{36}/g, 'urn:uuid:');
  expect(bare(foreign)).toBe(bare(missing));
});

it('nothing of all this was written', async () => {
  expect(await reports()).toEqual(before);
});
