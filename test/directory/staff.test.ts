import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { coverageAnswerSchema, onDutyAnswerSchema } from '../../services/directory/contract/api.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, elsewhere, furnished, head, manager, otherHead, technician, wangFang } from './furnished.ts';
import { cause, morning, roundTheClock, technicians } from './samples.ts';

capturedLines();
const { rows, reset } = memoryTable();
let house: Awaited<ReturnType<typeof furnished>>;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
  reset();
  house = await furnished();
});
afterEach(() => {
  vi.useRealTimers();
});

const leave = (body: object = {}, as: Principal = head, id = 'li-ming') =>
  house.call('POST', `/v1/staff/${id}/leave`, { as, body });
const stay = (as: Principal = head) => house.call('POST', '/v1/staff/li-ming/stay', { as, body: {} });
/** A function that has just started, at an instant. */
const readerAt = (at: string) => new DirectoryReader(documentClient(), 'directory', () => Date.parse(at));
const onDutyAt = async (at: string) =>
  (await readerAt(at).onDuty({ communityId: 'yunshan', buildingId: 'yunshan-3', at })).map(({ staffId }) => staffId);
const rightsAt = (at: string) => readerAt(at).principalBySub(technician.sub, ['technician']);
const laterMorning = '2026-11-30T02:00:00.000Z';

describe('POST /v1/staff/{id}/leave', () => {
  test('at once: off duty whatever the roster says, and without rights', async () => {
    expect(await onDutyAt(morning)).toEqual(['li-ming']);
    const { status, body } = await leave();
    expect([status, body]).toMatchObject([200, { worksUntil: morning, onRosters: ['yunshan.technicians'] }]);
    expect(await onDutyAt(morning)).toEqual([]);
    expect(await onDutyAt('2026-11-25T14:00:00.000Z')).toEqual(['zhang-qiang']);
    expect(await rightsAt(morning)).toMatchObject({ roles: [], staffId: null, communityIds: [] });
    expect(await readerAt(morning).staff(['li-ming', 'zhang-qiang'])).toMatchObject([{ id: 'zhang-qiang' }]);
  });

  test('with a last day: until its end as before', async () => {
    expect((await leave({ lastDay: '2026-11-30' })).body).toMatchObject({ worksUntil: '2026-11-30T16:00:00.000Z' });
    expect(await onDutyAt(laterMorning)).toEqual(['li-ming']);
    expect(await rightsAt('2026-11-30T15:59:59.999Z')).toMatchObject({ roles: ['technician'], staffId: 'li-ming' });
    expect(await rightsAt('2026-11-30T16:00:00.000Z')).toMatchObject({ roles: [], staffId: null });
    expect(await onDutyAt('2026-12-01T02:00:00.000Z')).toEqual([]);
  });

  test('who stood there before they left is named for that time, and for none after', async () => {
    await leave();
    const named = async (at: string) => {
      const { body } = await house.call('GET', '/v1/posts/yunshan.technicians/on-duty', { as: manager, query: { at } });
      return onDutyAnswerSchema.parse(body).items.map(({ staffId }) => staffId);
    };
    expect(await named('2026-11-25T01:00:00.000Z')).toEqual(['li-ming']);
    expect(await named(morning)).toEqual([]);
    expect(await named(laterMorning)).toEqual([]);
  });

  test('R142: rosters warn of who will not come, and of what then nobody holds', async () => {
    await house.store.openPost({ ...technicians, id: 'yunshan.lobby', roundTheClock: true }, cause);
    await leave({ lastDay: '2026-11-25' });
    const query = { communityId: 'yunshan', days: '2' };
    const { body } = await house.call('GET', '/v1/posts/coverage', { as: head, query });
    const { missing, gaps } = coverageAnswerSchema.parse(body);
    expect(missing).toEqual(
      ['yunshan.lobby', 'yunshan.technicians'].map((postId) => ({
        staffId: 'li-ming',
        postId,
        from: '2026-11-26T00:00:00.000Z',
      })),
    );
    expect(gaps).toEqual([
      { postId: 'yunshan.lobby', from: '2026-11-26T00:00:00.000Z', to: '2026-11-26T12:00:00.000Z' },
      { postId: 'yunshan.lobby', from: '2026-11-27T00:00:00.000Z', to: '2026-11-27T02:00:00.000Z' },
    ]);
  });

  test('who has left stands on no new roster', async () => {
    await leave();
    const put = { as: manager, body: roundTheClock, headers: { 'if-match': '"1"' } };
    const { status, body } = await house.call('PUT', '/v1/posts/yunshan.technicians/roster', put);
    expect([status, body]).toMatchObject([422, { errors: [{ path: '/shifts/0/staffId' }] }]);
  });

  test('who has left may be erased', async () => {
    const erase = () => house.call('POST', '/v1/people/li-ming/erase', { as: manager, body: { reason: 'x' } });
    expect((await erase()).status).toBe(409);
    await leave();
    expect((await erase()).status).toBe(200);
  });

  test.each<[string, Principal, string, object, number]>([
    ['the manager', manager, 'li-ming', {}, 200],
    ['the head of another department', otherHead, 'li-ming', {}, 403],
    ['an agent', agent, 'li-ming', {}, 403],
    ['an owner', wangFang, 'li-ming', {}, 403],
    ['somebody of another community', elsewhere, 'li-ming', {}, 404],
    ['the head about nobody', head, 'nobody', {}, 404],
    ['the head about a day that has passed', head, 'li-ming', { lastDay: '2026-11-24' }, 422],
    ['the head about a day that is none', head, 'li-ming', { lastDay: '2026-02-30' }, 422],
    ['the manager about who is told when nobody else can be', manager, 'zhou-lan', {}, 409],
  ])('as %s', async (_, as, id, body, status) => {
    const before = new Map(rows);
    expect((await leave(body, as, id)).status).toBe(status);
    if (status !== 200) expect(rows).toEqual(before);
  });

  test('once gone is gone; the same call again has the same answer', async () => {
    const again = () => house.call('POST', '/v1/staff/li-ming/leave', { as: head, body: {}, key: 'same' });
    const first = await again();
    expect(await again()).toMatchObject({ status: 200, body: first.body });
    expect((await leave()).status).toBe(409);
  });
});

describe('POST /v1/staff/{id}/stay', () => {
  test('takes the leaving back: duty and rights hold again', async () => {
    expect((await stay()).status).toBe(409);
    await leave({ lastDay: '2026-11-26' });
    expect(await stay()).toMatchObject({ status: 200, body: { worksUntil: null } });
    expect(await onDutyAt(laterMorning)).toEqual(['li-ming']);
    expect(await rightsAt(laterMorning)).toMatchObject({ roles: ['technician'], staffId: 'li-ming' });
  });
});
