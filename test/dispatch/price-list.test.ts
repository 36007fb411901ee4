import { beforeEach, describe, expect, test } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { priceListOf } from '../../services/dispatch/domain/price-list.ts';
import { seedPriceList } from '../../services/dispatch/seed.ts';
import { priceListAddress } from '../../services/dispatch/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { dispatch, manager, owner, receivedAt, supervisor, TABLE, technician } from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

const item = (code: string, unitFen: number) => ({
  ...{ code, unitFen, label: { zh: '换灯泡', en: 'A bulb' }, unit: { zh: '个', en: 'piece' } },
});

beforeEach(() => {
  reset();
  service = dispatch();
  api = apiOf(service.operations, TABLE);
});

const get = (as: Principal = owner) => api('GET', '/v1/price-list', { as });
const put = (items: unknown, version: number, as: Principal = manager) =>
  api('PUT', '/v1/price-list', { as, body: { items }, headers: { 'if-match': `"${version}"` } });

describe('R052: the price list', () => {
  test('is there for everybody, with its version', async () => {
    expect(await get()).toMatchObject({ status: 200, headers: { ETag: '"0"' }, body: { version: 0, items: [] } });
    await put([item('bulb', 1000)], 0);
    for (const as of [owner, technician, supervisor])
      expect(await get(as)).toMatchObject({
        headers: { ETag: '"1"' },
        body: { version: 1, items: [item('bulb', 1000)] },
      });
  });

  test('is changed by the manager, on the version that was read; each version stays, with who and when', async () => {
    expect((await put([item('bulb', 1000)], 0, supervisor)).status).toBe(403);
    expect((await put([item('bulb', 1000)], 0)).status).toBe(200);
    expect((await put([item('bulb', 900)], 0)).status).toBe(412);
    expect(await put([item('bulb', 1200)], 1)).toMatchObject({ status: 200, headers: { ETag: '"2"' } });
    expect((await api('PUT', '/v1/price-list', { as: manager, body: { items: [] } })).status).toBe(428);
    expect((await api('GET', '/v1/price-list/versions', { as: supervisor })).body).toMatchObject({
      items: [
        { version: 2, items: [{ unitFen: 1200 }], by: { type: 'staff', id: 'zhou-min' } },
        { version: 1, items: [{ unitFen: 1000 }] },
      ],
      next: null,
    });
    expect((await api('GET', '/v1/price-list/versions', { as: owner })).status).toBe(403);
  });

  test('its journal, replayed, gives it', async () => {
    for (const [version, fen] of [900, 1000, 1100].entries()) await put([item('bulb', fen)], version);
    const last = (await service.ports.journal.events(priceListAddress)).at(-1);
    expect(last && priceListOf(last.detail)).toEqual((await service.ports.store.priceList()).state);
  });

  test.each([
    [[item('bulb', 1), item('bulb', 2)], '/items/1/code'],
    [[item('Bulb', 1)], '/items/0/code'],
    [[item('bulb', 1.5)], '/items/0/unitFen'],
    [[item('bulb', -1)], '/items/0/unitFen'],
    [[{ ...item('bulb', 1), label: { zh: '换灯泡' } }], '/items/0/label/en'],
    [[{ ...item('bulb', 1), guaranteeDays: 0 }], '/items/0/guaranteeDays'],
    [Array.from({ length: 101 }, (_, n) => item(`bulb-${n}`, 1)), '/items'],
  ])('422 for what no price list can be: %#', async (items, path) => {
    expect(await put(items, 0)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(rows.size).toBe(0);
  });

  test('begins as the company’s profile says, once', async () => {
    const { priceList = [] } = loadProfile('demo');
    expect(priceList.length).toBeGreaterThan(3);
    expect(await seedPriceList(service.ports.journal, priceList, receivedAt)).toBe(true);
    expect((await get()).body).toEqual({ version: 1, items: priceList });
    await put([item('bulb', 1)], 1);
    expect(await seedPriceList(service.ports.journal, priceList, receivedAt)).toBe(false);
    expect((await get()).body).toMatchObject({ version: 2, items: [item('bulb', 1)] });
  });
});
