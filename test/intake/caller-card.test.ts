import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, owner, premises, standardArrives, strangerAgent, TABLE } from './samples.ts';

const { dynamo, reset } = memoryTable();
capturedLines();
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  vi.useFakeTimers({ toFake: ['Date'] });
  const service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

afterEach(() => {
  vi.useRealTimers();
});

/** One report a minute. */
async function report(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    vi.setSystemTime(Date.UTC(2026, 10, 25, 2, n));
    const body = { premisesId: premises.id, description: '厨房水管爆裂' };
    await api('POST', '/v1/requests', { as: owner, body });
  }
}

const card = (as: Principal, query: Record<string, string> = { premisesId: premises.id }) =>
  api('GET', '/v1/callers', { as, query });

describe('GET /v1/callers', () => {
  test('R003, R009: the desk sees where the caller lives and what is open there, the newest first', async () => {
    await report(2);
    const { status, body } = await card(agent);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      premises: { id: premises.id, place: '3栋1单元1201', communityId: 'yunshan' },
      openRequests: [
        { number: 'BX000002', status: 'received', urgent: true },
        { number: 'BX000001', nextPromised: { kind: 'arrival' } },
      ],
      endedRequests: [],
      next: null,
    });
    expect(JSON.stringify(body)).not.toContain('厨房');
  });

  test('what has ended stands apart', async () => {
    await report(2);
    await api('POST', '/v1/requests/request-1/cancel', { as: owner, body: { reason: '已自行处理' } });
    expect((await card(agent)).body).toMatchObject({
      openRequests: [{ number: 'BX000002', open: true }],
      endedRequests: [{ number: 'BX000001', open: false, nextPromised: null }],
    });
  });

  test('of many the newest 20, with the way to the others', async () => {
    await report(23);
    dynamo.resetHistory();
    const { body } = await card(agent);
    const { openRequests, next } = body as { openRequests: { number: string }[]; next: string };
    expect(openRequests).toHaveLength(20);
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.Limit)).toEqual([21, 21]);
    const more = await api('GET', '/v1/requests', { as: agent, query: { premisesId: premises.id, cursor: next } });
    expect(more.body).toMatchObject({
      items: [{ number: 'BX000003' }, { number: 'BX000002' }, { number: 'BX000001' }],
      next: null,
    });
  });

  test('a quiet home has a card, too', async () => {
    expect((await card(agent)).body).toMatchObject({ openRequests: [], endedRequests: [], next: null });
  });

  test('foreign premises are answered like missing ones; households have no cards', async () => {
    const foreign = await card(strangerAgent);
    const missing = await card(strangerAgent, { premisesId: 'no-such' });
    expect(foreign.status).toBe(404);
    expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
    expect((await card({ ...strangerAgent, premisesIds: [premises.id] })).status).toBe(404);
    expect((await card(owner)).status).toBe(403);
  });

  test.each([{}, { premisesId: '../x' }, { premisesId: premises.id, phone: '13800138000' }])(
    '422 for %o',
    async (query) => {
      expect((await card(agent, query)).status).toBe(422);
    },
  );
});
