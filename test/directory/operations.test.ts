import { BatchGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import {
  coverageAnswerSchema,
  meAnswerSchema,
  onDutyAnswerSchema,
  postAnswerSchema,
  postsAnswerSchema,
  premisesListAnswerSchema,
  rosterAnswerSchema,
} from '../../services/directory/contract/api.ts';
import { premisesSchema } from '../../services/directory/contract/records.ts';
import { directoryOperations } from '../../services/directory/operations/index.ts';
import { directoryPorts } from '../../services/directory/operations/ports.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { httpHandler } from '../../shared/http/handler.ts';
import type { Role } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { asDescribed } from '../shared/as-described.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { AUDIENCE, caller, goodClaims, ISSUER } from '../shared/http/call.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { personalStores } from './people-store.ts';
import { cause, member, morning, night, roundTheClock, technicians } from './samples.ts';

capturedLines();
const { dynamo, rows, reset } = memoryTable();
const doc = documentClient();
const store = new DirectoryStore(doc, 'directory', 'demo');
const personal = personalStores(doc);

const callers: { sub: string; roles: Role[]; premisesIds?: string[]; communityIds?: string[] }[] = [
  { sub: 'wang-fang', roles: ['owner'], premisesIds: ['yunshan-3-1-1201'] },
  { sub: 'wu-ting', roles: ['agent'], communityIds: ['yunshan'] },
  { sub: 'chen-jing', roles: ['supervisor'], communityIds: ['yunshan'] },
  { sub: 'zhou-lan', roles: ['manager'], communityIds: ['yunshan'] },
  { sub: 'elsewhere', roles: ['manager'], communityIds: ['trial'] },
];

const flat = (room: string) => ({
  id: `yunshan-3-1-${room}`,
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  entranceId: 'yunshan-3-1',
  place: `3栋1单元${room}`,
});

beforeEach(async () => {
  reset();
  await store.addCommunities([{ id: 'yunshan', name: '云杉花园' }]);
  await store.addPremises([flat('1201'), flat('1202')]);
  await store.addStaff([member('li-ming'), member('zhang-qiang'), member('ding-hao', { communityIds: ['trial'] })]);
  await store.openPost(technicians, cause);
  await store.addPrincipals(
    callers.map(({ sub, roles, premisesIds = [], communityIds = [] }) => {
      const owner = roles.includes('owner');
      return { sub, roles, premisesIds, communityIds, staffId: owner ? null : sub, personId: owner ? sub : null };
    }),
  );
});

/** A call with the token of one of the people above, by a function that has just started. */
async function call(
  sub: string,
  method: 'GET' | 'PUT',
  path: string,
  { query, body, ifMatch, language = 'zh-CN' }: CallMore = {},
) {
  const reader = new DirectoryReader(doc, 'directory');
  const operations = directoryOperations(
    directoryPorts(doc, 'directory', 'demo', { ...personal, newId: () => 'new', timeZone: 'Asia/Shanghai' }),
  );
  const handler = httpHandler(operations, {
    doc,
    table: 'directory',
    token: { issuer: ISSUER, audience: AUDIENCE, tokenUse: 'access' },
    principalOf: (who, roles) => reader.principalBySub(who, roles),
  });
  const roles = callers.find((one) => one.sub === sub)?.roles.join(' ');
  const { json, ...reply } = await caller(handler)(method, path, {
    claims: { ...goodClaims, sub, 'cognito:groups': `[${roles}]` },
    headers: { 'accept-language': language, ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }) },
    ...(query && { query }),
    ...(body && { body }),
  });
  asDescribed(operations, { method, path }, { ...reply, type: String(reply.headers['Content-Type']) });
  return { ...reply, body: json };
}

interface CallMore {
  query?: Record<string, string>;
  body?: object;
  ifMatch?: number;
  language?: string;
}

const errorsOf = (body: unknown) => problemSchema.parse(body).errors;
const problemSchema = z.object({ errors: z.array(z.object({ path: z.string(), reason: z.string() })) });

describe('GET /v1/me', () => {
  test('shows an owner the own flats, as people say them', async () => {
    const { status, body } = await call('wang-fang', 'GET', '/v1/me');
    expect(status).toBe(200);
    expect(meAnswerSchema.parse(body)).toEqual({
      roles: ['owner'],
      staffId: null,
      personId: 'wang-fang',
      premises: [flat('1201')],
      communities: [{ id: 'yunshan', name: '云杉花园', kind: 'residential' }],
    });
  });

  test('shows staff where they work', async () => {
    const { body } = await call('wu-ting', 'GET', '/v1/me');
    expect(body).toMatchObject({
      roles: ['agent'],
      staffId: 'wu-ting',
      premises: [],
      communities: [{ id: 'yunshan' }],
    });
  });

  test('refuses somebody whom the directory does not know', async () => {
    expect((await call('stranger', 'GET', '/v1/me')).status).toBe(403);
  });
});

describe('premises', () => {
  test.each([
    ['wang-fang', 'yunshan-3-1-1201', 200],
    ['wang-fang', 'yunshan-3-1-1202', 404],
    ['wu-ting', 'yunshan-3-1-1202', 200],
    ['elsewhere', 'yunshan-3-1-1202', 404],
    ['wu-ting', 'yunshan-3-1-1203', 404],
    ['wu-ting', 'not an id', 404],
  ])('%s asks for %s: %i', async (sub, id, status) => {
    const answer = await call(sub, 'GET', `/v1/premises/${id}`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(premisesSchema.parse(answer.body).id).toBe(id);
  });

  test('a foreign flat answers like one that does not exist', async () => {
    const [foreign, missing] = await Promise.all(
      ['1202', '1203'].map((room) => call('wang-fang', 'GET', `/v1/premises/yunshan-3-1-${room}`)),
    );
    expect({ ...foreign?.body, instance: '' }).toEqual({ ...missing?.body, instance: '' });
  });

  test('are found by what is said on the phone', async () => {
    const found = async (sub: string, communityId: string, place: string) => {
      const { status, body } = await call(sub, 'GET', '/v1/premises', { query: { communityId, place } });
      expect(status).toBe(200);
      return premisesListAnswerSchema.parse(body).items.map(({ id }) => id);
    };
    expect(await found('wu-ting', 'yunshan', '3 幢1单元1201室')).toEqual(['yunshan-3-1-1201']);
    expect(await found('wu-ting', 'yunshan', '3栋1单元1203')).toEqual([]);
    expect(await found('elsewhere', 'yunshan', '3栋1单元1201')).toEqual([]);
  });

  test('R008: common areas are found and shown to staff of the community alone', async () => {
    const query = { communityId: 'yunshan', place: '公共区域' };
    const search = async (sub: string) =>
      premisesListAnswerSchema.parse((await call(sub, 'GET', '/v1/premises', { query })).body).items;
    expect(await search('wu-ting')).toMatchObject([{ id: 'yunshan.commons', place: '公共区域', entranceId: null }]);
    expect(await search('elsewhere')).toEqual([]);
    for (const id of ['yunshan.commons', 'yunshan-3-1-1201.apart']) {
      const shown = async (sub: string) => (await call(sub, 'GET', `/v1/premises/${id}`)).status;
      expect([await shown('wu-ting'), await shown('wang-fang'), await shown('elsewhere')]).toEqual([200, 404, 404]);
      expect((await call('wu-ting', 'GET', `/v1/households/${id}`)).status).toBe(404);
    }
  });

  test.each<Record<string, string>>([{ communityId: 'yunshan' }, { communityId: 'yunshan', place: ' 　' }, {}])(
    'are not searched with %o',
    async (query) => {
      expect((await call('wu-ting', 'GET', '/v1/premises', { query })).status).toBe(422);
    },
  );

  test('are not searched by owners', async () => {
    const query = { communityId: 'yunshan', place: '3栋1单元1202' };
    expect((await call('wang-fang', 'GET', '/v1/premises', { query })).status).toBe(403);
  });
});

describe('posts', () => {
  test('are listed in pages', async () => {
    await store.openPost({ ...technicians, id: 'yunshan.zeta' }, cause);
    const page = async (query: Record<string, string>) => {
      const { body } = await call('chen-jing', 'GET', '/v1/posts', { query: { communityId: 'yunshan', ...query } });
      const { items, next } = postsAnswerSchema.parse(body);
      return [items.map(({ id }) => id), next];
    };
    expect(await page({ limit: '1' })).toEqual([['yunshan.technicians'], 'yunshan.technicians']);
    expect(await page({ cursor: 'yunshan.technicians' })).toEqual([['yunshan.zeta'], null]);
  });

  test('of another community are not there', async () => {
    const { body } = await call('elsewhere', 'GET', '/v1/posts', { query: { communityId: 'yunshan' } });
    expect(body).toEqual({ items: [], next: null });
    expect((await call('elsewhere', 'GET', '/v1/posts/yunshan.technicians')).status).toBe(404);
    expect((await call('elsewhere', 'GET', '/v1/posts/yunshan.technicians/on-duty')).status).toBe(404);
  });

  test('show their version in body and ETag', async () => {
    const { body, headers } = await call('chen-jing', 'GET', '/v1/posts/yunshan.technicians');
    expect(postAnswerSchema.parse(body)).toEqual({ ...technicians, version: 1 });
    expect(headers).toMatchObject({ ETag: '"1"' });
  });

  test('tell who is on duty, now and at any instant', async () => {
    const path = '/v1/posts/yunshan.technicians/on-duty';
    const { body } = await call('wu-ting', 'GET', path, { query: { at: '2026-11-24T19:00:00Z' } });
    expect(onDutyAnswerSchema.parse(body)).toEqual({
      postId: 'yunshan.technicians',
      at: night,
      items: [{ staffId: 'zhang-qiang', roles: ['technician'], skills: ['general'] }],
    });
    expect(onDutyAnswerSchema.parse((await call('wu-ting', 'GET', path)).body).items).toHaveLength(1);
    expect((await call('wu-ting', 'GET', path, { query: { at: 'tonight' } })).status).toBe(422);
  });
});

describe('rosters of the past', () => {
  test('R154: an instant is answered by the roster that held then', async () => {
    vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
    const path = '/v1/posts/yunshan.technicians';
    const alone = { ...roundTheClock, shifts: roundTheClock.shifts.map((shift) => ({ ...shift, staffId: 'li-ming' })) };
    await call('zhou-lan', 'PUT', `${path}/roster`, { body: alone, ifMatch: 1 });
    vi.useRealTimers();
    const onDuty = async (at: string) => {
      const { body } = await call('wu-ting', 'GET', `${path}/on-duty`, { query: { at } });
      return onDutyAnswerSchema.parse(body).items.map(({ staffId }) => staffId);
    };
    expect(await onDuty(night)).toEqual(['zhang-qiang']);
    expect(await onDuty('2026-11-25T19:00:00.000Z')).toEqual(['li-ming']);
    const question = { communityId: 'yunshan', buildingId: 'yunshan-3' };
    const reader = new DirectoryReader(doc, 'directory');
    expect(await reader.onDuty({ ...question, at: night })).toMatchObject([{ staffId: 'zhang-qiang' }]);
    expect(await reader.onDuty({ ...question, at: morning })).toMatchObject([{ staffId: 'li-ming' }]);
    // Before the first roster it is the best that is known.
    expect(await reader.onDuty({ ...question, at: '2020-01-01T19:00:00.000Z' })).toMatchObject([
      { staffId: 'zhang-qiang' },
    ]);
  });
});

describe('GET /v1/posts/coverage', () => {
  const lobby = { ...technicians, id: 'yunshan.lobby', roundTheClock: true };
  const ask = async (sub: string, query: Record<string, string> = {}) => {
    const { status, body } = await call(sub, 'GET', '/v1/posts/coverage', {
      query: { communityId: 'yunshan', ...query },
    });
    return { status, body };
  };

  test('R142: shows nobody missing and nobody twice where all is well', async () => {
    const { body } = await ask('chen-jing');
    expect(coverageAnswerSchema.parse(body)).toMatchObject({ communityId: 'yunshan', gaps: [], bookedTwice: [] });
  });

  test('R142: shows the hours without anybody, and who stands twice', async () => {
    await store.openPost({ ...lobby, roster: { ...roundTheClock, shifts: roundTheClock.shifts.slice(0, 1) } }, cause);
    const { gaps, bookedTwice } = coverageAnswerSchema.parse((await ask('chen-jing', { days: '7' })).body);
    expect(new Set(gaps.map(({ postId }) => postId))).toEqual(new Set(['yunshan.lobby']));
    const hours = (spans: { from: string; to: string }[]) =>
      spans.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0) / 3_600_000;
    expect(hours(gaps)).toBe(7 * 12);
    expect(hours(bookedTwice)).toBe(7 * 12);
    expect(bookedTwice[0]).toMatchObject({ staffId: 'li-ming', postIds: ['yunshan.lobby', 'yunshan.technicians'] });
  });

  test('is for leaders of that community', async () => {
    await store.openPost({ ...lobby, roster: { ...roundTheClock, shifts: roundTheClock.shifts.slice(0, 1) } }, cause);
    expect((await ask('wu-ting')).status).toBe(403);
    expect((await ask('elsewhere')).body).toMatchObject({ gaps: [], bookedTwice: [] });
    expect((await ask('chen-jing', { days: '29' })).status).toBe(422);
  });
});

describe('PUT /v1/posts/{id}/roster', () => {
  const path = '/v1/posts/yunshan.technicians/roster';
  const byDay = { ...roundTheClock, shifts: roundTheClock.shifts.slice(0, 1) };
  const put = (body: object, ifMatch?: number, more: CallMore = {}) =>
    call('zhou-lan', 'PUT', path, { body, ...(ifMatch !== undefined && { ifMatch }), ...more });

  test('saves the roster, says roster.published, warns of hours that nobody covers', async () => {
    const { status, body, headers } = await put(byDay, 1);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ ETag: '"2"' });
    const { gaps, ...post } = rosterAnswerSchema.parse(body);
    expect(post).toEqual({ ...technicians, roster: byDay, publishedAt: expect.any(String), version: 2 });
    expect(gaps).toHaveLength(7);
    expect(gaps[0]).toEqual({ from: { day: 'mon', time: '20:00' }, to: { day: 'tue', time: '08:00' } });
    const event = rows.get('community#yunshan\nevent#post#yunshan.technicians#000000000002');
    expect(event).toMatchObject({ name: 'roster.published', todoAt: expect.any(String) });
    expect(JSON.parse(String(event?.detail))).toMatchObject({
      actor: { type: 'staff', id: 'zhou-lan' },
      data: { postId: 'yunshan.technicians', version: 2 },
    });
  });

  test.each([
    ['an unknown person', { staffId: 'nobody' }, '/shifts/1/staffId'],
    ['a person of another community', { staffId: 'ding-hao' }, '/shifts/1/staffId'],
    ['a person who stands there already', { staffId: 'li-ming', from: '19:00' }, '/shifts/1'],
    ['an unknown day', { days: ['everyday'] }, '/shifts/1/days/0'],
  ])('refuses %s and names the place', async (_, change, pointer) => {
    const [day, evening] = roundTheClock.shifts;
    const { status, body } = await put({ ...roundTheClock, shifts: [day, { ...evening, ...change }] }, 1);
    expect(status).toBe(422);
    expect(errorsOf(body).map((error) => error.path)).toEqual([pointer]);
    expect((await store.post(technicians.id))?.version).toBe(1);
  });

  test('gives its reasons in the caller’s language', async () => {
    const [day] = roundTheClock.shifts;
    const twice = { ...roundTheClock, shifts: [day, day] };
    const reason = '同一人在同一时段被重复排班';
    expect(errorsOf((await put(twice, 1)).body)).toEqual([{ path: '/shifts/1', reason }]);
    expect(errorsOf((await put(twice, 1, { language: 'en' })).body)[0]?.reason).toMatch(/twice/);
  });

  test.each([
    [undefined, 428],
    [0, 412],
    [2, 412],
  ])('on version %s while there is 1: %i', async (ifMatch, status) => {
    expect((await put(byDay, ifMatch)).status).toBe(status);
  });

  test('loses against an edit in the same moment, and never overwrites it', async () => {
    const key = 'community#yunshan\npost#yunshan.technicians';
    dynamo.on(BatchGetCommand).callsFake(() => {
      // Between our read of the post and our write.
      rows.set(key, { ...rows.get(key), version: 2 });
      return { Responses: { directory: [member('li-ming')] } };
    });
    expect((await put(byDay, 1)).status).toBe(412);
    expect(rows.get(key)?.roster).toEqual(roundTheClock);
  });

  test('is for managers of that community alone', async () => {
    dynamo.resetHistory();
    expect((await call('chen-jing', 'PUT', path, { body: byDay, ifMatch: 1 })).status).toBe(403);
    expect((await call('elsewhere', 'PUT', path, { body: byDay, ifMatch: 1 })).status).toBe(404);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
  });
});
