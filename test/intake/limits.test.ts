import { beforeEach, expect, test, vi } from 'vitest';
import { allowances } from '../../shared/http/allowances.ts';
import { HouseLimits } from '../../shared/http/limits.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, neighbour, owner, premises, standardArrives, TABLE } from './samples.ts';

/** What one home may report in an hour, with the real words of reports. */

const { rows, reset } = memoryTable();
capturedLines();
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T02:00:10.000Z') });
  const service = intake();
  api = apiOf(service.operations, TABLE, new HouseLimits({ doc: documentClient(), table: TABLE }));
  await standardArrives(service.store);
});

const report = (description: string, as: Principal = owner, more: object = {}) =>
  api('POST', '/v1/requests', { as, body: { premisesId: premises.id, description, ...more } });
const requests = (): number =>
  [...rows.values()].filter(({ pk, sk }) => sk === 'state' && String(pk).startsWith('request#')).length;

test('a program in a household’s name makes ten requests an hour, and nothing more of it is kept', async () => {
  const { most } = allowances.reports;
  for (let n = 0; n < most; n++) expect((await report('阳台推拉门有点紧')).status).toBe(201);
  const before = structuredClone(rows);
  for (let n = 0; n < 20; n++) expect((await report('阳台推拉门有点紧')).status).toBe(429);
  expect(rows).toEqual(before);
  expect(requests()).toBe(most);
});

test.each(['厨房水管爆裂，水已经漫到客厅了', '电梯困人了，有小孩', '家里闻到煤气味', 'The pipe burst 水管爆裂'])(
  'beyond it “%s” is taken all the same',
  async (description) => {
    for (let n = 0; n < allowances.reports.most; n++) await report('阳台推拉门有点紧');
    expect((await report('阳台推拉门有点紧')).status).toBe(429);
    const taken = await report(description);
    expect(taken).toMatchObject({ status: 201, body: { urgent: true } });
  },
);

test('whatever else a household has done that minute, its emergency is taken', async () => {
  const { body } = await report('阳台推拉门有点紧');
  const { id } = Object(body);
  const note = () => api('POST', `/v1/requests/${id}/notes`, { as: owner, body: { text: '何时来？' } });
  for (let n = 0; n < allowances.householdCommands.most; n++) await note();
  expect((await note()).status).toBe(429);
  expect((await report('厨房水管爆裂')).status).toBe(201);
});

test('a foreign home’s hour is not used up by who tries it, and staff report for it as before', async () => {
  for (let n = 0; n <= allowances.reports.most; n++)
    expect([422, 429]).toContain((await report('阳台推拉门有点紧', neighbour)).status);
  for (let n = 0; n < allowances.reports.most; n++) expect((await report('阳台推拉门有点紧')).status).toBe(201);
  expect((await report('阳台推拉门有点紧')).status).toBe(429);
  expect((await report('业主来电：阳台推拉门有点紧', agent, { channel: 'phone' })).status).toBe(201);
});
