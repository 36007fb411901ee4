import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Principal } from '../shared/identity/principal.ts';
import { type Role, roleSchema } from '../shared/identity/roles.ts';
import { type DescribedOperation, describedOperations } from './fuzz/document.ts';
import { product } from './fuzz/product.ts';
import { proper } from './fuzz/requests.ts';
import { furnish, TABLE } from './fuzz/world.ts';
import { type ApiAnswer, apiOf } from './shared/api-call.ts';
import { capturedLines } from './shared/captured-lines.ts';
import { memoryTable } from './shared/memory-table.ts';
import { Random } from './sla/simulation/random.ts';

/*
 * R268: every operation on one thing, tried by everybody whose role may do it, on a thing that is not theirs: it
 * answers as for one that does not exist, and changes nothing.
 */

capturedLines();
const { dynamo, rows, reset } = memoryTable();
const call = apiOf(product().operations, TABLE);

/** By the noun before them in a path: a thing of community `yunshan`, building 3, and one that does not exist. */
const things: Readonly<Record<string, readonly [there: string, nowhere: string]>> = {
  requests: ['request-1', 'request-9'],
  'work-orders': ['r1.1', 'r9.1'],
  clocks: ['r-1.arrival.1', 'r-9.arrival.1'],
  premises: ['yunshan-3-1-1201', 'yunshan-3-1-1299'],
  households: ['yunshan-3-1-1201', 'yunshan-3-1-1299'],
  people: ['wang-fang', 'wang-li'],
  posts: ['yunshan.technicians', 'yunshan.gardeners'],
  staff: ['li-ming', 'li-yang'],
  attachments: ['photo-1', 'photo-9'],
  sensitive: ['health', 'health'],
};
/** What the company has once, for all its communities. */
const companys = /^\/v1\/(policies|calendars|templates|public)\//;
/** Staff and posts are the community's, wherever in it they stand. */
const communitys = /^\/v1\/(staff|posts)\//;
/** A request that notification knows nothing of has a log all the same: an empty one. */
const emptyLog = /\/messages$/;

const onOneThing = describedOperations.filter(({ path }) => path.includes('{') && !companys.test(path));

const elsewhere = (role: Role): Principal => ({
  sub: `sub-elsewhere-${role}`,
  roles: [role],
  staffId: role === 'owner' ? null : 'zhou-min',
  personId: role === 'owner' ? 'he-jun' : null,
  premisesIds: role === 'owner' ? ['yunshan-1-1-101'] : [],
  communityIds: role === 'owner' ? [] : ['trial'],
});
const nextDoor = (role: Role): Principal => ({
  ...elsewhere(role),
  sub: `sub-next-door-${role}`,
  communityIds: ['yunshan'],
  buildings: { yunshan: ['yunshan-9'] },
});

/** Its answer to a call as the document asks for it, on what is there and on what is nowhere. */
async function answers(operation: DescribedOperation, as: Principal, random: Random): Promise<ApiAnswer[]> {
  const method = z.enum(['GET', 'POST', 'PUT']).parse(operation.method);
  const { body } = proper(operation, random);
  const path = (which: 0 | 1) =>
    operation.path.replaceAll(/([\w-]+)\/\{\w+\}/g, (_, noun: string) => `${noun}/${things[noun]?.[which]}`);
  const ask = async (which: 0 | 1): Promise<ApiAnswer> =>
    await call(method, path(which), { as, body, headers: method === 'PUT' ? { 'if-match': '1' } : {} });
  return [await ask(0), await ask(1)];
}

/** Of a problem everything but the call that it belongs to. */
const told = ({ status, body }: ApiAnswer) => ({ status, body: { ...z.looseObject({}).parse(body), instance: '' } });

beforeEach(async () => {
  reset();
  // Of the delivery log, which is empty here; the table in memory knows no range of sort keys.
  dynamo.on(QueryCommand, { KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last' }).resolves({});
  await furnish();
});

describe.each(onOneThing.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  'R268: %s',
  (_, operation) => {
    const may = roleSchema.options.filter((role) => operation.roles.includes(role));
    const rest = communitys.test(operation.path) ? [] : may.filter((role) => role !== 'owner').map(nextDoor);

    test('of others does not exist', async () => {
      const random = new Random(operation.path.length);
      const before = structuredClone([...rows]);
      const statuses = new Set<number>();
      for (const principal of [...may.map(elsewhere), ...rest]) {
        // A body that its schema alone does not make right is refused before anything is looked for.
        for (let tries = 0; tries < 40; tries++) {
          const [there, nowhere] = await answers(operation, principal, random);
          if (!there || !nowhere) throw new Error('no answer');
          expect(told(there)).toEqual(told(nowhere));
          statuses.add(there.status);
          if (there.status !== 422) break;
        }
      }
      statuses.delete(422);
      expect([...statuses]).toEqual([emptyLog.test(operation.path) ? 200 : 404]);
      expect([...rows]).toEqual(before);
    });
  },
);

describe.each<[string, DescribedOperation['method'], string]>([
  ['the caller card', 'GET', '/v1/callers'],
  ['its requests', 'GET', '/v1/requests'],
  ['what was reported before', 'GET', '/v1/requests/duplicates'],
  ['a promise', 'GET', '/v1/promises'],
  ['the categories there', 'GET', '/v1/categories'],
  ['a report', 'POST', '/v1/requests'],
])('R268: %s', (_, method, path) => {
  const ask = async (as: Principal, premisesId: string) => {
    const query = { premisesId, ...(path.endsWith('promises') && { category: 'flooding' }) };
    return method === 'POST'
      ? await call('POST', path, { as, body: { premisesId, description: '厨房水管爆裂' } })
      : await call('GET', path, { as, query });
  };
  const [there, nowhere] = things.premises ?? ['', ''];
  const desk: Principal = { ...nextDoor('agent'), sub: 'sub-desk', buildings: { yunshan: ['yunshan-3'] } };

  test('of a place of others is as of none', async () => {
    const before = structuredClone([...rows]);
    for (const as of [elsewhere('agent'), nextDoor('agent')])
      expect(told(await ask(as, there))).toEqual(told(await ask(as, nowhere)));
    expect([...rows]).toEqual(before);
  });

  test('of a place in one’s own building is given', async () => {
    expect((await ask(desk, there)).status).toBe(method === 'POST' ? 201 : 200);
  });
});
