import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { premisesListAnswerSchema } from '../../services/directory/contract/api.ts';
import { reviewAnswerSchema } from '../../services/directory/contract/review-api.ts';
import { monthsOf, quarterOf } from '../../services/directory/domain/access-review.ts';
import { concerns, type Principal, worksIn } from '../../shared/identity/principal.ts';
import { roleSchema } from '../../shared/identity/roles.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, elsewhere, FLAT, furnished, head, keeper, manager, OTHER_FLAT, staffOf } from './furnished.ts';
import { morning } from './samples.ts';

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

/** At work in building 3 alone. */
const ofBuilding3 = (principal: Principal): Principal => ({ ...principal, buildings: { yunshan: ['yunshan-3'] } });

describe('R268: role × community × building', () => {
  const looks: readonly [string, Principal, (premisesId: string, personId: string) => ReturnType<typeof house.call>][] =
    [
      [
        'a household',
        agent,
        (premisesId) => house.call('GET', `/v1/households/${premisesId}`, { as: ofBuilding3(agent) }),
      ],
      ['premises', agent, (premisesId) => house.call('GET', `/v1/premises/${premisesId}`, { as: ofBuilding3(agent) })],
      ['a person', agent, (_, id) => house.call('GET', `/v1/people/${id}`, { as: ofBuilding3(agent) })],
      [
        'a person in the clear',
        agent,
        (_, id) => house.call('POST', `/v1/people/${id}/reveal`, { as: ofBuilding3(agent), body: { reason: 'x' } }),
      ],
      ['consents', keeper, (_, id) => house.call('GET', `/v1/people/${id}/consents`, { as: ofBuilding3(keeper) })],
      ['changes', head, (_, id) => house.call('GET', `/v1/people/${id}/changes`, { as: ofBuilding3(head) })],
    ];

  test.each(looks)(
    'who is there for one building reaches %s there, and elsewhere in the community nothing',
    async (_, __, look) => {
      expect((await look(FLAT, 'wang-fang')).status).toBe(200);
      const before = new Map(rows);
      expect((await look(OTHER_FLAT, 'he-jun')).status).toBe(404);
      expect(rows).toEqual(before);
    },
  );

  test('neither finds them by number or by address', async () => {
    const search = async (phone: string) =>
      (await house.call('POST', '/v1/households/search', { as: ofBuilding3(agent), body: { phone } })).body;
    expect(await search('13800138011')).toMatchObject({ items: [{ personId: 'wang-fang' }] });
    expect(await search('13800138012')).toEqual({ items: [] });
    const at = async (place: string) => {
      const query = { communityId: 'yunshan', place };
      const { body } = await house.call('GET', '/v1/premises', { as: ofBuilding3(agent), query });
      return premisesListAnswerSchema.parse(body).items.map(({ id }) => id);
    };
    expect(await at('3栋1单元1201')).toEqual([FLAT]);
    expect(await at('1栋1单元101')).toEqual([]);
  });

  test('denies by default: what is in no building, in another one, in another community', () => {
    const limited = ofBuilding3(agent);
    const at = (communityId: string, buildingId?: string | null) => worksIn(limited, communityId, buildingId);
    expect([at('yunshan', 'yunshan-3'), at('yunshan', 'yunshan-1'), at('yunshan', null), at('yunshan')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(at('trial', 'yunshan-3')).toBe(false);
    expect(worksIn(agent, 'yunshan', null)).toBe(true);
    expect(concerns(limited, { premisesId: OTHER_FLAT, communityId: 'yunshan', buildingId: 'yunshan-1' })).toBe(false);
    expect(concerns(limited, { premisesId: FLAT, communityId: 'yunshan', buildingId: 'yunshan-3' })).toBe(true);
  });

  test('what a building limits is read with the rights', async () => {
    await house.store.addPrincipals([
      {
        sub: 'sub-limited',
        roles: ['agent'],
        staffId: 'limited',
        personId: null,
        premisesIds: [],
        communityIds: ['yunshan'],
        buildings: { yunshan: ['yunshan-3'] },
      },
    ]);
    const rights = await house.reader.principalBySub('sub-limited', ['agent']);
    expect(rights?.buildings).toEqual({ yunshan: ['yunshan-3'] });
    expect((await house.reader.principalBySub('sub-limited', ['owner']))?.communityIds).toEqual([]);
  });
});

describe('R268: the quarterly review of access', () => {
  const get = async (query: Record<string, string> = {}, as = manager) =>
    reviewAnswerSchema.parse((await house.call('GET', '/v1/access-review', { as, query })).body);
  const sign = (body: object, as = manager) => house.call('POST', '/v1/access-review', { as, body });

  test('shows who has which roles and posts, and how much they looked at', async () => {
    await house.call('GET', `/v1/households/${FLAT}`, { as: agent });
    await house.call('POST', '/v1/people/wang-fang/reveal', { as: agent, body: { reason: 'x' } });
    vi.setSystemTime('2026-12-02T02:00:00.000Z');
    await house.call('POST', '/v1/people/wang-fang/reveal', { as: agent, body: { reason: 'x' } });
    const { quarter, items, signedOff } = await get();
    expect([quarter, signedOff]).toEqual(['2026-Q4', null]);
    expect(items.map(({ staffId }) => staffId)).toEqual([
      'bai-xue',
      'gao-feng',
      'li-ming',
      'sun-li',
      'wu-ting',
      'zhang-qiang',
      'zhou-lan',
    ]);
    expect(items.find(({ staffId }) => staffId === 'wu-ting')).toMatchObject({
      roles: ['agent'],
      department: 'customer-service',
      communityIds: ['yunshan'],
      postIds: [],
      reads: { household: 1, reveal: 2 },
    });
    expect(items.find(({ staffId }) => staffId === 'li-ming')).toMatchObject({
      postIds: ['yunshan.technicians'],
      worksUntil: null,
      reads: {},
    });
    expect((await get({ quarter: '2026-Q3' })).items.every(({ reads }) => Object.keys(reads).length === 0)).toBe(true);
  });

  test('comes in pages', async () => {
    const first = await get({ limit: '4' });
    const second = await get({ limit: '4', cursor: first.next ?? '' });
    expect([first.items.length, first.next, second.items.length, second.next]).toEqual([4, 'sun-li', 3, null]);
    expect(second.digest).toBe(first.digest);
  });

  test('is signed for what was seen, once, and stays', async () => {
    const { quarter, digest } = await get();
    const remarks = [{ staffId: 'wu-ting', note: '调岗,收回前台权限' }];
    expect(await sign({ quarter, digest, remarks })).toMatchObject({
      status: 201,
      body: { quarter: '2026-Q4', at: morning, reviewed: 7 },
    });
    expect((await get()).signedOff).toEqual({
      quarter,
      staffId: 'zhou-lan',
      at: morning,
      digest,
      reviewed: 7,
      remarks,
    });
    expect((await sign({ quarter, digest })).status).toBe(409);
    const event = rows.get('access-review#2026-Q4.zhou-lan\nevent#000000000001');
    expect(JSON.parse(String(event?.detail))).toMatchObject({
      data: { quarter: '2026-Q4' },
      actor: { id: 'zhou-lan' },
    });
    expect(event?.detail).not.toContain('调岗');
  });

  test('cannot be signed over rights that have changed since', async () => {
    const { quarter, digest } = await get();
    await house.call('POST', '/v1/staff/li-ming/leave', { as: manager, body: {} });
    expect((await sign({ quarter, digest })).status).toBe(412);
    expect((await sign({ quarter, digest: (await get()).digest })).status).toBe(201);
  });

  test.each<[string, object, number]>([
    ['a quarter that has not begun', { quarter: '2027-Q1' }, 422],
    ['no quarter', { quarter: '2026-Q5' }, 422],
    ['a remark about nobody', { remarks: [{ staffId: 'nobody', note: 'x' }] }, 422],
    ['a remark without words', { remarks: [{ staffId: 'wu-ting', note: ' ' }] }, 422],
  ])('refuses %s', async (_, body, status) => {
    const { quarter, digest } = await get();
    const before = new Map(rows);
    expect((await sign({ quarter, digest, ...body })).status).toBe(status);
    expect(rows).toEqual(before);
  });

  test('shows nobody of another community', async () => {
    expect((await get({}, elsewhere)).items.map(({ staffId }) => staffId)).toEqual(['ding-hao']);
  });

  test.each(roleSchema.exclude(['manager']).options)('is closed to %s', async (role) => {
    expect((await house.call('GET', '/v1/access-review', { as: staffOf('somebody', role) })).status).toBe(403);
  });

  test.each([
    ['2026-01-01T00:00:00.000Z', '2026-Q1', ['2026-01', '2026-02', '2026-03']],
    ['2026-09-30T23:59:59.999Z', '2026-Q3', ['2026-07', '2026-08', '2026-09']],
    ['2026-12-31T00:00:00.000Z', '2026-Q4', ['2026-10', '2026-11', '2026-12']],
  ])('%s is in %s', (at, quarter, months) => {
    expect(quarterOf(at)).toBe(quarter);
    expect(monthsOf(quarter)).toEqual(months);
  });
});
