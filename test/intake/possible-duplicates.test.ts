import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Premises } from '../../services/directory/contract/records.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  directoryOf,
  elsewhere,
  intake,
  neighbour,
  owner,
  premises,
  standardArrives,
  strangerAgent,
  TABLE,
} from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
let api: ReturnType<typeof apiOf>;

const nextDoor: Premises = { ...premises, id: 'yunshan-3-1-1202', place: '3栋1单元1202' };
const otherBuilding: Premises = { ...premises, id: 'yunshan-1-1-101', buildingId: 'yunshan-1', place: '1栋1单元101' };
const places = [premises, elsewhere, nextDoor, otherBuilding];
const publicFault = 'public-standing-water';
const otherPublicFault = 'public-sewage';

const reportedAt = Date.UTC(2026, 10, 25, 2);
const HOUR = 3_600_000;

beforeEach(async () => {
  reset();
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(reportedAt);
  const service = intake({ directory: directoryOf(places) });
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

afterEach(() => {
  vi.useRealTimers();
});

const report = (premisesId: string, category: string) =>
  api('POST', '/v1/requests', { as: agent, body: { premisesId, description: '看到了', category } });

async function ask(as: Principal, query: Record<string, string>) {
  const { status, body } = await api('GET', '/v1/requests/duplicates', { as, query });
  const { items = [] } = body as { items?: { because: string; id: string }[] };
  return { status, found: items.map(({ because, id }) => `${because} ${id}`) };
}

describe('GET /v1/requests/duplicates', () => {
  test('names what is open at the same premises, whatever it is about', async () => {
    await report(premises.id, 'flooding');
    await report(premises.id, 'simple-repair');
    await report(nextDoor.id, 'flooding');
    for (const as of [owner, agent])
      expect((await ask(as, { premisesId: premises.id, category: 'flooding' })).found).toEqual([
        'same-premises request-2',
        'same-premises request-1',
      ]);
  });

  test('and for a public fault, to the desk, what others of the building reported within a day', async () => {
    await report(nextDoor.id, publicFault);
    await report(nextDoor.id, otherPublicFault);
    await report(otherBuilding.id, publicFault);
    const query = { premisesId: premises.id, category: publicFault };
    expect((await ask(agent, query)).found).toEqual(['same-building request-1']);
    expect((await ask(agent, { premisesId: premises.id })).found).toEqual([]);
    expect((await ask(owner, query)).found).toEqual([]);
    vi.setSystemTime(reportedAt + 24 * HOUR);
    expect((await ask(agent, query)).found).toEqual(['same-building request-1']);
    vi.setSystemTime(reportedAt + 24 * HOUR + 1);
    expect((await ask(agent, query)).found).toEqual([]);
  });

  test('each once: what is from the same premises is not also from the same building', async () => {
    await report(premises.id, publicFault);
    expect((await ask(agent, { premisesId: premises.id, category: publicFault })).found).toEqual([
      'same-premises request-1',
    ]);
  });

  test('what another category makes a public fault is found under it, and no longer under the one before', async () => {
    const reclassify = (category: string) =>
      api('POST', '/v1/requests/request-1/reclassify', { as: agent, body: { category, reason: '现场核实' } });
    await report(nextDoor.id, 'flooding');
    const query = { premisesId: premises.id, category: publicFault };
    expect((await ask(agent, query)).found).toEqual([]);
    expect((await reclassify(publicFault)).status).toBe(200);
    expect((await ask(agent, query)).found).toEqual(['same-building request-1']);
    expect((await reclassify(otherPublicFault)).status).toBe(200);
    expect((await ask(agent, query)).found).toEqual([]);
  });

  test('what has ended is no duplicate', async () => {
    await report(premises.id, 'flooding');
    await api('POST', '/v1/requests/request-1/cancel', { as: agent, body: { reason: '误报' } });
    expect((await ask(agent, { premisesId: premises.id })).found).toEqual([]);
  });

  test('hints only: nothing is written', async () => {
    await report(premises.id, 'flooding');
    const before = [...rows];
    await ask(agent, { premisesId: premises.id, category: 'flooding' });
    expect([...rows]).toEqual(before);
  });

  test('foreign premises are answered like unknown ones', async () => {
    await report(premises.id, 'flooding');
    for (const as of [neighbour, strangerAgent])
      for (const premisesId of [premises.id, 'no-such']) expect((await ask(as, { premisesId })).status).toBe(422);
  });

  test.each([{}, { premisesId: premises.id, category: 'no-such' }, { premisesId: premises.id, limit: '5' }])(
    '422 for %o',
    async (query) => {
      expect((await ask(agent, query)).status).toBe(422);
    },
  );
});
