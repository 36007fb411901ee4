import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { requestLoweringReviewed } from '../../services/intake/contract/events.ts';
import { requestSchema } from '../../services/intake/domain/request.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, owner, premises, standardArrives, strangerAgent, TABLE, technician } from './samples.ts';

const { rows, reset } = memoryTable();
const lines = capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

const lead = (staffId: string, role: 'supervisor' | 'department-head' | 'manager'): Principal => ({
  ...agent,
  sub: `sub-${staffId}`,
  staffId,
  roles: [role],
});
const supervisor = lead('chen-jing', 'supervisor');
const head = lead('zhao-gang', 'department-head');
const manager = lead('zhou-lan', 'manager');
const nightDesk: Principal = { ...agent, sub: 'sub-sun-qi', staffId: 'sun-qi', roles: ['control-room'] };
const REASON = '经电话核实只是滴水';

beforeEach(async () => {
  reset();
  vi.useFakeTimers({ toFake: ['Date'] });
  at('2026-11-25T02:00:00.000Z');
  service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

afterEach(() => {
  vi.useRealTimers();
});

const at = (instant: string) => vi.setSystemTime(instant);
const report = (category: string, more: object = {}) =>
  api('POST', '/v1/requests', {
    as: supervisor,
    body: { premisesId: premises.id, description: '请处理', category, ...more },
  });
const act = (name: string, body: object, as: Principal = agent, id = 'request-1') =>
  api('POST', `/v1/requests/${id}/${name}`, { as, body });
const lower = (category = 'other-repair', as: Principal = agent, id = 'request-1') =>
  act('reclassify', { category, reason: REASON }, as, id);
const judge = (body: object = {}, as: Principal = manager) =>
  act('review-lowering', { lowering: 1, outcome: 'right', ...body }, as);
const events = () => service.journal.events(requestAddress('request-1'));
const state = async () => (await service.journal.read(requestAddress('request-1'), requestSchema))?.state;

interface Row {
  readonly requestId: string;
  readonly lowering: number;
  readonly review: unknown;
}

async function list(query: Record<string, string> = {}, as: Principal = manager) {
  const { status, body } = await api('GET', '/v1/lowerings', { as, query });
  const { items = [], next = null } = body as { items?: Row[]; next?: string | null };
  return { status, items, next, which: items.map(({ requestId, lowering }) => `${requestId}.${lowering}`) };
}

describe('F-18: what is lowered is listed for review', () => {
  test('with who lowered what from which to which category, when and why; raising is not', async () => {
    await report('flooding');
    at('2026-11-25T02:05:00.000Z');
    await lower();
    await act('reclassify', { category: 'flooding' });
    const { items } = await list();
    expect(items).toEqual([
      {
        requestId: 'request-1',
        number: 'BX000001',
        premisesId: premises.id,
        place: premises.place,
        lowering: 1,
        at: '2026-11-25T02:05:00.000Z',
        staffId: 'wu-ting',
        from: { category: 'flooding', categoryLabel: '水浸' },
        to: { category: 'other-repair', categoryLabel: '其他维修' },
        reason: REASON,
        review: null,
        links: { self: '/v1/requests/request-1' },
      },
    ]);
  });

  test('R041: also a complaint’s grade, although an ordinary one is due sooner', async () => {
    await report('attitude-serious');
    expect((await act('reclassify', { category: 'attitude-ordinary' })).status).toBe(422);
    expect((await lower('attitude-ordinary', nightDesk)).status).toBe(403);
    await lower('attitude-ordinary');
    expect((await list()).items).toMatchObject([{ from: { category: 'attitude-serious' } }]);
  });

  test('R041: what becomes an emergency loses its grade and is not lowered', async () => {
    await report('attitude-serious');
    expect((await act('reclassify', { category: 'neighbour' })).status).toBe(200);
    expect((await events()).at(-1)?.detail.data).toMatchObject({ direction: 'raised' });
    expect((await list()).items).toEqual([]);
  });

  test('each time anew, oldest first, page by page, until it has been looked at, over or not', async () => {
    await report('flooding');
    await report('flooding');
    for (const [minute, id, category] of [
      ['10', 'request-2', 'other-repair'],
      ['11', 'request-1', 'other-repair'],
      ['12', 'request-1', 'suggestion'],
    ] as const) {
      at(`2026-11-25T02:${minute}:00.000Z`);
      expect((await lower(category, agent, id)).status).toBe(200);
    }
    await act('cancel', { reason: '误报' });
    const first = await list({ limit: '2' });
    expect(first.which).toEqual(['request-2.1', 'request-1.1']);
    const rest = await list({ limit: '2', cursor: first.next ?? '' });
    expect([rest.which, rest.next]).toEqual([['request-1.2'], null]);
    // Two of one request on one page.
    expect((await list()).which).toEqual(['request-2.1', 'request-1.1', 'request-1.2']);
    await judge({ lowering: 2 });
    expect((await list()).which).toEqual(['request-2.1', 'request-1.1']);
  });

  test('takes nothing from the request’s own place', async () => {
    await report('flooding');
    const place = () => rows.get(`${requestAddress('request-1').pk}\nstate`)?.listKey;
    await lower();
    await judge();
    expect(place()).toBe('open#yunshan');
  });

  test('what has been looked at is listed by the month of its lowering, newest first', async () => {
    for (const [id, instant] of [
      ['request-1', '2026-10-31T23:59:00.000Z'],
      ['request-2', '2026-11-01T00:01:00.000Z'],
      ['request-3', '2026-11-20T00:00:00.000Z'],
    ] as const) {
      at(instant);
      await report('flooding');
      await lower('other-repair', agent, id);
      await act('review-lowering', { lowering: 1, outcome: 'right' }, manager, id);
    }
    expect((await list({ status: 'reviewed' })).which).toEqual(['request-3.1', 'request-2.1']);
    expect((await list({ status: 'reviewed', month: '2026-10' })).which).toEqual(['request-1.1']);
    expect((await list()).which).toEqual([]);
  });

  test('leads see those of their communities', async () => {
    await report('flooding');
    await lower();
    for (const as of [supervisor, head, manager])
      expect((await list({ communityId: 'yunshan' }, as)).which).toEqual(['request-1.1']);
    for (const as of [agent, nightDesk, technician, owner]) expect((await list({}, as)).status).toBe(403);
    const elsewhere: Principal = { ...manager, communityIds: ['trial'] };
    for (const communityId of ['yunshan', 'no-such'])
      expect(await list({ communityId }, elsewhere)).toMatchObject({ status: 200, items: [], next: null });
    const atBoth: Principal = { ...manager, communityIds: ['yunshan', 'trial'] };
    expect((await list({}, atBoth)).status).toBe(422);
    for (const bad of [{ month: '2026-11' }, { status: 'reviewed', month: '2026-13' }, { status: 'wrong' }])
      expect((await list(bad)).status).toBe(422);
  });
});

describe('F-18: a lead reviews a lowering', () => {
  test('kept with who looked at it and when; the note stays in the table', async () => {
    await report('flooding');
    at('2026-11-25T02:05:00.000Z');
    await lower();
    at('2026-11-25T08:00:00.000Z');
    const note = '现场照片可见漫水';
    expect((await judge({ outcome: 'wrong', note })).status).toBe(200);
    const last = (await events()).at(-1);
    expect(last?.name).toBe('request.lowering-reviewed');
    expect(requestLoweringReviewed.data.parse(last?.detail.data)).toMatchObject({
      at: '2026-11-25T08:00:00.000Z',
      staffId: 'zhou-lan',
      lowering: 1,
      loweredAt: '2026-11-25T02:05:00.000Z',
      loweredBy: 'wu-ting',
      previousCategory: 'flooding',
      loweredTo: 'other-repair',
      outcome: 'wrong',
    });
    const outside = [...rows.values()].filter(({ sk }) => sk === 'record').concat(Object(last?.detail));
    expect(JSON.stringify([outside, lines()])).not.toContain(note);
    expect((await list({ status: 'reviewed' })).items).toMatchObject([
      {
        review: {
          outcome: 'wrong',
          outcomeLabel: '下调不当',
          at: '2026-11-25T08:00:00.000Z',
          staffId: 'zhou-lan',
          note,
        },
      },
    ]);
  });

  test('changes no category, no clock and no status, and the household hears nothing of it', async () => {
    await report('flooding');
    await lower();
    const before = await state();
    const view = async () => (await api('GET', '/v1/requests/request-1', { as: owner })).body;
    const seen = await view();
    await judge({ outcome: 'wrong', note: '应为紧急' });
    expect(await view()).toEqual(seen);
    expect(await state()).toEqual({ ...before, lowerings: [expect.objectContaining({ lowering: 1 })] });
    // What was wrong is raised by an act of its own.
    expect((await act('reclassify', { category: 'flooding' }, manager)).status).toBe(200);
  });

  test('once', async () => {
    await report('flooding');
    await lower();
    await judge();
    const again = await judge({ outcome: 'wrong', note: '应为紧急' }, head);
    expect(again).toMatchObject({ status: 409, body: { detail: expect.stringContaining('下调恰当') } });
    expect((await events()).filter(({ name }) => name === requestLoweringReviewed.name)).toHaveLength(1);
  });

  test('also when the request is over', async () => {
    await report('flooding');
    await lower();
    await act('cancel', { reason: '误报' });
    expect(await judge()).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  });

  test('never by who lowered it, nor by whom the complaint is about', async () => {
    await report('attitude-serious', { about: 'li-ming' });
    await lower('attitude-ordinary', supervisor);
    expect((await judge({}, supervisor)).status).toBe(403);
    expect((await judge({}, lead('li-ming', 'manager'))).status).toBe(403);
    expect((await list()).items).toMatchObject([{ review: null }]);
    expect((await judge({}, head)).status).toBe(200);
  });

  test('only by leads of its community; what belongs to others answers like what does not exist', async () => {
    await report('flooding');
    await lower();
    for (const as of [nightDesk, technician, owner]) expect((await judge({}, as)).status).toBe(403);
    const foreign: Principal = { ...strangerAgent, roles: ['manager'] };
    expect((await judge({}, foreign)).status).toBe(404);
    expect((await act('review-lowering', { lowering: 1, outcome: 'right' }, manager, 'request-9')).status).toBe(404);
  });

  test('what is not a verdict on a lowering of it is refused and changes nothing', async () => {
    await report('flooding');
    await lower();
    const before = await events();
    for (const bad of [
      { lowering: 2 },
      { lowering: 0 },
      { outcome: 'maybe' },
      { outcome: 'wrong' },
      { note: ' ' },
      { note: '好'.repeat(501) },
      { at: '2026-01-01T00:00:00.000Z' },
    ])
      expect([bad, (await judge(bad)).status]).toEqual([bad, 422]);
    expect(await events()).toEqual(before);
  });
});
