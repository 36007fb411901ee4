import { InternalServerError } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, owner, premises, standardArrives, TABLE, technician } from './samples.ts';

/** What only the household and the desk may ever read. */
const canaries = ['欧阳金丝雀', '13912345678', 'jinsique@example.com', '1201门锁密码8866'];
const description = `水管爆裂，联系${canaries.join(',')}`;

const { rows, reset, failNextWrites } = memoryTable();
const lines = capturedLines();
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  const service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

const holds = (value: unknown): string[] => canaries.filter((canary) => JSON.stringify(value).includes(canary));
const body = { premisesId: premises.id, description };

test('what a household writes reaches its own request and no event, log line or once-record', async () => {
  const { status, body: answer } = await api('POST', '/v1/requests', { as: owner, body });
  expect(status).toBe(201);
  expect(holds(answer)).toEqual([]);
  expect(holds(lines())).toEqual([]);

  const withCanary = [...rows.values()].filter((row) => holds(row).length > 0);
  // Kept where it belongs: else nothing would have been tried.
  expect(withCanary.map(({ sk }) => sk)).toContain('state');
  const published = [...rows.values()].filter(({ detail }) => detail !== undefined);
  expect(published.length).toBeGreaterThan(0);
  expect(published.flatMap(({ detail }) => holds(detail))).toEqual([]);
  expect(withCanary.filter(({ pk }) => String(pk).startsWith('idempotency#'))).toEqual([]);
});

test.each<[string, number, Parameters<typeof api>[2]]>([
  ['a field that nobody knows', 422, { as: owner, body: { ...body, [canaries[0] ?? '']: canaries[1] } }],
  ['values of the wrong kind', 422, { as: owner, body: { ...body, description: canaries, channel: canaries[0] } }],
  ['premises that are none', 422, { as: agent, body: { ...body, premisesId: canaries[3] } }],
  ['JSON that breaks off', 400, { as: owner, body: `{"description":"${description}` }],
  ['a body that is too large', 413, { as: owner, body: { ...body, description: description.repeat(2000) } }],
  ['a role that may not report', 403, { as: technician, body }],
  ['nobody signed in', 401, { body }],
  ['a key with a name', 400, { as: owner, body, key: canaries[0] ?? '' }],
])('%s: neither the answer nor the log repeats it', async (_name, status, call) => {
  const answer = await api('POST', '/v1/requests', call);
  expect(answer.status).toBe(status);
  expect(holds(answer)).toEqual([]);
  expect(lines().length).toBeGreaterThan(0);
  expect(holds(lines())).toEqual([]);
});

test('a table that fails: the error is logged without it', async () => {
  failNextWrites(...Array.from({ length: 5 }, () => new InternalServerError({ message: 'internal', $metadata: {} })));
  const answer = await api('POST', '/v1/requests', { as: owner, body });
  expect(answer.status).toBeGreaterThanOrEqual(500);
  expect(holds(answer)).toEqual([]);
  expect(lines().some(({ level }) => level === 'ERROR')).toBe(true);
  expect(holds(lines())).toEqual([]);
});
