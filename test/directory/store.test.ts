import { randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { BatchGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { postSchema } from '../../services/directory/contract/post.ts';
import { postAddress } from '../../services/directory/keys.ts';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { PeopleReader } from '../../services/directory/reader.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { cancelled } from '../shared/journal/cancelled.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { cause, roundTheClock, technicians } from './samples.ts';

const { dynamo, rows, reset } = memoryTable();
const doc = documentClient();
const store = new DirectoryStore(doc, 'directory', 'demo');

beforeEach(reset);

/** The post as its events alone tell it. */
async function replayed() {
  const events = await new Journal(doc, 'directory', 'demo').events(postAddress(technicians.id));
  const last = events.at(-1);
  return last && { version: last.detail.subject.version, state: postSchema.parse(last.private?.post) };
}

describe('a post', () => {
  test('replayed from its events is its state, after each roster', async () => {
    await store.openPost(technicians, cause);
    for (let version = 1; version <= 3; version++) {
      const post = await store.post(technicians.id);
      expect(post?.version).toBe(version);
      expect(await replayed()).toEqual(post);
      if (post) await store.publishRoster(post, { ...roundTheClock, shifts: roundTheClock.shifts.slice(-1) }, cause);
    }
  });

  test('tells the world only that it has a new roster, not who stands there', async () => {
    await store.openPost(technicians, cause);
    const [event] = await new Journal(doc, 'directory', 'demo').events(postAddress(technicians.id));
    expect(event).toMatchObject({
      id: 'post.yunshan.technicians.000000000001',
      name: 'roster.published',
      detail: { schema: 1, data: { postId: 'yunshan.technicians', version: 1 } },
    });
    expect(JSON.stringify(event?.detail)).not.toContain('li-ming');
  });

  test('is opened once: a second seed leaves its roster of today alone', async () => {
    expect(await store.openPost(technicians, cause)).toBe(true);
    const post = await store.post(technicians.id);
    const tomorrow = { ...roundTheClock, timeZone: 'Asia/Urumqi' };
    if (post) await store.publishRoster(post, tomorrow, cause);
    expect(await store.openPost(technicians, cause)).toBe(false);
    expect((await store.post(technicians.id))?.state.roster).toEqual(tomorrow);
  });

  test('opened by somebody else in the same moment is open', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    expect(await store.openPost(technicians, cause)).toBe(false);
  });

  test('changed meanwhile takes no roster', async () => {
    await store.openPost(technicians, cause);
    const post = await store.post(technicians.id);
    if (post) await store.publishRoster(post, roundTheClock, cause);
    await expect(store.publishRoster({ version: 1, state: technicians }, roundTheClock, cause)).rejects.toThrow(
      ConcurrentChange,
    );
  });

  test('of one community stand in one partition, in pages', async () => {
    for (const name of ['a', 'b', 'c']) await store.openPost({ ...technicians, id: `yunshan.${name}` }, cause);
    await store.addCommunities([{ id: 'yunshan', name: '云杉花园' }]);
    const page = async (limit: number, after?: string) => {
      const { posts, next } = await store.posts('yunshan', limit, after);
      return [...posts.map(({ state }) => state.id), next];
    };
    expect(await page(2)).toEqual(['yunshan.a', 'yunshan.b', true]);
    expect(await page(2, 'yunshan.b')).toEqual(['yunshan.c', false]);
    expect(await page(10)).toEqual(['yunshan.a', 'yunshan.b', 'yunshan.c', false]);
  });
});

describe('the first seed', () => {
  const premises = (room: string) => ({
    id: `yunshan-3-1-${room}`,
    communityId: 'yunshan',
    buildingId: 'yunshan-3',
    entranceId: 'yunshan-3-1',
    place: `3栋1单元${room}`,
  });
  const many = Array.from({ length: 250 }, (_, n) => premises(String(n + 1)));

  test('writes what is missing, in few calls, and nothing the second time', async () => {
    expect(await store.addPremises(many.slice(0, 120))).toBe(120);
    expect(await store.addPremises(many)).toBe(130);
    dynamo.resetHistory();
    expect(await store.addPremises(many)).toBe(0);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
    expect(rows.size).toBe(500);
  });

  test('never overwrites, also when another seed runs beside it', async () => {
    const theirs = { pk: 'community#yunshan', sk: 'state', id: 'yunshan', name: 'renamed since' };
    rows.set('community#yunshan\nstate', theirs);
    // The first read is a moment old.
    let reads = 0;
    dynamo.on(BatchGetCommand).callsFake(() => ({ Responses: { directory: reads++ === 0 ? [] : [theirs] } }));
    const communities = [
      { id: 'yunshan', name: '云杉花园' },
      { id: 'trial', name: '试用小区' },
    ];
    expect(await store.addCommunities(communities)).toBe(1);
    expect(rows.get('community#yunshan\nstate')).toEqual(theirs);
  });
});

describe('people', () => {
  const key = randomBytes(32);
  const kms = mockClient(KMSClient);
  const vault = new PersonalVault(new KMSClient({}), 'personal');
  const people = new PeopleStore(doc, 'people', vault, async (phone) => `hash-of-${phone.length}`);
  const zhao = { id: 'zhao-gang', name: '赵刚', phone: '+8613800138006', email: null };

  beforeEach(() => {
    kms.reset();
    kms.on(GenerateDataKeyCommand).resolves({ Plaintext: key, CiphertextBlob: new Uint8Array([1]) });
    kms.on(DecryptCommand).resolves({ Plaintext: key });
  });

  test('lie in the table sealed, with masked forms beside them', async () => {
    await people.addMissing([zhao]);
    const row = rows.get('person#zhao-gang\nstate');
    expect(row?.masked).toEqual({ name: '赵*', phone: '138****8006', email: null });
    expect(JSON.stringify(row)).not.toMatch(/赵刚|13800138006/);
    expect(await new PeopleReader(doc, 'people', vault).contacts(['zhao-gang', 'nobody'])).toEqual([
      { personId: 'zhao-gang', name: '赵刚', phone: '+8613800138006', email: null },
    ]);
  });

  test('who is there keeps the data key', async () => {
    await people.addMissing([zhao]);
    const before = rows.get('person#zhao-gang\nstate');
    expect(
      await people.addMissing([
        { ...zhao, name: '赵小刚' },
        { ...zhao, id: 'qian-wei' },
      ]),
    ).toBe(1);
    expect(rows.get('person#zhao-gang\nstate')).toEqual(before);
    expect(kms.commandCalls(GenerateDataKeyCommand)).toHaveLength(2);
  });
});
