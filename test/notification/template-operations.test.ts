import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { templateCodeSchema } from '../../services/notification/contract/ids.ts';
import { defaultTexts } from '../../services/notification/domain/default-texts.ts';
import { faultsOf } from '../../services/notification/domain/text-check.ts';
import { templateOperations } from '../../services/notification/operations/templates.ts';
import { NotificationStore, templateAddress } from '../../services/notification/store.ts';
import { storedTextsSchema, textSource } from '../../services/notification/texts.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';

const TABLE = 'notification';
const { rows, reset } = memoryTable();
capturedLines();
beforeEach(reset);

const doc = documentClient();
const journal = new Journal(doc, TABLE, 'demo');
const company = { name: '云杉物业', timeZone: 'Asia/Shanghai' };
const call = apiOf(templateOperations({ journal, store: new NotificationStore(doc, TABLE), company }), TABLE);

const manager: Principal = {
  ...{ sub: 's', roles: ['manager'], staffId: 'zhou-lan', personId: null },
  ...{ premisesIds: [], communityIds: ['yunshan'] },
};
const get = (path: string) => call('GET', `/v1/templates${path}`, { as: manager });
const put = (code: string, body: object, version: number) =>
  call('PUT', `/v1/templates/${code}`, { as: manager, body, headers: { 'if-match': `"${version}"` } });

const ours = defaultTexts['owner-done'];
const theirs = { ...ours, zh: { ...ours.zh, sms: '报事{number}办好啦，请给我们打分。' } };

describe('templates', () => {
  it('are listed with their words, their variables and how they read', async () => {
    const { status, body } = await get('');
    expect(status).toBe(200);
    const { items } = z.object({ items: z.array(z.looseObject({ code: z.string() })) }).parse(body);
    expect(items.map(({ code }) => code)).toEqual(templateCodeSchema.options);
    expect(items.find(({ code }) => code === 'breach')).toMatchObject({
      version: 0,
      variables: expect.arrayContaining(['number', 'where', 'what', 'due', 'late']),
      preview: {
        zh: {
          sms: '【云杉物业】紧急超时：云杉花园3栋1单元1201水管爆裂，应10:10前到场，负责人李明未到场，已超2分钟，请立即处理。单号BX000123',
          smsParts: 1,
        },
        en: { subject: '[云杉物业] URGENT, overdue: Flooding at 云杉花园 3栋1单元1201 (BX000123)' },
      },
    });
  });

  it('are changed with If-Match, and remember who gave them which words', async () => {
    const first = await put('owner-done', theirs, 0);
    expect(first).toMatchObject({
      status: 200,
      headers: { ETag: '"1"' },
      body: { version: 1, preview: { zh: { sms: '【云杉物业】报事BX000123办好啦，请给我们打分。' } } },
    });
    expect(await put('owner-done', ours, 0)).toMatchObject({ status: 412 });
    expect(await put('owner-done', ours, 1)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await get('/owner-done')).toMatchObject({ headers: { ETag: '"2"' }, body: { texts: ours } });
    expect(await get('/owner-done/history')).toMatchObject({
      body: {
        items: [
          { version: 1, by: { type: 'staff', id: 'zhou-lan' }, texts: theirs },
          { version: 2, texts: ours },
        ],
        next: null,
      },
    });
    expect(await get('/no-such-template')).toMatchObject({ status: 404 });
    expect(await call('PUT', '/v1/templates/owner-done', { as: manager, body: ours })).toMatchObject({ status: 428 });
  });

  it('replayed from their events give the words that stand', async () => {
    await put('owner-done', theirs, 0);
    await put('owner-done', ours, 1);
    const events = await journal.events(templateAddress('owner-done'));
    const last = storedTextsSchema.parse(events.at(-1)?.detail.data);
    expect(last).toEqual((await journal.read(templateAddress('owner-done'), storedTextsSchema))?.state);
    expect(events.map(({ name }) => name)).toEqual(['template.published', 'template.published']);
  });

  it.each([
    ['an unknown variable', { sms: '{number}{phone}' }, '/zh/sms', 'unknown variable'],
    ['no number', { sms: '办好啦' }, '/zh/sms', 'must name {number}'],
    ['no number in the subject', { subject: '办好啦' }, '/zh/subject', 'must name {number}'],
    ['a link in an SMS', { sms: '{number} https://x.example' }, '/zh/sms', 'no link'],
    ['a long SMS', { sms: `{number}${'好'.repeat(130)}` }, '/zh/sms', 'takes 3 SMS'],
    ['a word of the trade', { text: '工单{number}已关闭' }, '/zh/text', 'not for households'],
  ])('R165: are refused with %s, and nothing is written', async (_, zh, path, reason) => {
    const answer = await put('owner-done', { ...ours, zh: { ...ours.zh, ...zh } }, 0);
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ path, reason: expect.stringContaining(reason) }] },
    });
    expect([...rows]).toEqual([]);
  });

  it.each(templateCodeSchema.options)('R165: %s, as we write it, passes the same check', (code) => {
    expect(faultsOf(code, defaultTexts[code], company)).toEqual([]);
  });
});

describe('what senders use', () => {
  it('is the company’s own words within ten seconds of their change', async () => {
    let now = 0;
    const textsOf = textSource(journal, company, () => now);
    expect(await textsOf('owner-done')).toEqual(ours);
    await put('owner-done', theirs, 0);
    now = 10_001;
    expect(await textsOf('owner-done')).toEqual(theirs);
  });

  it('is ours where the company’s cannot be read, or name what is gone', async () => {
    const broken = textSource({ read: () => Promise.reject(new Error('down')) }, company);
    expect(await broken('breach')).toEqual(defaultTexts.breach);
    const texts = { ...ours, zh: { ...ours.zh, sms: '{number}{gone}' } };
    const old = textSource(
      { read: (_, schema) => Promise.resolve({ version: 1, state: schema.parse({ texts }) }) },
      company,
    );
    expect(await old('owner-done')).toEqual(ours);
  });
});
