import { describe, expect, test } from 'vitest';
import { roleTables } from '../infra/reference/role-tables.ts';
import type { Operation } from '../shared/http/operation.ts';
import type { Principal } from '../shared/identity/principal.ts';
import { type Role, roleSchema } from '../shared/identity/roles.ts';
import { documentClient } from '../shared/journal/dynamo.ts';
import { personalStores } from './directory/people-store.ts';
import { apiOf } from './shared/api-call.ts';
import { capturedLines } from './shared/captured-lines.ts';
import { memoryTable } from './shared/memory-table.ts';

const TABLE = 'table';
const { rows } = memoryTable();
capturedLines();
const doc = documentClient();
/** The role table of the whole product. */
const operations: readonly Operation[] = Object.values(roleTables(doc, TABLE, personalStores(doc), () => 'id')).flat();
const call = apiOf(operations, TABLE);

const name = ({ method, path }: Operation): string => `${method} ${path}`;
const concrete = ({ path }: Operation): string => path.replaceAll(/\{\w+\}/g, 'some-id');
const principal = (role: Role): Principal => ({
  sub: `sub-${role}`,
  roles: [role],
  staffId: role === 'owner' ? null : 'somebody',
  personId: role === 'owner' ? 'somebody' : null,
  premisesIds: [],
  communityIds: [],
});

const signedIn = operations.filter(({ roles }) => roles !== 'signed-link');

describe.each(signedIn.map((operation) => [name(operation), operation] as const))('%s', (_, operation) => {
  const ask = (as?: Principal) =>
    call(operation.method, concrete(operation), { ...(as && { as }), body: {}, headers: { 'if-match': '0' } });

  test('is closed to strangers', async () => {
    expect((await ask()).status).toBe(401);
  });

  test.each(roleSchema.options)('as %s: open only to the roles of its line', async (role) => {
    const { status } = await ask(principal(role));
    expect(status === 403).toBe(!operation.roles.includes(role));
    expect(status).toBeLessThan(500);
  });
});

test('only links of messages are open to everybody, and only under /v1/public/', () => {
  for (const operation of operations)
    expect(operation.path.startsWith('/v1/public/')).toBe(operation.roles === 'signed-link');
});

test('each method and path is one operation', () => {
  const names = operations.map(name);
  expect(new Set(names).size).toBe(names.length);
});

test('nothing of all this wrote anything', () => {
  expect([...rows]).toEqual([]);
});
