import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type DescribedOperation, describedOperations } from '../../fuzz/document.ts';
import { product } from '../../fuzz/product.ts';
import { proper } from '../../fuzz/requests.ts';
import { isObject } from '../../fuzz/values.ts';
import { FOREIGN, furnish, principal, TABLE } from '../../fuzz/world.ts';
import { Random } from '../../sla/simulation/random.ts';
import { type ApiAnswer, type ApiCall, apiOf } from '../api-call.ts';
import { capturedLines } from '../captured-lines.ts';
import { memoryTable } from '../memory-table.ts';

/*
 * Classes of bad input, by their number in words, that only the product's own operations can show. Each is refused with
 * a clear status, writes nothing and shows nothing of what was sent; that each answer is as described, `apiOf` sees to.
 */

const { dynamo, rows, reset } = memoryTable();
const lines = capturedLines();
const { operations, goOnFrom } = product();
const api = apiOf(operations, TABLE);
const agent = principal('agent');
const SECRET = 'geheim';

beforeEach(async () => {
  // What answers tell of the time is the same for the two that are compared.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-25T02:00:00.000Z') });
  reset();
  // Of the delivery log, which is empty here; the table in memory knows no range of sort keys.
  dynamo.on(QueryCommand, { KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last' }).resolves({});
  await furnish();
  goOnFrom(2);
  return () => vi.useRealTimers();
});

/** The call, and that it left everything as it was. */
async function unwritten(method: string, path: string, call: ApiCall): Promise<ApiAnswer> {
  const before = new Map(rows);
  const answer = await api(methodOf(method), path, call);
  if (answer.status >= 400) expect(rows).toEqual(before);
  return answer;
}

function methodOf(method: string): 'GET' | 'POST' | 'PUT' {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method;
  throw new Error(`no operation has ${method}`);
}

describe('sixteen, no phone number', () => {
  test.each([
    ['letters', `${SECRET}1380013`],
    ['letters for digits', '138OO138OOO'],
    ['ten digits', '1380013800'],
    ['twelve digits', '138001380001'],
    ['no digits', '+86'],
    ['nothing', ''],
    ['blanks', '   '],
    ['two numbers', '13800138000,13900139000'],
    ['markup', '<b>13800138000</b>'],
    ['a line break and more', '13800138000\r\nBCC: 13900139000'],
    ['sixty digits', '1'.repeat(60)],
  ])('%s', async (_name, phone) => {
    const person = { communityId: 'yunshan', name: '何小军', phone };
    for (const [path, body] of [
      ['/v1/households/search', { phone }],
      ['/v1/people', person],
    ] as const) {
      const { status, body: problem } = await unwritten('POST', path, { as: agent, body });
      expect(status).toBe(422);
      expect(problem).toMatchObject({ errors: [{ path: '/phone' }] });
      // Long enough that no random id has them.
      expect(JSON.stringify([problem, lines()])).not.toMatch(new RegExp(`${SECRET}|13[89]0013[89]00|1{9}`));
    }
  });

  test.each([13_800_138_000, null, ['13800138000'], { e164: '+8613800138000' }])('%j', async (phone) => {
    expect((await unwritten('POST', '/v1/households/search', { as: agent, body: { phone } })).status).toBe(422);
  });
});

/** What belongs to the other community, by the noun before it in a path; and what exists nowhere. */
const places: Readonly<Record<string, { readonly foreign: readonly string[]; readonly missing: string }>> = {
  requests: { foreign: ['request-2', 'r-2', 'r2'], missing: 'none' },
  'work-orders': { foreign: ['r2.1'], missing: 'none.1' },
  clocks: { foreign: ['r-2.arrival.1'], missing: 'none.arrival.1' },
  premises: { foreign: ['trial-1-1-101'], missing: 'none-1-1-101' },
  households: { foreign: ['trial-1-1-101'], missing: 'none-1-1-101' },
  posts: { foreign: ['trial.technicians'], missing: 'trial.none' },
  people: { foreign: ['ding-hao'], missing: 'none' },
};

const nounOf = ({ path }: DescribedOperation): string => /([\w-]+)\/\{/.exec(path)?.[1] ?? '';
const withId = ({ path }: DescribedOperation, id: string): string => path.replace(/\{\w+\}/, id);
const named = (operation: DescribedOperation): string => `${operation.method} ${operation.path}`;
/** Some who may: a household, and two of the staff. */
const callersOf = ({ roles }: DescribedOperation) =>
  roles === 'signed-link' ? [] : [...new Set([roles[0], roles[1], roles.at(-1)])].flatMap((role) => role ?? []);
const bare = ({ status, headers, body }: ApiAnswer) => {
  const { 'X-Correlation-Id': _, ...same } = headers;
  return { status, headers: same, body: isObject(body) ? { ...body, instance: '' } : body };
};
const SEEDS = [1, 2, 3, 4, 5, 6];

describe('nineteen and thirty-two, what belongs to others answers like what does not exist', () => {
  const byId = describedOperations.filter((one) => one.roles !== 'signed-link' && nounOf(one) in places);

  test.each(byId.map((one) => [named(one), one] as const))('%s', async (_name, operation) => {
    const { foreign = [], missing = '' } = places[nounOf(operation)] ?? {};
    let looked = 0;
    for (const role of callersOf(operation))
      for (const seed of SEEDS) {
        const { query, headers, body } = proper(operation, new Random(seed));
        const call = { as: principal(role), query, headers, body, key: `key-${role}-${seed}` };
        const nowhere = await unwritten(operation.method, withId(operation, missing), call);
        for (const id of foreign) {
          const there = await unwritten(operation.method, withId(operation, id), call);
          expect(bare(there)).toEqual(bare(nowhere));
          expect(JSON.stringify(there)).not.toContain(FOREIGN);
        }
        if (nowhere.status === 404 || nowhere.status === 200) looked += 1;
      }
    // Else every call was refused for its form, and nothing was tried.
    expect(looked).toBeGreaterThan(0);
  });

  /** Next door, in the same community. */
  const neighbour = { ...principal('owner'), sub: 'sub-he-jun', personId: 'he-jun', premisesIds: ['yunshan-1-1-101'] };
  const own: Readonly<Record<string, readonly string[]>> = {
    requests: ['request-1', 'r-1', 'r1'],
    clocks: ['r-1.arrival.1'],
    premises: ['yunshan-3-1-1201'],
  };
  const byOwners = byId.filter((one) => one.roles.includes('owner'));

  test.each(byOwners.map((one) => [named(one), one] as const))(
    '%s, to the household next door',
    async (_, operation) => {
      const noun = nounOf(operation);
      for (const seed of SEEDS) {
        const { query, headers, body } = proper(operation, new Random(seed));
        const call = { as: neighbour, query, headers, body, key: `key-${seed}` };
        const nowhere = await unwritten(operation.method, withId(operation, places[noun]?.missing ?? ''), call);
        for (const id of own[noun] ?? [])
          expect(bare(await unwritten(operation.method, withId(operation, id), call))).toEqual(bare(nowhere));
      }
    },
  );

  /** Fields that name a place, and what they name when it is foreign, or nowhere. */
  const fields: Readonly<Record<string, readonly [foreign: string, missing: string]>> = {
    communityId: ['trial', 'none'],
    premisesId: ['trial-1-1-101', 'none-1-1-101'],
  };
  const naming = (value: unknown, which: 0 | 1): unknown => {
    if (Array.isArray(value)) return value.map((one) => naming(one, which));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, fields[name]?.[which] ?? naming(one, which)]),
    );
  };
  const byField = describedOperations.filter(
    ({ parameters, body, path }) =>
      !path.includes('{') &&
      [...parameters.map(({ name }) => name), ...Object.keys(isObject(body?.properties) ? body.properties : {})].some(
        (name) => name in fields,
      ),
  );

  test.each(byField.map((one) => [named(one), one] as const))('%s, by a field', async (_name, operation) => {
    for (const role of callersOf(operation))
      for (const seed of SEEDS) {
        const { query, headers, body } = proper(operation, new Random(seed));
        const call = (which: 0 | 1): ApiCall => ({
          as: principal(role),
          query: Object.fromEntries(Object.entries(query).map(([name, one]) => [name, fields[name]?.[which] ?? one])),
          headers,
          body: naming(body, which),
          key: `key-${role}-${seed}-${which}`,
        });
        const [there, nowhere] = [
          await unwritten(operation.method, operation.path, call(0)),
          await unwritten(operation.method, operation.path, call(1)),
        ];
        expect(JSON.stringify(bare(there)).replaceAll('trial', 'none')).toBe(JSON.stringify(bare(nowhere)));
      }
  });
});

describe('eighteen, an id that is none', () => {
  const byId = describedOperations.filter(
    (one) => one.method === 'GET' && one.roles !== 'signed-link' && nounOf(one) in places,
  );
  const odd = [
    `${SECRET}'%20OR%201=1--`,
    `request%23${SECRET}`,
    `..%2f${SECRET}`,
    `${SECRET}%00`,
    `${SECRET}#state`,
    'x'.repeat(4096),
    'null',
    'undefined',
    '__proto__',
    '5f0c2f6e-7f0a-4d5e-9b51-1f2f3a4b5c6d',
  ];

  test.each(byId.map((one) => [named(one), one] as const))(
    '%s: like one that does not exist',
    async (_name, operation) => {
      const [role = 'manager'] = callersOf(operation).toReversed();
      const { query } = proper(operation, new Random(1));
      const call = { as: principal(role), query };
      const missing = await unwritten('GET', withId(operation, places[nounOf(operation)]?.missing ?? ''), call);
      for (const id of odd) {
        const answer = await unwritten('GET', withId(operation, id), call);
        // The delivery log of what does not exist looks empty; an id that cannot be one is not looked up at all.
        expect([missing.status, 404]).toContain(answer.status);
        expect(JSON.stringify([answer, lines()])).not.toContain(SECRET);
      }
    },
  );
});

describe('what is stored as it was said', () => {
  const path = '/v1/requests/request-1/notes';

  test('twenty-four: markup is sent as data that no browser takes for a page', async () => {
    const text = `<img src=x onerror=alert(1)>${SECRET}`;
    expect((await api('POST', path, { as: agent, body: { text } })).status).toBe(201);
    const { headers, body } = await api('GET', path, { as: agent });
    expect(body).toMatchObject({ items: [{ text }] });
    expect(headers).toMatchObject({
      'Content-Type': 'application/json; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  test('twenty-six: line breaks and signs for a terminal do not reach the log', async () => {
    const text = `a\n{"level":"ERROR"}\r\u001b[31m${SECRET}`;
    const report = { premisesId: 'yunshan-3-1-1201', description: text };
    expect((await api('POST', '/v1/requests', { as: agent, body: report })).status).toBe(201);
    expect((await api('POST', path, { as: agent, body: { text } })).status).toBe(201);
    expect(lines().length).toBeGreaterThan(2);
    expect(JSON.stringify(lines())).not.toContain(SECRET);
    expect(lines().filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});

test('twenty-nine: the key of another is nobody else’s', async () => {
  const report = { premisesId: 'yunshan-3-1-1201', description: '漏水' };
  const mine = await api('POST', '/v1/requests', { as: agent, body: report, key: 'same' });
  const theirs = await api('POST', '/v1/requests', { as: principal('supervisor'), body: report, key: 'same' });
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect(theirs.body).not.toMatchObject({ id: isObject(mine.body) ? mine.body.id : '' });
});
