import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Principal } from '../../shared/identity/principal.ts';
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
let api: ReturnType<typeof apiOf>;

const resident: Principal = { ...technician, roles: ['technician', 'owner'], premisesIds: [premises.id] };

afterEach(() => {
  vi.useRealTimers();
});

beforeEach(async () => {
  reset();
  const service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
  await api('POST', '/v1/requests', { as: owner, body: { premisesId: premises.id, description: '厨房水管爆裂' } });
});

const NOTES = '/v1/requests/request-1/notes';
const write = (as: Principal, body: object, key?: string) =>
  api('POST', NOTES, { as, body, ...(key !== undefined && { key }) });

async function read(as: Principal, query: Record<string, string> = {}) {
  const { body } = await api('GET', NOTES, { as, query });
  return body as { items: { text: string; author: object; visibleToHousehold: boolean }[]; next: string | null };
}

const texts = async (as: Principal) => (await read(as)).items.map(({ text }) => text);
const stored = () => [...rows.values()].filter(({ sk }) => String(sk).includes('note#'));

describe('POST and GET /v1/requests/{id}/notes', () => {
  test('R071: household and staff write to each other; roles are shown, nobody’s name or id', async () => {
    expect((await write(owner, { text: '请从后门进' })).body).toMatchObject({
      author: { type: 'household', label: '业主' },
      visibleToHousehold: true,
    });
    await write(technician, { text: '已在路上', visibleToHousehold: true });
    for (const as of [owner, agent]) {
      const { items, next } = await read(as);
      expect(next).toBeNull();
      expect(items).toMatchObject([
        { text: '请从后门进', author: { type: 'household' } },
        { text: '已在路上', author: { type: 'staff', role: 'technician', label: '维修人员' } },
      ]);
      expect(JSON.stringify(items)).not.toMatch(/li-ming|wang-fang/);
    }
    expect(stored().map(({ staffId }) => staffId)).toEqual([null, 'li-ming']);
  });

  test('what staff write stays among staff unless they say otherwise', async () => {
    await write(agent, { text: '业主情绪激动' });
    await write(agent, { text: '明天上午来', visibleToHousehold: true });
    expect(await texts(agent)).toEqual(['业主情绪激动', '明天上午来']);
    expect(await texts(owner)).toEqual(['明天上午来']);
  });

  test('R071: staff’s word to the household is news, without its text; what is among staff or the household’s own is none', async () => {
    await write(agent, { text: '内部说明' });
    await write(owner, { text: '请从后门进' });
    await write(agent, { text: '明天上午来', visibleToHousehold: true }, 'key-1');
    await write(agent, { text: '明天上午来', visibleToHousehold: true }, 'key-1');
    const news = [...rows.values()].filter(({ name }) => name === 'request.note-left');
    expect(news.map(({ detail }) => JSON.parse(String(detail)))).toMatchObject([
      { subject: { type: 'note' }, data: { requestId: 'request-1', number: 'BX000001', staffId: 'wu-ting' } },
    ]);
    expect(JSON.stringify(news)).not.toContain('明天上午');
  });

  test('staff who live there are the household there: no internal note for them, and none by them', async () => {
    await write(agent, { text: '内部说明' });
    expect((await write(resident, { text: '我家的事', visibleToHousehold: false })).status).toBe(422);
    expect((await write(resident, { text: '我家的事' })).body).toMatchObject({ author: { type: 'household' } });
    expect(await texts(resident)).toEqual(['我家的事']);
  });

  test('pages tell both kinds in the order of writing, once', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const n of [1, 2, 3, 4, 5]) {
      vi.setSystemTime(Date.UTC(2026, 10, 25, 2, n));
      await write(agent, { text: `第${n}条`, visibleToHousehold: n % 2 === 0 });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof read>> = await read(agent, {
        limit: '2',
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.items.map(({ text }) => text));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(['第1条', '第2条', '第3条', '第4条', '第5条']);
    expect(await texts(owner)).toEqual(['第2条', '第4条']);
  });

  test('a made-up cursor of the household does not reach internal notes or anything else', async () => {
    await write(agent, { text: '内部说明' });
    for (const forged of ['', '0', '../internal-note#', '~'])
      expect(await read(owner, { cursor: Buffer.from(forged).toString('base64url') })).toEqual({
        items: [],
        next: null,
      });
  });

  test('the same key again writes nothing and gives the same answer, which holds no word of the text', async () => {
    const first = await write(owner, { text: '请从后门进' }, 'key-1');
    expect(await write(owner, { text: '请从后门进' }, 'key-1')).toMatchObject({ status: 201, body: first.body });
    expect(stored()).toHaveLength(1);
    const records = [...rows.values()].filter(({ sk }) => sk === 'record');
    expect(JSON.stringify([first.body, records, lines()])).not.toContain('后门');
  });

  test.each([
    ['a blank text', { text: ' \n\u3000' }, '/text'],
    ['more than 4,000 characters', { text: '水'.repeat(4001) }, '/text'],
    ['no text', {}, '/text'],
    ['an internal note of a household', { text: '好', visibleToHousehold: false }, '/visibleToHousehold'],
    ['an unknown field', { text: '好', at: '2026-01-01' }, ''],
  ])('%s is refused and changes nothing', async (_, body, path) => {
    const before = [...rows];
    const answer = await write(owner, body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect([...rows]).toEqual(before);
  });

  test('4,000 characters are taken', async () => {
    expect((await write(owner, { text: '水'.repeat(4000) })).status).toBe(201);
  });

  test('notes of a foreign request are answered like those of a missing one', async () => {
    await write(owner, { text: '请从后门进' });
    for (const as of [neighbour, strangerAgent])
      for (const method of ['GET', 'POST'] as const) {
        const body = method === 'POST' ? { body: { text: '好' } } : {};
        const foreign = await api(method, NOTES, { as, ...body });
        const missing = await api(method, '/v1/requests/request-9/notes', { as, ...body });
        expect(foreign.status).toBe(404);
        expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
      }
    expect(stored()).toHaveLength(1);
  });
});
