import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { explainedClockSchema, listedClockSchema } from '../../services/sla/contract/api.ts';
import { house, staff } from './house.ts';
import { act, later, RECEIVED_AT } from './samples.ts';

const ARRIVAL = 'r-1.arrival.1';
const DUE = later(RECEIVED_AT, 600_000);
const manager = staff('manager');
const { call, eventsOf, replayed, request, rows, stateOf, sweepAt, take } = house();

const exempt = (body: object, as = manager, key?: string, id = ARRIVAL) =>
  call('POST', `/v1/clocks/${id}/exempt`, { as, body, ...(key !== undefined && { key }) });
const shown = async (as = manager) =>
  explainedClockSchema.parse((await call('GET', `/v1/clocks/${ARRIVAL}`, { as })).body);

describe('the exemption of a breach', () => {
  beforeEach(async () => {
    await request('r-1', RECEIVED_AT);
    await take(act('assigned', later(RECEIVED_AT, 1000), 'li-ming'));
  });

  test('R055: is the manager’s word, stands on the clock and in the list, and the breach stays on record', async () => {
    await sweepAt(later(DUE, 33_000));
    const { version } = await shown();
    const given = { reason: 'public-utility', note: '市政抢修封路,张师傅无法进入' };
    expect(await exempt(given)).toMatchObject({
      status: 200,
      body: { id: ARRIVAL, version: version + 1, reason: 'public-utility', staffId: 'some-manager' },
    });
    const mark = { ...given, label: { zh: '市政或外部单位原因' }, staffId: 'some-manager' };
    expect(await shown()).toMatchObject({ status: 'breached', breach: { exempted: mark } });
    const { body } = await call('GET', '/v1/breaches', { as: manager, query: { communityId: 'yunshan' } });
    const { items } = z.object({ items: z.array(listedClockSchema) }).parse(body);
    expect(items.find(({ id }) => id === ARRIVAL)).toMatchObject({ status: 'breached', breach: { exempted: mark } });
    expect(await replayed(ARRIVAL)).toEqual(await stateOf(ARRIVAL));
    const events = await eventsOf(ARRIVAL);
    expect(events.at(-1)).toMatchObject({ name: 'clock.exempted', detail: { data: { reason: 'public-utility' } } });
    expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain('师傅');
  });

  test('is granted once for one key, may be corrected, and keeps the cause beside it', async () => {
    await sweepAt(later(DUE, 33_000));
    const { version } = await shown();
    const put = { as: staff('supervisor'), body: { cause: 'weather' }, headers: { 'if-match': `"${version}"` } };
    expect((await call('PUT', `/v1/clocks/${ARRIVAL}/cause`, put)).status).toBe(200);
    const first = await exempt({ reason: 'force-majeure' }, manager, 'k-1');
    expect(await exempt({ reason: 'force-majeure' }, manager, 'k-1')).toMatchObject({ status: 200, body: first.body });
    expect((await shown()).version).toBe(version + 2);
    expect((await exempt({ reason: 'owner' })).status).toBe(200);
    const { breach } = await shown();
    expect(breach).toMatchObject({ cause: { cause: 'weather' }, exempted: { reason: 'owner', note: null } });
  });

  test('R055: goes with a breach that is taken back', async () => {
    await sweepAt(later(DUE, 33_000));
    await exempt({ reason: 'owner' });
    await take(act('arrived', DUE), later(DUE, 40_000));
    expect(await stateOf(ARRIVAL)).toMatchObject({ status: 'met' });
    expect(await stateOf(ARRIVAL)).not.toHaveProperty('exempted');
    expect(await replayed(ARRIVAL)).toEqual(await stateOf(ARRIVAL));
  });

  test('R055: is refused to anybody else, for one’s own breach, for what is no breach, and without its words', async () => {
    expect((await exempt({ reason: 'owner' })).status).toBe(409);
    await sweepAt(later(DUE, 33_000));
    const before = structuredClone([...rows]);
    for (const role of ['agent', 'supervisor', 'department-head', 'technician'] as const)
      expect((await exempt({ reason: 'owner' }, staff(role))).status).toBe(403);
    expect((await exempt({ reason: 'owner' }, staff('manager', 'li-ming'))).status).toBe(403);
    expect((await exempt({ reason: 'owner' }, staff('manager', 'm', ['binjiang']))).status).toBe(404);
    expect((await exempt({ reason: 'owner' }, manager, undefined, 'r-9.arrival.1')).status).toBe(404);
    expect((await exempt({ reason: 'fate' })).status).toBe(422);
    expect((await exempt({ reason: 'other' })).body).toMatchObject({ errors: [{ path: '/note' }] });
    expect([...rows]).toEqual(before);
  });

  test('R023: is refused to whom the complaint is about, and to whoever had taken the request in hand', async () => {
    await request('r-2', RECEIVED_AT, { aboutStaffId: 'zhou-lan' });
    const taken = { id: 'taken', kind: 'taken', at: later(RECEIVED_AT, 1000), staffId: 'wu-ting' } as const;
    await take(taken, taken.at, 'r-2');
    await sweepAt(later(DUE, 33_000));
    for (const staffId of ['zhou-lan', 'wu-ting'])
      expect((await exempt({ reason: 'owner' }, staff('manager', staffId), undefined, 'r-2.arrival.1')).status).toBe(
        403,
      );
    expect((await exempt({ reason: 'owner' }, manager, undefined, 'r-2.arrival.1')).status).toBe(200);
  });
});
