import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AttachmentUploads, attachmentsAddress } from '../../services/intake/attachment-uploads.ts';
import type { ContentType } from '../../services/intake/contract/content-types.ts';
import {
  type Attachments,
  attachmentsSchema,
  evolveAttachments,
  MAX_ATTACHMENTS,
  MAX_BYTES,
} from '../../services/intake/domain/attachment.ts';
import { attachmentOperations } from '../../services/intake/operations/attachments/index.ts';
import type { AttachmentObjects, Named } from '../../services/intake/ports.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { beginnings } from './beginnings.ts';
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

const { rows, reset, failNextWrites } = memoryTable();
const lines = capturedLines();
const supervisor: Principal = { ...agent, sub: 'sub-zhao-gang', staffId: 'zhao-gang', roles: ['supervisor'] };
const PATH = '/v1/requests/request-1/attachments';

let bucket: Map<string, Buffer>;
let api: ReturnType<typeof apiOf>;
let journal: ReturnType<typeof intake>['journal'];

const at = (place: string, { requestId, id }: Named) => `${place}/${requestId}/${id}`;
const objects = (): AttachmentObjects => ({
  uploadForm: async (file) => ({ url: 'https://files.example.com/', fields: { key: at('uploads', file) } }),
  beginning: async (file) => {
    const content = bucket.get(at('uploads', file));
    return content && { first: content.subarray(0, 32), size: content.length, version: '"1"' };
  },
  keep: async (file) => {
    bucket.set(at('requests', file), bucket.get(at('uploads', file)) ?? Buffer.alloc(0));
    return 'hash';
  },
  dropUpload: async (file) => void bucket.delete(at('uploads', file)),
  remove: async (file) => void bucket.delete(at('requests', file)),
  link: async (file) => `https://files.example.com/${at('requests', file)}`,
});

async function start(more: Partial<AttachmentObjects> = {}): Promise<void> {
  reset();
  bucket = new Map();
  const service = intake();
  journal = service.journal;
  await standardArrives(service.store);
  let ids = 0;
  const doc = documentClient();
  const attachments = attachmentOperations({
    journal,
    store: service.store,
    uploads: new AttachmentUploads(doc, TABLE),
    objects: { ...objects(), ...more },
    newId: () => `random-${String(++ids).padStart(3, '0')}`,
  });
  api = apiOf([...service.operations, ...attachments], TABLE);
  await api('POST', '/v1/requests', { as: owner, body: { premisesId: premises.id, description: '厨房水管爆裂' } });
}
beforeEach(() => start());
afterEach(() => {
  vi.useRealTimers();
});

const file = (contentType: ContentType = 'image/jpeg', size = 500): Buffer =>
  Buffer.concat([beginnings[contentType], Buffer.alloc(size - beginnings[contentType].length, 1)]);

const sent = { fileName: '客厅.jpg', contentType: 'image/jpeg', bytes: 500, purpose: 'report' };

async function announce(as: Principal = owner, more: object = {}, key?: string): Promise<string> {
  const answer = await api('POST', PATH, { as, body: { ...sent, ...more }, ...(key !== undefined && { key }) });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}
const arrives = (id: string, content: Buffer = file()) => bucket.set(`uploads/request-1/${id}`, content);
const confirm = (id: string, as: Principal = owner, key?: string) =>
  api('POST', `${PATH}/${id}/confirm`, { as, body: {}, ...(key !== undefined && { key }) });
const remove = (id: string, as: Principal, body: object = {}) => api('POST', `${PATH}/${id}/remove`, { as, body });
async function attach(as: Principal = owner, more: object = {}): Promise<string> {
  const id = await announce(as, more);
  arrives(id);
  expect((await confirm(id, as)).status).toBe(200);
  return id;
}
async function list(as: Principal = owner, query: Record<string, string> = {}) {
  const { body } = await api('GET', PATH, { as, query });
  return body as { items: { id: string; fileName: string | null; author: object }[]; next: string | null };
}
const events = () => journal.events(attachmentsAddress('request-1'));
const timeline = () =>
  [...rows.values()].filter(({ sk, kind }) => String(sk).startsWith('timeline#') && kind === 'attached');

describe('the life of an attachment', () => {
  test('R014: a household’s photo is attached with its uploader, time and hash, and seen by both sides', async () => {
    const id = await attach();
    for (const as of [owner, agent]) {
      const { items, next } = await list(as);
      expect(next).toBeNull();
      expect(items).toMatchObject([
        {
          id,
          purpose: 'report',
          contentType: 'image/jpeg',
          bytes: 500,
          fileName: '客厅.jpg',
          sha256: 'hash',
          attachedAt: expect.any(String),
          author: { type: 'household', label: '业主' },
          download: { url: `https://files.example.com/requests/request-1/${id}` },
        },
      ]);
      expect(JSON.stringify(items)).not.toContain('wang-fang');
    }
    expect([...bucket.keys()]).toEqual([`requests/request-1/${id}`]);
    expect(timeline()).toHaveLength(1);
  });

  test('R014: a technician proves the work; the event tells all but the name of the file', async () => {
    const id = await attach(technician, { purpose: 'proof', fileName: '王芳家.jpg' });
    expect((await list()).items).toMatchObject([{ author: { type: 'staff', role: 'technician', label: '维修人员' } }]);
    const [event] = await events();
    expect(event).toMatchObject({ name: 'request.attached' });
    expect(event?.detail.data).toMatchObject({
      requestId: 'request-1',
      attachmentId: id,
      purpose: 'proof',
      contentType: 'image/jpeg',
      bytes: 500,
      staffId: 'li-ming',
    });
    expect(JSON.stringify(event?.detail)).not.toContain('王芳');
    expect(JSON.stringify(lines())).not.toContain('王芳');
    const answers = [...rows.values()].filter(({ sk }) => sk === 'record');
    expect(JSON.stringify(answers)).not.toContain('王芳');
  });

  test('the journal replayed gives what is attached', async () => {
    const first = await attach();
    await attach(technician, { purpose: 'after' });
    await remove(first, owner);
    await attach(agent, { purpose: 'before', fileName: undefined });
    const none: Attachments = { requestId: 'request-1', items: [] };
    const replayed = (await events()).reduce(
      (state, { name, detail, private: hidden }) =>
        evolveAttachments(state, { name, data: detail.data, ...(hidden && { private: hidden }) }),
      none,
    );
    expect((await journal.read(attachmentsAddress('request-1'), attachmentsSchema))?.state).toEqual(replayed);
    expect(replayed.items).toHaveLength(2);
    expect(evolveAttachments(replayed, { name: 'request.of-tomorrow', data: {} })).toEqual(replayed);
  });

  test('confirming again, with whatever key, answers the same and attaches once', async () => {
    const id = await announce();
    arrives(id);
    const first = await confirm(id, owner, 'key-1');
    for (const key of ['key-1', 'key-2']) expect((await confirm(id, owner, key)).body).toEqual(first.body);
    expect(await events()).toHaveLength(1);
  });

  test('the same announcement again gives the same form', async () => {
    const [one, two] = [await announce(owner, {}, 'key-1'), await announce(owner, {}, 'key-1')];
    expect(two).toBe(one);
  });

  test('somebody else attaching at the same moment costs a retry, not an attachment', async () => {
    const id = await announce();
    arrives(id);
    failNextWrites(new ConcurrentChange('busy'));
    expect((await confirm(id)).status).toBe(200);
    expect((await list()).items).toHaveLength(1);
  });

  test('an upload that cannot be dropped is left to the lifecycle', async () => {
    await start({ dropUpload: async () => Promise.reject(new Error('S3 is down')) });
    await attach();
    expect((await list()).items).toHaveLength(1);
  });

  test('pages tell each attachment once, also when one is removed between them', async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) ids.push(await attach(owner, { fileName: `${n}.jpg` }));
    const first = await list(owner, { limit: '2' });
    await remove(ids[1] ?? '', owner);
    const second = await list(owner, { limit: '2', cursor: first.next ?? '' });
    const third = await list(owner, { limit: '2', cursor: second.next ?? '' });
    expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(ids);
    expect(third.next).toBeNull();
  });
});

describe('what is refused', () => {
  test.each([
    ['a wrong magic', file('application/pdf')],
    ['an SVG with a script', Buffer.from(`<svg><script>alert(1)</script></svg>${' '.repeat(465)}`)],
    ['other bytes than announced', file('image/jpeg', 501)],
    ['an empty file', Buffer.alloc(0)],
  ])('%s: the upload is deleted, nothing is attached', async (_, content) => {
    const id = await announce();
    arrives(id, content);
    const before = [...rows];
    expect(await confirm(id)).toMatchObject({ status: 422, body: { errors: [{ path: '' }] } });
    expect([...rows]).toEqual(before);
    expect([...bucket]).toEqual([]);
    expect((await list()).items).toEqual([]);
  });

  test('what has not been uploaded yet can be confirmed later', async () => {
    const id = await announce();
    expect((await confirm(id)).status).toBe(409);
    arrives(id);
    expect((await confirm(id)).status).toBe(200);
  });

  test('an upload of yesterday is forgotten', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 25) });
    const id = await announce();
    arrives(id);
    vi.setSystemTime(Date.UTC(2026, 10, 26));
    expect((await confirm(id)).status).toBe(404);
  });

  test.each([
    ['no bytes', { bytes: 0 }, '/bytes'],
    ['less than none', { bytes: -1 }, '/bytes'],
    ['half a byte', { bytes: 1.5 }, '/bytes'],
    ['more than 10 MB', { bytes: MAX_BYTES + 1 }, '/bytes'],
    ['an SVG', { contentType: 'image/svg+xml' }, '/contentType'],
    ['a page', { contentType: 'text/html' }, '/contentType'],
    ['a type with more behind it', { contentType: 'image/png; charset=utf-8' }, '/contentType'],
    ['a zip', { contentType: 'application/zip' }, '/contentType'],
    ['a name without end', { fileName: 'a'.repeat(256) }, '/fileName'],
    ['no purpose', { purpose: undefined }, '/purpose'],
    ['a key', { key: '../x' }, ''],
    ['a household’s proof of work', { purpose: 'proof' }, '/purpose'],
  ])('%s', async (_, more, path) => {
    const before = [...rows];
    expect(await api('POST', PATH, { as: owner, body: { ...sent, ...more } })).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    });
    expect([...rows]).toEqual(before);
  });

  test('10 MB are taken; of a path in the name nothing is left, least of all in the key', async () => {
    const body = { ...sent, bytes: MAX_BYTES, fileName: '../../etc/passwd' };
    const { status, body: answer } = await api('POST', PATH, { as: owner, body });
    expect(status).toBe(201);
    expect(JSON.stringify(answer)).not.toContain('passwd');
    expect([...rows.values()].find(({ sk }) => String(sk).startsWith('upload#'))?.fileName).toBe('passwd.jpg');
  });

  test(`more than ${MAX_ATTACHMENTS}, those on their way included; what is on its way counts for ten minutes`, async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 25) });
    const first = await announce();
    for (let n = 1; n < MAX_ATTACHMENTS; n++) await attach();
    const full = { as: owner, body: sent };
    expect((await api('POST', PATH, full)).status).toBe(409);
    vi.setSystemTime(Date.UTC(2026, 10, 25, 0, 10));
    const second = await announce();
    for (const id of [first, second]) arrives(id);
    expect((await confirm(first)).status).toBe(200);
    // Each was announced while there was room for one more.
    expect((await confirm(second)).status).toBe(409);
    expect((await list()).items).toHaveLength(MAX_ATTACHMENTS);
  });

  test('attachments of a request that is over', async () => {
    const id = await attach();
    const waiting = await announce();
    arrives(waiting);
    await api('POST', '/v1/requests/request-1/cancel', { as: agent, body: { reason: '误报' } });
    expect((await api('POST', PATH, { as: owner, body: sent })).status).toBe(409);
    expect((await confirm(waiting)).status).toBe(409);
    expect((await remove(id, owner)).status).toBe(409);
    expect((await list()).items).toHaveLength(1);
  });
});

describe('who may', () => {
  test('a foreign request answers like a missing one, whatever is asked', async () => {
    const id = await attach();
    const waiting = await announce();
    arrives(waiting);
    const before = [...rows];
    for (const as of [neighbour, strangerAgent])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['POST', '', sent],
        ['POST', `/${waiting}/confirm`, {}],
        ['POST', `/${id}/remove`, { reason: '误传' }],
      ] as const) {
        const foreign = await api(method, PATH + path, { as, ...(body && { body }) });
        const missing = await api(method, `/v1/requests/request-9/attachments${path}`, { as, ...(body && { body }) });
        expect(foreign.status).toBe(404);
        expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
      }
    expect([...rows]).toEqual(before);
  });

  test('an upload is confirmed by who announced it, and an attachment is found under its own request alone', async () => {
    const id = await announce();
    arrives(id);
    expect((await confirm(id, agent)).status).toBe(404);
    await api('POST', '/v1/requests', { as: owner, body: { premisesId: premises.id, description: '停电' } });
    expect(
      (await api('POST', `/v1/requests/request-2/attachments/${id}/confirm`, { as: owner, body: {} })).status,
    ).toBe(404);
    expect((await confirm(id)).status).toBe(200);
    expect(
      (await api('POST', `/v1/requests/request-2/attachments/${id}/remove`, { as: supervisor, body: { reason: '误' } }))
        .status,
    ).toBe(404);
  });

  test('what is removed is gone, and the act stays on record with its reason and without its words in the event', async () => {
    const id = await attach();
    expect((await remove(id, agent, { reason: '误传' })).status).toBe(403);
    expect((await remove(id, supervisor)).status).toBe(422);
    expect((await remove(id, supervisor, { reason: '照片中有他人面孔' })).status).toBe(200);
    expect([...bucket]).toEqual([]);
    expect((await list()).items).toEqual([]);
    const [, event] = await events();
    expect(event).toMatchObject({ name: 'request.attachment-removed', private: { reason: '照片中有他人面孔' } });
    expect(event?.detail).toMatchObject({ actor: { type: 'staff', id: 'zhao-gang' } });
    expect(JSON.stringify(event?.detail)).not.toContain('面孔');
    expect((await remove(id, supervisor, { reason: '再来' })).status).toBe(404);
  });

  test('who uploaded it takes it away again without a reason; a lead also of a request that is over', async () => {
    const [own, left] = [await attach(), await attach()];
    expect((await remove(own, owner)).status).toBe(200);
    await api('POST', '/v1/requests/request-1/cancel', { as: agent, body: { reason: '误报' } });
    expect((await remove(left, supervisor, { reason: '误传' })).status).toBe(200);
  });

  test('what could not be deleted stays attached', async () => {
    await start({ remove: async () => Promise.reject(new Error('S3 is down')) });
    const id = await attach();
    expect((await remove(id, owner)).status).toBe(500);
    expect((await list()).items).toHaveLength(1);
  });
});
