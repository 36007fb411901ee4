import { beforeEach, describe, expect, it } from 'vitest';
import type { Preferences } from '../../services/notification/contract/preferences.ts';
import { preferenceOperations } from '../../services/notification/operations/preferences.ts';
import { preferenceSource, storedPreferencesSchema } from '../../services/notification/preferences.ts';
import { preferencesAddress } from '../../services/notification/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';

const TABLE = 'notification';
const { rows, reset } = memoryTable();
const lines = capturedLines();
beforeEach(reset);

const journal = new Journal(documentClient(), TABLE, 'demo');

/** Wang Fang lives in Yunshan, Li Ming works there; nobody else is known. */
const people: Readonly<Record<string, { communityId: string; isStaff: boolean }>> = {
  'wang-fang': { communityId: 'yunshan', isStaff: false },
  'li-ming': { communityId: 'yunshan', isStaff: true },
};
const withinReach = async (personId: string, { communityIds }: Pick<Principal, 'communityIds'>) => {
  const person = people[personId];
  if (!person || !communityIds.includes(person.communityId)) return undefined;
  const { communityId, isStaff } = person;
  return { ties: isStaff ? [] : [{ personId, communityId }], member: undefined, isStaff };
};
const call = apiOf(preferenceOperations({ journal, directory: { withinReach } }), TABLE);

const of = (more: Partial<Principal>): Principal => ({
  ...{ sub: 's', roles: [], staffId: null, personId: null, premisesIds: [], communityIds: [] },
  ...more,
});
const owner = of({ roles: ['owner'], personId: 'wang-fang', premisesIds: ['yunshan-3-1-1201'] });
const technician = of({ roles: ['technician'], staffId: 'li-ming', communityIds: ['yunshan'] });
const agent = of({ roles: ['agent'], staffId: 'wu-ting', communityIds: ['yunshan'] });
const supervisor = of({ roles: ['supervisor'], staffId: 'zhao-gang', communityIds: ['yunshan'] });

const OWN = '/v1/preferences';
const nothing: Preferences = { channels: null, language: null, quietHours: null, mutedKinds: [] };
const wishes: Preferences = {
  channels: ['email', 'sms'],
  language: 'en',
  quietHours: { from: '21:00', to: '09:00' },
  mutedKinds: ['owner-coming'],
};
const get = (path: string, as: Principal) => call('GET', path, { as });
const put = (path: string, as: Principal, body: object, version: number | string = 0) =>
  call('PUT', path, { as, body, headers: { 'if-match': `"${version}"` } });

describe('preferences', () => {
  it('R162: are said by the person, with If-Match; nothing is said at first', async () => {
    expect(await get(OWN, owner)).toMatchObject({
      status: 200,
      headers: { ETag: '"0"' },
      body: { personId: 'wang-fang', version: 0, ...nothing, mayMute: expect.arrayContaining(['owner-coming']) },
    });
    expect(await put(OWN, owner, wishes)).toMatchObject({ status: 200, headers: { ETag: '"1"' }, body: wishes });
    expect(await put(OWN, owner, nothing)).toMatchObject({ status: 412 });
    expect(await put(OWN, owner, nothing, 1)).toMatchObject({ status: 200, body: { version: 2, ...nothing } });
    expect(await get(OWN, owner)).toMatchObject({ headers: { ETag: '"2"' }, body: nothing });
    expect(await call('PUT', OWN, { as: owner, body: wishes })).toMatchObject({ status: 428 });
  });

  it('of staff are those of their work', async () => {
    expect(await put(OWN, technician, { ...wishes, mutedKinds: [] })).toMatchObject({
      status: 200,
      body: { personId: 'li-ming', mayMute: [] },
    });
    expect(await put(OWN, technician, wishes, 1)).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/mutedKinds', reason: 'for households only' }] },
    });
  });

  it('are said by the desk on behalf, and remember by whom', async () => {
    const path = '/v1/people/wang-fang/preferences';
    expect(await put(path, agent, wishes)).toMatchObject({ status: 200, body: { personId: 'wang-fang', version: 1 } });
    expect(await get(OWN, owner)).toMatchObject({ body: wishes });
    expect(await get(path, agent)).toMatchObject({ body: wishes });
    const [event] = await journal.events(preferencesAddress('wang-fang'));
    expect(event).toMatchObject({ name: 'preferences.changed', detail: { actor: { type: 'staff', id: 'wu-ting' } } });
  });

  it('of colleagues only leads see and change', async () => {
    const path = '/v1/people/li-ming/preferences';
    expect(await get(path, agent)).toMatchObject({ status: 404 });
    expect(await put(path, supervisor, { ...wishes, mutedKinds: [] })).toMatchObject({ status: 200 });
    expect(await put(path, supervisor, wishes, 1)).toMatchObject({ status: 422 });
  });

  it('of somebody elsewhere are not there, as those of nobody', async () => {
    const stranger = { ...agent, communityIds: ['trial'] };
    for (const ask of [get, (path: string, as: Principal) => put(path, as, wishes)]) {
      const elsewhere = await ask('/v1/people/wang-fang/preferences', stranger);
      const nobody = await ask('/v1/people/nobody/preferences', stranger);
      expect([elsewhere.status, elsewhere.body]).toEqual([404, expect.objectContaining({ status: 404 })]);
      expect(elsewhere.body).toMatchObject({ type: (nobody.body as { type: string }).type });
    }
    expect([...rows]).toEqual([]);
  });

  it('stay in the journal: the event names nobody’s wishes, and replayed its private part gives the state', async () => {
    await put(OWN, owner, wishes);
    await put(OWN, owner, { ...wishes, language: null }, 1);
    const events = await journal.events(preferencesAddress('wang-fang'));
    expect(events.map(({ detail }) => detail.data)).toEqual([
      { personId: 'wang-fang', version: 1 },
      { personId: 'wang-fang', version: 2 },
    ]);
    const state = await journal.read(preferencesAddress('wang-fang'), storedPreferencesSchema);
    expect(storedPreferencesSchema.parse(events.at(-1)?.private)).toEqual(state?.state);
    expect(JSON.stringify(lines())).not.toContain('21:00');
  });

  it.each([
    ['a channel that is none', { channels: ['fax'] }, '/channels/0'],
    ['no channel at all', { channels: [] }, '/channels'],
    ['a channel twice', { channels: ['sms', 'sms'] }, '/channels'],
    ['another language', { language: 'fr' }, '/language'],
    ['a time that is none', { quietHours: { from: '24:00', to: '08:00' } }, '/quietHours/from'],
    ['quiet hours without end', { quietHours: { from: '08:00', to: '08:00' } }, '/quietHours'],
    ['more than twelve hours', { quietHours: { from: '20:00', to: '08:01' } }, '/quietHours'],
    ['what changes a promise', { mutedKinds: ['owner-waiting'] }, '/mutedKinds/0'],
    ['what asks for an answer', { mutedKinds: ['owner-quoted'] }, '/mutedKinds/0'],
    ['a lowered category', { mutedKinds: ['owner-reclassified'] }, '/mutedKinds/0'],
    ['what staff are told', { mutedKinds: ['breach'] }, '/mutedKinds/0'],
    ['an unknown wish', { colour: 'red' }, ''],
  ])('are refused with %s, and nothing is written', async (_, wrong, path) => {
    const answer = await put(OWN, owner, { ...nothing, ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: expect.stringContaining(path) }] } });
    expect([...rows]).toEqual([]);
  });
});

describe('what senders follow', () => {
  it('is what has been said, within ten seconds', async () => {
    let now = 0;
    const preferencesOf = preferenceSource(journal, () => now);
    expect(await preferencesOf('wang-fang')).toEqual(nothing);
    await put(OWN, owner, wishes);
    expect(await preferencesOf('wang-fang')).toEqual(nothing);
    now = 10_001;
    expect(await preferencesOf('wang-fang')).toEqual(wishes);
  });

  it('is nothing where it cannot be read: no alarm waits for it', async () => {
    const broken = preferenceSource({ read: () => Promise.reject(new Error('down')) });
    expect(await broken('li-ming')).toEqual(nothing);
  });
});
