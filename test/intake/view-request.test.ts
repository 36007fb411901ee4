import { beforeEach, describe, expect, test } from 'vitest';
import { requestAddress } from '../../services/intake/store.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, neighbour, owner, premises, standardArrives, strangerAgent, TABLE } from './samples.ts';

const { reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  service = intake({ openLink: async (token) => (token === 'good' ? 'request-1' : undefined) });
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
  await api('POST', '/v1/requests', { as: agent, body: { premisesId: premises.id, description: '厨房水管爆裂' } });
});

const view = (query?: Record<string, string>) =>
  api('GET', '/v1/requests/request-1', { as: owner, ...(query && { query }) });

describe('GET /v1/requests/{id}', () => {
  test('the household and the staff of its community see the request, its promise and its timeline', async () => {
    for (const as of [owner, agent])
      expect((await api('GET', '/v1/requests/request-1', { as })).body).toMatchObject({
        id: 'request-1',
        number: 'BX000001',
        description: '厨房水管爆裂',
        status: 'received',
        statusLabel: '已受理',
        promise: { text: '10 分钟内到场' },
        timeline: { items: [{ kind: 'received', text: '已受理您的报事' }], next: null },
      });
  });

  test('in English when asked for', async () => {
    const headers = { 'accept-language': 'en-GB' };
    expect((await api('GET', '/v1/requests/request-1', { as: owner, headers })).body).toMatchObject({
      categoryLabel: 'Flooding',
      statusLabel: 'Received',
    });
  });

  test('a foreign request is answered exactly like a missing one', async () => {
    for (const as of [neighbour, strangerAgent]) {
      const foreign = await api('GET', '/v1/requests/request-1', { as });
      const missing = await api('GET', '/v1/requests/request-9', { as });
      expect(foreign.status).toBe(404);
      expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
    }
  });

  test('the timeline comes in pages that together tell all, in the order of the acts', async () => {
    const { id } = requestAddress('request-1');
    for (const n of [5, 3, 4, 1, 2])
      await service.store.note(id, { eventId: `e${n}`, at: `2099-01-01T00:0${n}:00.000Z`, kind: 'accepted' }, null);
    const seen: unknown[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const { body }: { body: unknown } = await view({ limit: '2', ...(cursor !== null && { cursor }) });
      const { timeline } = body as { timeline: { items: { at: string }[]; next: string | null } };
      seen.push(...timeline.items.map(({ at }) => at));
      cursor = timeline.next;
      pages += 1;
    } while (cursor !== null);
    expect(pages).toBe(3);
    expect(seen).toHaveLength(6);
    expect(seen).toEqual(seen.toSorted());
  });

  test.each([{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { cursor: '../' }, { sort: 'at' }])(
    '422 for %o',
    async (query) => {
      expect((await view(query)).status).toBe(422);
    },
  );

  test('a made-up cursor does not lead out of the list', async () => {
    const cursor = Buffer.from('../state').toString('base64url');
    expect((await view({ cursor })).body).toMatchObject({ timeline: { next: null } });
  });
});

describe('GET /v1/promises', () => {
  const ask = (query: Record<string, string>, as = owner) => api('GET', '/v1/promises', { as, query });

  test('R042: what would be promised now', async () => {
    const { status, body } = await ask({ premisesId: premises.id, category: 'flooding' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ policyKey: 'repair.urgent', text: '10 分钟内到场' });
  });

  test('for foreign premises as for unknown ones; for an unknown category not at all', async () => {
    expect((await ask({ premisesId: premises.id, category: 'flooding' }, neighbour)).status).toBe(422);
    expect((await ask({ premisesId: premises.id, category: 'no-such' })).status).toBe(422);
  });

  test('503 until the service standard has arrived', async () => {
    reset();
    expect((await ask({ premisesId: premises.id, category: 'flooding' })).status).toBe(503);
  });
});

describe('GET /v1/public/requests/{token}', () => {
  test('a good link opens its one case without sign-in, as a page', async () => {
    const { status, headers, body } = await api('GET', '/v1/public/requests/good');
    expect(status).toBe(200);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
    expect(body).toContain('BX000001');
    expect(body).not.toContain('1201');
  });

  test('a bad or ended link, and one whose case is not there, get the same friendly page', async () => {
    const bad = await api('GET', '/v1/public/requests/bad');
    expect([bad.status, bad.headers['Content-Type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(bad.body).toContain('链接已失效');
    reset();
    expect((await api('GET', '/v1/public/requests/good')).body).toBe(bad.body);
  });
});
