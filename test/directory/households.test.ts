import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { householdSchema } from '../../services/directory/contract/household.ts';
import {
  householdAnswerSchema,
  readsAnswerSchema,
  revealAnswerSchema,
  searchAnswerSchema,
} from '../../services/directory/contract/people-api.ts';
import { householdAddress } from '../../services/directory/keys.ts';
import { directoryOperations } from '../../services/directory/operations/index.ts';
import { directoryPorts } from '../../services/directory/operations/ports.ts';
import { DirectoryReader, PeopleReader } from '../../services/directory/reader.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import type { Role } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { peopleStore, personalStores } from './people-store.ts';
import { cause, member, morning } from './samples.ts';

const lines = capturedLines();
const { rows, reset } = memoryTable();
const doc = documentClient();
const store = new DirectoryStore(doc, 'directory', 'demo');
let people = peopleStore(doc);
let newId = 0;

const staff = (staffId: string, role: Role, communityId = 'yunshan'): Principal => ({
  sub: staffId,
  roles: [role],
  staffId,
  personId: null,
  premisesIds: [],
  communityIds: [communityId],
});
const agent = staff('wu-ting', 'agent');
const manager = staff('zhou-lan', 'manager');
const elsewhere = staff('elsewhere', 'manager', 'trial');

const FLAT = 'yunshan-3-1-1201';
const wangFang = { id: 'wang-fang', name: '王芳', phone: '+8613800138011', email: 'wang-fang@example.com' };
const owner = { personId: 'wang-fang', kind: 'owner', from: null, until: null } as const;

let call: ReturnType<typeof apiOf>;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
  reset();
  newId = 0;
  const personal = personalStores(doc);
  people = personal.people;
  const ids = { newId: () => `person-${++newId}`, timeZone: 'Asia/Shanghai' };
  call = apiOf(directoryOperations(directoryPorts(doc, 'directory', 'demo', { ...personal, ...ids })), 'directory');
  const at = { communityId: 'yunshan', buildingId: 'yunshan-3', entranceId: 'yunshan-3-1' };
  await store.addPremises(
    ['1201', '1202'].map((room) => ({ ...at, id: `yunshan-3-1-${room}`, place: `3栋1单元${room}` })),
  );
  await store.addStaff([member('li-ming')]);
  await people.addMissing([wangFang, { id: 'li-ming', name: '李明', phone: '+8613800138003', email: null }]);
  await store.openHousehold(
    { premisesId: FLAT, communityId: 'yunshan', timeZone: 'Asia/Shanghai', members: [owner] },
    cause,
  );
  await store.addPrincipals([
    {
      sub: 'sub-wang',
      roles: ['owner'],
      staffId: null,
      personId: 'wang-fang',
      premisesIds: [FLAT],
      communityIds: [],
    },
  ]);
});
afterEach(() => {
  vi.useRealTimers();
});

const put = (members: readonly object[], ifMatch: number, as = agent, premisesId = FLAT) =>
  call('PUT', `/v1/households/${premisesId}`, { as, body: { members }, headers: { 'if-match': `"${ifMatch}"` } });

const reads = async (id: string) => {
  const { status, body } = await call('GET', `/v1/people/${id}/reads`, { as: manager });
  expect(status).toBe(200);
  return readsAnswerSchema.parse(body).items;
};

/** Everything that is stored and logged, as text. */
const everything = () => JSON.stringify([...rows.values(), ...lines()]);

async function enter(body: object = {}) {
  const answer = await call('POST', '/v1/people', {
    as: agent,
    body: { communityId: 'yunshan', name: '何小军', phone: '139 0013 9001', ...body },
  });
  return { ...answer, id: z.object({ id: z.string().optional() }).parse(answer.body).id ?? '' };
}

describe('GET /v1/households/{premisesId}', () => {
  test('R267: shows its members masked, and R271: writes down who looked', async () => {
    const { status, body, headers } = await call('GET', `/v1/households/${FLAT}`, { as: agent });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ ETag: '"1"' });
    expect(householdAnswerSchema.parse(body)).toEqual({
      premisesId: FLAT,
      communityId: 'yunshan',
      version: 1,
      members: [{ ...owner, name: '王*', phone: '138****8011', email: 'w***@example.com' }],
    });
    expect(await reads('wang-fang')).toEqual([{ at: morning, staffId: 'wu-ting', what: 'household', reason: null }]);
  });

  test('of premises without anybody is empty and version 0', async () => {
    const { body } = await call('GET', '/v1/households/yunshan-3-1-1202', { as: agent });
    expect(householdAnswerSchema.parse(body)).toMatchObject({ version: 0, members: [] });
  });

  test('R268: of another community is not there, and nothing is written', async () => {
    const before = rows.size;
    for (const id of [FLAT, 'yunshan-9-9-999'])
      expect((await call('GET', `/v1/households/${id}`, { as: elsewhere })).status).toBe(404);
    expect(rows.size).toBe(before);
  });
});

describe('PUT /v1/households/{premisesId}', () => {
  const principal = (at = morning) =>
    new DirectoryReader(doc, 'directory', () => Date.parse(at)).principalBySub('sub-wang', ['owner']);

  test('R031: gives the premises their people; says household.changed without naming one', async () => {
    const { id } = await enter();
    const tenant = { personId: id, kind: 'tenant', from: '2026-12-01', until: null };
    const { status, body } = await put([owner, tenant], 1);
    expect([status, body]).toMatchObject([200, { version: 2 }]);
    const event = rows.get(`household#${FLAT}\nevent#000000000002`);
    expect(JSON.parse(String(event?.detail))).toMatchObject({
      actor: { type: 'staff', id: 'wu-ting' },
      data: { premisesId: FLAT, version: 2 },
    });
    expect(event?.detail).not.toContain(id);
    const reader = new DirectoryReader(doc, 'directory');
    expect(await reader.householdMembers(FLAT, morning)).toEqual([{ personId: 'wang-fang', kind: 'owner' }]);
    expect(await reader.householdMembers(FLAT, '2026-11-30T16:00:00.000Z')).toHaveLength(2);
  });

  test('replayed from its events it is its state', async () => {
    await put([{ ...owner, until: '2026-12-31' }], 1);
    await put([], 2);
    const events = await new Journal(doc, 'directory', 'demo').events(householdAddress(FLAT));
    const last = events.at(-1);
    expect(await store.household(FLAT)).toEqual({
      version: last?.detail.subject.version,
      state: householdSchema.parse(last?.private?.household),
    });
  });

  test('who moves out loses the rights at the end of the last day', async () => {
    await put([{ ...owner, until: '2026-11-30' }], 1);
    expect((await principal('2026-11-30T15:59:59.999Z'))?.premisesIds).toEqual([FLAT]);
    expect((await principal('2026-11-30T16:00:00.000Z'))?.premisesIds).toEqual([]);
  });

  test('who is taken out loses them at once, who moves in gets others', async () => {
    await put([], 1);
    expect((await principal())?.premisesIds).toEqual([]);
    await put([{ ...owner, kind: 'tenant', from: '2026-11-25' }], 0, agent, 'yunshan-3-1-1202');
    expect((await principal())?.premisesIds).toEqual(['yunshan-3-1-1202']);
  });

  test('two households that move one person side by side both count', async () => {
    await Promise.all([put([], 1), put([owner], 0, agent, 'yunshan-3-1-1202')]);
    expect((await principal())?.premisesIds).toEqual(['yunshan-3-1-1202']);
  });

  test.each([
    ['a stranger', [{ ...owner, personId: 'nobody' }], '/members/0/personId'],
    ['a last day before the first', [{ ...owner, from: '2026-12-02', until: '2026-12-01' }], '/members/0/until'],
    [
      'one person twice on one day',
      [
        { ...owner, until: '2026-12-01' },
        { ...owner, from: '2026-12-01' },
      ],
      '/members/1',
    ],
    ['a day that does not exist', [{ ...owner, from: '2026-02-30' }], '/members/0/from'],
  ])('refuses %s and changes nothing', async (_, members, pointer) => {
    const { status, body } = await put(members, 1);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: pointer }] });
    expect((await store.household(FLAT))?.version).toBe(1);
  });

  test('takes somebody who left and came back', async () => {
    expect(
      (
        await put(
          [
            { ...owner, until: '2026-11-01' },
            { ...owner, from: '2026-11-20' },
          ],
          1,
        )
      ).status,
    ).toBe(200);
    expect((await principal('2026-11-10T00:00:00.000Z'))?.premisesIds).toEqual([]);
    expect((await principal())?.premisesIds).toEqual([FLAT]);
  });

  test('guards by version and community', async () => {
    expect((await put([owner], 0)).status).toBe(412);
    expect((await put([owner], 1, elsewhere)).status).toBe(404);
    // A person whom this community does not know is told like one who does not exist.
    await store.addPremises([
      {
        id: 'trial-1-1-101',
        communityId: 'trial',
        buildingId: 'trial-1',
        entranceId: 'trial-1-1',
        place: '1栋1单元101',
      },
    ]);
    expect((await put([owner], 0, elsewhere, 'trial-1-1-101')).status).toBe(422);
  });
});

describe('POST /v1/households/search', () => {
  const search = async (phone: string, as = agent) => {
    const { status, body } = await call('POST', '/v1/households/search', { as, body: { phone } });
    expect(status).toBe(200);
    return searchAnswerSchema.parse(body).items;
  };

  test('R003, R009: finds who calls and where they live, and writes that down', async () => {
    expect(await search('138 0013 8011')).toEqual([
      {
        personId: 'wang-fang',
        name: '王*',
        phone: '138****8011',
        email: 'w***@example.com',
        homes: [{ kind: 'owner', premises: expect.objectContaining({ id: FLAT, place: '3栋1单元1201' }) }],
      },
    ]);
    expect(await reads('wang-fang')).toMatchObject([{ what: 'search', staffId: 'wu-ting' }]);
  });

  test('finds nobody by a part of a number, and nobody of another community', async () => {
    expect((await call('POST', '/v1/households/search', { as: agent, body: { phone: '1380013' } })).status).toBe(422);
    expect(await search('13800138012')).toEqual([]);
    expect(await search('13800138011', elsewhere)).toEqual([]);
    expect(await reads('wang-fang')).toEqual([]);
  });

  test('knows no home after moving out, but still the person', async () => {
    await put([{ ...owner, until: '2026-11-24' }], 1);
    expect(await search('13800138011')).toMatchObject([{ personId: 'wang-fang', homes: [] }]);
  });

  test('R267: leaves the number nowhere', async () => {
    await search('13800138011');
    expect(everything()).not.toMatch(/13800138011|王芳/);
  });
});

describe('POST /v1/people', () => {
  test('R008: enters a person, found by phone at once, stored sealed', async () => {
    const { status, id } = await enter({ email: 'he@example.com' });
    expect(status).toBe(201);
    const body = { phone: '13900139001' };
    const found = await call('POST', '/v1/households/search', { as: agent, body });
    expect(found.body).toMatchObject({ items: [{ personId: id, name: '何**', homes: [] }] });
    expect(everything()).not.toMatch(/何小军|13900139001|he@example/);
  });

  test('the same call twice enters one person', async () => {
    const body = { communityId: 'yunshan', name: '何小军', phone: '13900139001' };
    const [first, second] = [
      await call('POST', '/v1/people', { as: agent, key: 'same', body }),
      await call('POST', '/v1/people', { as: agent, key: 'same', body }),
    ];
    expect(second?.body).toEqual(first?.body);
    expect([...rows.keys()].filter((key) => key.startsWith('person#person-'))).toHaveLength(1);
  });

  test.each([
    [{ name: ' ' }, 422],
    [{ phone: 'none' }, 422],
    [{ email: 'no address' }, 422],
    [{ communityId: 'trial' }, 404],
  ])('with %o: %i', async (change, status) => {
    expect((await enter(change)).status).toBe(status);
    expect([...rows.keys()].some((key) => key.startsWith('person#person-'))).toBe(false);
  });
});

describe('POST /v1/people/{id}/reveal', () => {
  const reveal = (as = agent, id = 'wang-fang', key?: string) =>
    call('POST', `/v1/people/${id}/reveal`, { as, body: { reason: '上门前联系' }, ...(key && { key }) });

  test('R268, R269: shows a person in the clear for a reason, and writes down who, when and why', async () => {
    const { status, body } = await reveal();
    expect(status).toBe(200);
    expect(revealAnswerSchema.parse(body)).toEqual({
      ...wangFang,
      addresses: [expect.objectContaining({ id: FLAT, place: '3栋1单元1201' })],
    });
    expect(await reads('wang-fang')).toEqual([
      { at: morning, staffId: 'wu-ting', what: 'reveal', reason: '上门前联系' },
    ]);
    expect(everything()).not.toMatch(/王芳|13800138011|wang-fang@/);
  });

  test('each look is written down, also one with the same key', async () => {
    await reveal(agent, 'wang-fang', 'same');
    expect((await reveal(agent, 'wang-fang', 'same')).status).toBe(200);
    expect(await reads('wang-fang')).toHaveLength(2);
  });

  test('shows nothing when the look cannot be written down', async () => {
    const kms = mockClient(KMSClient);
    vi.spyOn(people.log, 'record').mockRejectedValueOnce(new Error('no'));
    expect((await reveal()).status).toBe(500);
    expect(kms.commandCalls(DecryptCommand)).toEqual([]);
  });

  test('needs a reason', async () => {
    for (const body of [{}, { reason: ' ' }])
      expect((await call('POST', '/v1/people/wang-fang/reveal', { as: agent, body })).status).toBe(422);
    expect(await reads('wang-fang')).toEqual([]);
  });

  test('R268: of somebody elsewhere answers like one who does not exist', async () => {
    const [foreign, missing] = [await reveal(elsewhere), await reveal(elsewhere, 'nobody')];
    expect(foreign.status).toBe(404);
    expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
    expect((await call('GET', '/v1/people/wang-fang/reads', { as: elsewhere })).status).toBe(404);
  });

  test('reaches staff of the community too', async () => {
    expect((await reveal(agent, 'li-ming')).body).toMatchObject({ name: '李明', addresses: [] });
  });
});

test('R271: the log of reads comes in pages, oldest first', async () => {
  for (const reason of ['first', 'second', 'third']) {
    await call('POST', '/v1/people/wang-fang/reveal', { as: agent, body: { reason } });
    vi.advanceTimersByTime(1000);
  }
  const page = async (query: Record<string, string>) =>
    readsAnswerSchema.parse((await call('GET', '/v1/people/wang-fang/reads', { as: manager, query })).body);
  const first = await page({ limit: '2' });
  expect(first.items.map(({ reason }) => reason)).toEqual(['first', 'second']);
  const second = await page({ limit: '2', cursor: first.next ?? '' });
  expect([second.items.map(({ reason }) => reason), second.next]).toEqual([['third'], null]);
});

describe('POST /v1/people/{id}/erase', () => {
  const erase = (id = 'wang-fang', as = manager, key?: string) =>
    call('POST', `/v1/people/${id}/erase`, { as, body: { reason: '业主要求删除' }, ...(key && { key }) });

  test('R271, R272: nothing brings the data back, and the erasure is on record', async () => {
    expect(await erase()).toMatchObject({ status: 200, body: { id: 'wang-fang', erasedAt: morning } });
    const row = rows.get('person#wang-fang\nstate');
    expect(row).toMatchObject({ sealed: null, masked: { name: '已删除', phone: null, email: null } });
    expect([...rows.keys()].filter((key) => key.startsWith('phone#') && key.endsWith('wang-fang'))).toEqual([]);
    const contacts = new PeopleReader(doc, 'people', new PersonalVault(new KMSClient({}), 'personal'));
    expect(await contacts.contacts(['wang-fang'])).toEqual([]);
    expect(await reads('wang-fang')).toMatchObject([{ what: 'erase', staffId: 'zhou-lan', reason: '业主要求删除' }]);
  });

  test('is told where the person is shown, revealed or searched', async () => {
    await erase();
    const household = await call('GET', `/v1/households/${FLAT}`, { as: agent });
    expect(household.body).toMatchObject({ members: [{ name: '已删除', phone: null }] });
    const reveal = await call('POST', '/v1/people/wang-fang/reveal', { as: agent, body: { reason: 'x' } });
    expect(reveal.status).toBe(409);
    const body = { phone: '13800138011' };
    expect((await call('POST', '/v1/households/search', { as: agent, body })).body).toEqual({ items: [] });
  });

  test('happens once; the same call again has the same answer', async () => {
    const first = await erase('wang-fang', manager, 'same');
    expect(await erase('wang-fang', manager, 'same')).toMatchObject({ status: 200, body: first.body });
    expect((await erase()).status).toBe(409);
    expect(await reads('wang-fang')).toHaveLength(1);
  });

  test('spares staff, who must be reached, and people elsewhere', async () => {
    expect((await erase('li-ming')).status).toBe(409);
    expect((await erase('wang-fang', elsewhere)).status).toBe(404);
    expect((await erase('wang-fang', agent)).status).toBe(403);
    expect(rows.get('person#wang-fang\nstate')?.sealed).not.toBeNull();
  });
});
