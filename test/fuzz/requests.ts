import type { Random } from '../sla/simulation/random.ts';
import type { DescribedOperation } from './document.ts';
import { CANARY, isObject, likely, oddText, oddValue } from './values.ts';
import { idsAt } from './world.ts';

/** A call, before it is sent; mutations change it in place. */
export interface Sent {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** Sent as JSON unless `raw` is there. */
  body: unknown;
  raw?: string;
  base64: boolean;
}

/** A call as the document asks for it. */
export function proper(operation: DescribedOperation, random: Random): Sent {
  const { method, parameters, body } = operation;
  const named = (place: string) =>
    parameters.filter((one) => one.in === place && (one.required || random.happens(0.4)));
  const path = operation.path.replaceAll(
    /([\w-]+)\/\{\w+\}/g,
    (_, noun: string) => `${noun}/${random.oneOf(idsAt(noun))}`,
  );
  return {
    method,
    path,
    query: Object.fromEntries(named('query').map(({ name, schema }) => [name, String(likely(schema, name, random))])),
    headers: {
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': `key-${random.between(0, 1e9)}` }),
      ...(method === 'PUT' && { 'if-match': random.oneOf(['"1"', '0', '"7"']) }),
      ...(random.happens(0.2) && { 'accept-language': 'en' }),
    },
    body: body && likely(body, '', random),
    base64: false,
  };
}

/** Spoils a call in one way. */
export function spoil(sent: Sent, random: Random): void {
  const ways: (readonly [number, (sent: Sent, random: Random) => void])[] = [
    [4, spoilQuery],
    [3, spoilHeaders],
    [3, spoilPath],
    ...(sent.method === 'GET'
      ? []
      : ([
          [14, spoilFields],
          [5, spoilBody],
        ] as const)),
  ];
  random.weighted(ways)(sent, random);
}

function spoilFields(sent: Sent, random: Random): void {
  const holders = objectsIn(sent.body);
  if (holders.length === 0) {
    sent.body = oddValue(random);
    return;
  }
  const holder = random.oneOf(holders);
  const names = Object.keys(holder);
  const name = names.length > 0 ? random.oneOf(names) : CANARY;
  random.weighted<() => void>([
    [6, () => set(holder, name, oddValue(random))],
    [2, () => delete holder[name]],
    [
      2,
      () =>
        set(
          holder,
          random.oneOf([CANARY, `__proto__`, 'constructor', 'a/b~c', '', 'id', 'status', 'roles']),
          oddValue(random),
        ),
    ],
    [
      1,
      () => {
        sent.body = oddValue(random);
      },
    ],
  ])();
}

function spoilBody(sent: Sent, random: Random): void {
  const json = JSON.stringify(sent.body ?? {});
  const raw = random.oneOf([
    '',
    ' ',
    'null',
    '"',
    '[]',
    json.slice(0, -1),
    json.slice(0, Math.floor(json.length / 2)),
    `${json}${json}`,
    `\ufeff${json}`,
    json.replaceAll('"', "'"),
    `${json.slice(0, -1)},}`,
    json.replace('{', `{"__proto__":{"roles":["manager"]},`),
    json.replace('{', `{"a":1,"a":"${CANARY}",`),
    json.replace(/:"[^"]*"/, ':1e400'),
    json.replace(/:"[^"]*"/, ':NaN'),
    '['.repeat(10_000) + ']'.repeat(10_000),
    `{"a":${'['.repeat(10_000)}`,
    `{"${CANARY}":"${'x'.repeat(70_000)}"}`,
    `"${'\\u0000'.repeat(2000)}"`,
    `a=1&b=${CANARY}`,
    `<x>${CANARY}</x>`,
  ]);
  random.weighted<() => void>([
    [
      5,
      () => {
        sent.raw = raw;
      },
    ],
    [
      1,
      () => {
        sent.raw = Buffer.from(json).toString('base64');
        sent.base64 = true;
      },
    ],
    [
      1,
      () => {
        sent.raw = `%%%${CANARY}`;
        sent.base64 = true;
      },
    ],
    [
      1,
      () => {
        sent.raw = Buffer.from([0xff, 0xfe, 0x00, 0xd8]).toString('base64');
        sent.base64 = true;
      },
    ],
    [
      1,
      () => {
        sent.raw = Buffer.from(json, 'utf16le').toString('base64');
        sent.base64 = true;
      },
    ],
    [
      2,
      () => {
        const types = [
          'text/plain',
          'application/xml',
          '',
          CANARY,
          'multipart/form-data',
          'application/json, text/html',
          'application/json;charset=utf-16',
        ];
        sent.headers['content-type'] = random.oneOf(types);
      },
    ],
    [
      1,
      () => {
        delete sent.headers['content-type'];
      },
    ],
    [
      1,
      () => {
        sent.headers['content-encoding'] = 'gzip';
        sent.raw = 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==';
        sent.base64 = true;
      },
    ],
  ])();
}

function spoilQuery(sent: Sent, random: Random): void {
  const cursor = (value: string) => Buffer.from(value).toString('base64url');
  const names = [...Object.keys(sent.query), 'limit', 'cursor', 'status', 'at', CANARY, '__proto__'];
  const name = random.oneOf(names);
  const values: Readonly<Record<string, readonly string[]>> = {
    limit: ['-1', '0', '101', '1000000000', '1.5', 'NaN', '', '5,5', '1e1', '0x10', ' 7 ', CANARY],
    cursor: [
      CANARY,
      '',
      cursor(''),
      cursor(CANARY),
      cursor('\u0000'),
      cursor('null'),
      cursor('{}'),
      cursor('["9","request#other","state"]'),
      cursor('["2026-11-25T02:00:00.000Z","","state"]'),
      cursor('["","",""]'),
      cursor('[1,2,3]'),
      cursor(`["9","request#${'x'.repeat(300)}","state"]`),
      cursor('水'.repeat(140)),
      cursor('x'.repeat(1200)),
      '_8A',
    ],
  };
  const odd = Object.hasOwn(values, name) ? values[name] : undefined;
  set(sent.query, name, random.oneOf(odd ?? [oddText(random)]));
}

function spoilHeaders(sent: Sent, random: Random): void {
  const name = random.oneOf([
    'idempotency-key',
    'if-match',
    'accept-language',
    'content-length',
    `x-${CANARY}`,
    'cookie',
    'x-http-method-override',
  ]);
  const value = random.oneOf([
    '',
    CANARY,
    'a,b',
    'a, b',
    'key with blanks',
    '水',
    'x'.repeat(255),
    CANARY.repeat(40),
    'x'.repeat(12_000),
    '"1","2"',
    'W/"1"',
    '*',
    '-1',
    '99999999999',
    'DELETE',
    `a\r\nb: ${CANARY}`,
    'en;q=2, *;q=',
  ]);
  if (random.happens(0.25)) delete sent.headers[name];
  else sent.headers[name] = value;
}

function spoilPath(sent: Sent, random: Random): void {
  const parts = sent.path.split('/');
  random.weighted<() => void>([
    [
      6,
      () => {
        parts[random.between(3, Math.max(3, parts.length - 1))] = random.happens(0.3)
          ? encodeURIComponent(oddText(random).toWellFormed())
          : oddText(random).replaceAll('/', '');
        sent.path = parts.join('/');
      },
    ],
    [
      1,
      () => {
        sent.path += '/';
      },
    ],
    [
      1,
      () => {
        sent.path = sent.path.replace('/v1/', '/v1//');
      },
    ],
    [
      1,
      () => {
        sent.path = sent.path.replace('/v1/', '/V1/');
      },
    ],
    [
      1,
      () => {
        sent.path = random.oneOf([
          '',
          '/',
          '/v1',
          `/v1/${CANARY}`,
          '/v1/constructor',
          '/v1/me/..',
          `/${'a/'.repeat(200)}`,
        ]);
      },
    ],
    [
      2,
      () => {
        sent.method = random.oneOf([
          'DELETE',
          'PATCH',
          'HEAD',
          'OPTIONS',
          'TRACE',
          'get',
          'POST',
          'PUT',
          'GET',
          CANARY,
        ]);
      },
    ],
  ])();
}

/** Every object inside, itself included; only as deep as our own schemas go. */
function objectsIn(value: unknown, depth = 0): Record<string, unknown>[] {
  if (depth > 6) return [];
  const inside = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return [...(isObject(value) ? [value] : []), ...inside.flatMap((one) => objectsIn(one, depth + 1))];
}

/** As `JSON.parse` does, also for `__proto__`. */
function set(holder: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}
