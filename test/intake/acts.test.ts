import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  requestClosed,
  requestConsented,
  requestReclassified,
  requestReopened,
} from '../../services/intake/contract/events.ts';
import { causeCodes } from '../../services/intake/domain/causes.ts';
import type { News } from '../../services/intake/domain/progress.ts';
import { evolve, type Request, requestSchema } from '../../services/intake/domain/request.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { toIso } from '../../shared/time/instants.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  intake,
  neighbour,
  owner,
  premises,
  standardArrives,
  strangerAgent,
  TABLE,
  technician,
} from './samples.ts';

const { rows, reset } = memoryTable();
const lines = capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

const manager: Principal = { ...agent, sub: 'sub-zhao-lei', staffId: 'zhao-lei', roles: ['manager'] };
const nightDesk: Principal = { ...agent, sub: 'sub-sun-qi', staffId: 'sun-qi', roles: ['control-room'] };
const ID = 'request-1';
const address = requestAddress(ID);

const reported = (category: string, description = '请处理') =>
  api('POST', '/v1/requests', { as: agent, body: { premisesId: premises.id, description, category } });
const act = (name: string, body: object = {}, as: Principal = agent) =>
  api('POST', `/v1/requests/${ID}/${name}`, { as, body });
const told = (kind: News['kind'], more: Partial<News> = {}) =>
  service.store.note(ID, null, {
    ...{ kind, at: new Date().toISOString(), workOrderId: `${ID}.1`, staffId: null, waitId: null, ...more },
  });
const events = () => service.journal.events(address);
const lastEvent = async () => (await events()).at(-1);
const place = () => rows.get(`${address.pk}\nstate`);

/** What a test needs before a complaint can be closed. */
const lesson = { causeCode: 'attitude', improvementMeasure: '加强培训' };

describe('from the first look to the closing', () => {
  test('R024: a member of staff takes it in hand, once', async () => {
    await reported('other-repair');
    expect(await act('confirm')).toMatchObject({ status: 200, body: { status: 'confirmed', statusLabel: '处理中' } });
    const again = await act('confirm');
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ detail: expect.stringContaining('处理中') });
    expect((await lastEvent())?.detail.data).toMatchObject({ number: 'BX000001', staffId: 'wu-ting' });
  });

  test('R049: an answer is shown to the household and stays in the table', async () => {
    await reported('inquiry-general');
    expect(await act('answer', { text: '周末八点开门' }, technician)).toMatchObject({ body: { status: 'answered' } });
    const published = [...rows.values()]
      .filter(({ sk }) => String(sk).startsWith('event#'))
      .map(({ detail }) => detail);
    const records = [...rows.values()].filter(({ sk }) => sk === 'record');
    expect(JSON.stringify([published, records, lines()])).not.toContain('周末八点');
    const { body } = await api('GET', `/v1/requests/${ID}`, { as: owner });
    expect(body).toMatchObject({ answer: '周末八点开门', timeline: { items: [{}, { said: '周末八点开门' }] } });
    expect((await act('close')).body).toMatchObject({ status: 'closed', statusLabel: '已办结' });
  });

  test('R050: what concerns the management centre itself only the manager answers', async () => {
    await reported('inquiry-internal');
    expect((await act('answer', { text: '见公示栏' })).status).toBe(403);
    expect((await act('answer', { text: '见公示栏' }, manager)).status).toBe(200);
  });

  test('a repair is closed when its work is done, and not settled by words', async () => {
    await reported('flooding');
    expect((await act('answer', { text: '好' })).status).toBe(409);
    expect((await act('close')).status).toBe(409);
    await told('completed');
    expect((await act('close')).status).toBe(409);
    await told('done');
    expect((await act('close')).status).toBe(200);
  });

  test('R011: a complaint is closed with its cause and what is to be better', async () => {
    await reported('attitude-ordinary');
    expect((await act('give-feedback', { text: '已致歉' })).status).toBe(409);
    expect((await act('close', lesson)).status).toBe(409);
    expect((await act('resolve', { result: '已当面致歉' })).body).toMatchObject({ status: 'resolved' });
    expect((await act('give-feedback', { text: '已电话告知' })).status).toBe(200);
    for (const missing of [{}, { causeCode: 'attitude' }, { improvementMeasure: '加强培训' }])
      expect((await act('close', missing)).status).toBe(422);
    expect((await act('close', { ...lesson, causeCode: 'no-such' })).status).toBe(422);
    expect((await act('close', lesson)).status).toBe(200);
    expect((await lastEvent())?.name).toBe(requestClosed.name);
    expect((await api('GET', `/v1/requests/${ID}`, { as: agent })).body).toMatchObject(lesson);
    expect((await api('GET', `/v1/requests/${ID}`, { as: owner })).body).not.toHaveProperty('causeCode');
  });

  test('nothing is done with what is over, and it has left the open list', async () => {
    await reported('inquiry-general');
    expect(place()).toMatchObject({ listKey: 'open#yunshan' });
    await act('answer', { text: '好' });
    await act('close');
    expect(place()).toMatchObject({ listKey: expect.stringMatching(/^ended#yunshan#\d{4}-\d{2}$/) });
    for (const name of ['confirm', 'consent', 'close']) expect((await act(name)).status).toBe(409);
    expect((await act('cancel', { reason: '不用了' })).status).toBe(409);
  });
});

describe('what is promised later', () => {
  test('R052: from the household’s consent on, somebody on site within 30 minutes', async () => {
    await reported('inquiry-quote');
    expect((await act('consent', {}, owner)).status).toBe(200);
    const event = await lastEvent();
    const { at, staffId, clocks } = requestConsented.data.parse(event?.detail.data);
    expect([event?.at, staffId, clocks.map(({ kind }) => kind)]).toEqual([at, null, ['accept', 'quote']]);
    expect(Date.parse(clocks.find(({ kind }) => kind === 'quote')?.due ?? '') - Date.parse(at)).toBe(30 * 60_000);
    expect((await act('consent', {}, owner)).status).toBe(409);
  });

  test('nobody consents where nothing waits for it', async () => {
    await reported('inquiry-general');
    expect((await act('consent')).status).toBe(409);
  });

  test('R044, R054: a time is agreed where the standard leaves it open, in the future and within bounds', async () => {
    await reported('other-repair');
    const inDays = (days: number) => toIso(Date.now() + days * 24 * 3_600_000);
    expect((await act('agree-time', { clock: 'resolve', until: inDays(2) }, technician)).status).toBe(200);
    expect((await act('agree-time', { clock: 'resolve', until: inDays(-1) })).status).toBe(422);
    expect((await act('agree-time', { clock: 'resolve', until: inDays(100) })).status).toBe(422);
    expect((await act('agree-time', { clock: 'answer', until: inDays(2) })).status).toBe(409);
    expect((await act('agree-time', { clock: 'arrival', until: inDays(2) })).status).toBe(422);
  });

  test('no time is agreed where the standard sets it', async () => {
    await reported('simple-repair');
    expect((await act('agree-time', { clock: 'resolve', until: toIso(Date.now() + 60_000) })).status).toBe(409);
  });
});

describe('R018, F-18: another category', () => {
  const changed = async () => requestReclassified.data.parse((await lastEvent())?.detail.data);

  test('raising needs no reason, and anybody of the desk does it; clocks count from the receipt', async () => {
    await reported('inquiry-general', '厨房水管爆裂');
    const { state } = (await service.journal.read(address, requestSchema)) ?? {};
    expect((await act('reclassify', { category: 'flooding' }, nightDesk)).status).toBe(200);
    const event = await changed();
    expect(event).toMatchObject({
      direction: 'raised',
      previousCategory: 'inquiry-general',
      policyKey: 'repair.urgent',
      keyword: '水管爆裂',
      needsWork: true,
      byAssignee: false,
      reason: null,
    });
    expect(event.clocks.find(({ kind }) => kind === 'arrival')?.since).toBe(state?.receivedAt);
  });

  test('lowering needs a reason that the owner is told, and an agent or supervisor', async () => {
    await reported('flooding');
    expect((await act('reclassify', { category: 'other-repair' })).status).toBe(422);
    const published = { category: 'other-repair', reason: '只是滴水，业主电话13800138000' };
    expect(await act('reclassify', published)).toMatchObject({ status: 422, body: { errors: [{ path: '/reason' }] } });
    expect((await act('reclassify', { category: 'other-repair', reason: '只是滴水' }, nightDesk)).status).toBe(403);
    expect((await act('reclassify', { category: 'other-repair', reason: '只是滴水' }, manager)).status).toBe(403);
    expect((await act('reclassify', { category: 'other-repair', reason: '只是滴水' })).status).toBe(200);
    expect(await changed()).toMatchObject({ direction: 'lowered', reason: '只是滴水', byRoles: ['agent'] });
    const { body } = await api('GET', `/v1/requests/${ID}`, { as: owner });
    expect(body).toMatchObject({ category: 'other-repair', timeline: { items: [{}, { said: '只是滴水' }] } });
  });

  test('nobody lowers their own work', async () => {
    await reported('flooding');
    await told('dispatched', { staffId: 'wu-ting' });
    const lowered = { category: 'other-repair', reason: '只是滴水' };
    expect((await act('reclassify', lowered)).status).toBe(403);
    const supervisor: Principal = { ...agent, sub: 'sub-chen', staffId: 'chen', roles: ['supervisor'] };
    expect((await act('reclassify', lowered, supervisor)).status).toBe(200);
  });

  test('the same category is refused', async () => {
    await reported('flooding');
    expect((await act('reclassify', { category: 'flooding' })).status).toBe(422);
  });
});

describe('the end, and a new beginning', () => {
  test('a household withdraws until somebody is there; the desk also afterwards', async () => {
    await reported('flooding');
    await told('in-progress');
    expect((await act('cancel', { reason: '不用了' }, owner)).status).toBe(409);
    expect((await act('cancel', { reason: '业主来电撤销' })).body).toMatchObject({ statusLabel: '已撤销' });
  });

  test('R017: what was not solved is reopened with fresh clocks, and counted', async () => {
    await reported('flooding');
    await told('done');
    await act('close');
    const { body } = await act('reopen', { reason: '又漏了' }, owner);
    expect(body).toMatchObject({ status: 'received' });
    const event = await lastEvent();
    const { times, at, clocks, staffId } = requestReopened.data.parse(event?.detail.data);
    expect([times, staffId]).toEqual([1, null]);
    expect(new Set(clocks.map(({ since }) => since))).toEqual(new Set([at]));
    expect(place()).toMatchObject({ listKey: 'open#yunshan' });
    expect((await act('reopen', { reason: '又漏了' }, owner)).status).toBe(409);
  });

  test('a household reopens for 30 days, the desk longer', async () => {
    await reported('inquiry-general');
    await act('answer', { text: '好' });
    await act('close');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * 24 * 3_600_000 });
    try {
      expect((await act('reopen', { reason: '没有解决' }, owner)).status).toBe(409);
      expect((await act('reopen', { reason: '没有解决' })).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('who may', () => {
  test('what belongs to others answers like what does not exist', async () => {
    await reported('flooding');
    for (const as of [neighbour, strangerAgent]) {
      const foreign = await act('cancel', { reason: '不用了' }, as);
      const missing = await api('POST', '/v1/requests/request-9/cancel', { as, body: { reason: '不用了' } });
      expect(foreign.status).toBe(404);
      expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
    }
  });

  test('the same key again gives the same answer and no second event', async () => {
    await reported('flooding');
    const once = { as: agent, body: {}, key: 'key-of-agent' };
    const first = await api('POST', `/v1/requests/${ID}/confirm`, once);
    expect((await api('POST', `/v1/requests/${ID}/confirm`, once)).body).toEqual(first.body);
    expect(await events()).toHaveLength(2);
  });

  test('a household sees the categories it may choose, staff all and the causes', async () => {
    const codes = async (as: Principal) => JSON.stringify((await api('GET', '/v1/categories', { as })).body);
    const own = await codes(owner);
    for (const code of ['suggestion', 'complaint-other', 'other-repair']) expect(own).toContain(`"${code}"`);
    for (const code of ['flooding', 'attitude-serious', 'neighbour', 'help', 'causes'])
      expect(own).not.toContain(`"${code}"`);
    for (const code of ['flooding', 'attitude-serious', ...causeCodes]) expect(await codes(agent)).toContain(code);
  });
});

test('whatever is done in whatever order, the journal replayed gives the state, and nothing ever breaks', async () => {
  const until = toIso(Date.now() + 3_600_000);
  const commands = fc.array(
    fc.constantFrom<readonly [string, object]>(
      ['confirm', {}],
      ['answer', { text: '答复' }],
      ['resolve', { result: '已解决' }],
      ['give-feedback', { text: '已告知' }],
      ['consent', {}],
      ['agree-time', { clock: 'resolve', until }],
      ['reclassify', { category: 'flooding' }],
      ['reclassify', { category: 'service', reason: '原因' }],
      ['reclassify', { category: 'complaint-other', reason: '原因' }],
      ['review-lowering', { lowering: 1, outcome: 'right' }],
      ['review-lowering', { lowering: 2, outcome: 'wrong', note: '应为紧急' }],
      ['close', lesson],
      ['reopen', { reason: '没有解决' }],
      ['cancel', { reason: '不用了' }],
      ['done', {}],
    ),
    { maxLength: 15 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('flooding', 'service', 'attitude-ordinary', 'inquiry-quote'),
      commands,
      async (category, all) => {
        reset();
        service = intake();
        api = apiOf(service.operations, TABLE);
        await standardArrives(service.store);
        await reported(category);
        for (const [name, body] of all) {
          if (name === 'done') await told('done');
          else {
            const as = name === 'review-lowering' ? manager : agent;
            expect([200, 403, 409, 422]).toContain((await act(name, body, as)).status);
          }
        }
        const journal = await events();
        const replayed = journal.reduce<Request | undefined>(
          (state, event) => evolve(state, { ...event, data: event.detail.data }, { id: ID, actor: event.detail.actor }),
          undefined,
        );
        expect(await service.journal.read(address, requestSchema)).toEqual({
          version: journal.length,
          state: replayed,
        });
      },
    ),
    { numRuns: 25 },
  );
});
