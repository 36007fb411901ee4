import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { requestContactDue } from '../../services/intake/contract/events.ts';
import { newLife } from '../../services/intake/domain/life.ts';
import type { News } from '../../services/intake/domain/progress.ts';
import { requestSchema } from '../../services/intake/domain/request.ts';
import { contactDueAt, lastHeardAt } from '../../services/intake/domain/silence.ts';
import { settleSilence } from '../../services/intake/settle-silence.ts';
import { type Silence, SilenceWatch, silenceSchema } from '../../services/intake/silence-watch.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, owner, premises, standardArrives, strangerAgent, TABLE, technician } from './samples.ts';

const HOUR_MS = 3_600_000;
const EVERY_MS = 24 * HOUR_MS;
const ID = 'request-1';
const address = requestAddress(ID);

const { rows, reset, failNextWrites } = memoryTable();
capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

/** In Shanghai, where the desk is there from 8 to 20. */
const at = (day: number, time: string): string => new Date(`2026-11-${day}T${time}:00+08:00`).toISOString();
const clock = (day: number, time: string) => vi.setSystemTime(at(day, time));

beforeEach(async () => {
  reset();
  vi.useFakeTimers({ toFake: ['Date'] });
  clock(24, '10:00');
  service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});
afterEach(() => {
  vi.useRealTimers();
});

const reported = (category: string) =>
  api('POST', '/v1/requests', { as: agent, body: { premisesId: premises.id, description: '请处理', category } });
const act = (name: string, body: object = {}, as: Principal = agent) =>
  api('POST', `/v1/requests/${ID}/${name}`, { as, body });
const write = (as: Principal, body: object) => api('POST', `/v1/requests/${ID}/notes`, { as, body });
const told = (kind: News['kind'], day: number, time: string) =>
  service.store.note(ID, null, {
    ...{ kind, at: at(day, time), workOrderId: `${ID}.1`, staffId: 'li-ming', waitId: null },
  });

const row = () => rows.get(`${address.pk}\nsilence`);
const silences = new SilenceWatch(documentClient(), TABLE, EVERY_MS);
const settle = async (looked: Silence, now: string) =>
  await settleSilence(looked, { journal: service.journal, store: service.store, silences }, now);

/** The sweep's minutes until an instant, those in which nothing is owed left out. */
async function sweepUntil(day: number, time: string): Promise<void> {
  const end = at(day, time);
  for (let looks = 0; looks < 100; looks++) {
    const { todoAt } = row() ?? {};
    if (typeof todoAt !== 'string' || todoAt > end) break;
    vi.setSystemTime(todoAt);
    await settle(silenceSchema.parse(row()), todoAt);
  }
  clock(day, time);
}

async function notices() {
  const events = await service.journal.events(address);
  return events.flatMap(({ name, detail }) =>
    name === requestContactDue.name ? [requestContactDue.data.parse(detail.data)] : [],
  );
}
const noticesAt = async () => (await notices()).map((notice) => notice.at);

async function listed(as: Principal = agent, status = 'contact-due') {
  const { body } = await api('GET', '/v1/requests', { as, query: { status, communityId: 'yunshan' } });
  return (body as { items: { id: string; contactDueAt: string }[] }).items;
}

describe('R072: a household that hears nothing of its request', () => {
  test('R072: for a day is to be contacted: the desk is told of whom, since when, and who has the work', async () => {
    await reported('other-repair');
    await told('dispatched', 24, '11:00');
    await sweepUntil(25, '10:59');
    expect(await notices()).toEqual([]);
    await sweepUntil(25, '11:00');
    expect(await notices()).toEqual([
      expect.objectContaining({
        number: 'BX000001',
        communityId: 'yunshan',
        premisesId: premises.id,
        department: 'engineering',
        heardAt: at(24, '11:00'),
        dueAt: at(25, '11:00'),
        at: at(25, '11:00'),
        holderStaffIds: ['li-ming'],
      }),
    ]);
  });

  test('at night the notice waits for the desk, though the night counts', async () => {
    clock(24, '22:30');
    await reported('other-repair');
    await sweepUntil(26, '07:59');
    expect(await notices()).toEqual([]);
    await sweepUntil(26, '08:00');
    expect(await notices()).toMatchObject([{ dueAt: at(25, '22:30'), at: at(26, '08:00') }]);
  });

  test('at once, where nobody has published when the desk is there', async () => {
    clock(24, '22:30');
    await reported('other-repair');
    rows.delete('policies\ncalendar#service');
    await sweepUntil(25, '22:30');
    expect(await noticesAt()).toEqual([at(25, '22:30')]);
  });

  test('the desk of a community that has hours of its own is told in those', async () => {
    clock(24, '22:30');
    await reported('other-repair');
    const { calendar, ...published } = { ...Object(rows.get('policies\ncalendar#service')) };
    const always = {
      ...calendar,
      id: 'service@yunshan',
      weekly: Object(rows.get('policies\ncalendar#24x7')).calendar.weekly,
    };
    await service.store.keepCalendar({ ...published, calendarId: 'service@yunshan', calendar: always });
    await sweepUntil(25, '22:30');
    expect(await noticesAt()).toEqual([at(25, '22:30')]);
  });

  test('the desk is told again after each further day, until the household hears something', async () => {
    await reported('other-repair');
    await sweepUntil(27, '09:59');
    expect(await noticesAt()).toEqual([at(25, '10:00'), at(26, '10:00')]);
    await write(agent, { text: '配件已到，明日上门', visibleToHousehold: true });
    await sweepUntil(28, '09:58');
    expect(await noticesAt()).toHaveLength(2);
    await sweepUntil(28, '09:59');
    expect((await noticesAt()).at(-1)).toBe(at(28, '09:59'));
  });

  test.each([
    ['an act on it', async () => act('confirm')],
    ['another category', async () => act('reclassify', { category: 'simple-repair', reason: '换灯泡' })],
    ['news of the work', async () => told('accepted', 25, '09:00')],
    ['a message of staff', async () => write(technician, { text: '下午来', visibleToHousehold: true })],
  ])('%s is word enough for a day', async (_, says) => {
    await reported('other-repair');
    await sweepUntil(25, '09:00');
    await says();
    await sweepUntil(26, '08:59');
    expect(await notices()).toEqual([]);
    await sweepUntil(26, '09:00');
    expect(await notices()).toMatchObject([{ heardAt: at(25, '09:00') }]);
  });

  test.each([
    ['a note among staff', agent, { text: '联系不上配件商' }],
    ['what the household writes itself', owner, { text: '有人管吗？' }],
  ])('%s is none', async (_, as, note) => {
    await reported('other-repair');
    await sweepUntil(25, '09:00');
    await write(as, note);
    await sweepUntil(25, '10:00');
    expect(await noticesAt()).toEqual([at(25, '10:00')]);
  });

  test.each([
    ['answered', 'inquiry-general', async () => act('answer', { text: '八点开门' })],
    ['withdrawn', 'other-repair', async () => act('cancel', { reason: '不用了' })],
    [
      'told the result',
      'attitude-ordinary',
      async () => {
        await act('resolve', { result: '已致歉' });
        await act('give-feedback', { text: '已告知' });
      },
    ],
  ])('nobody is contacted who has been %s, and nothing is owed any more', async (_, category, ends) => {
    await reported(category);
    await ends();
    await sweepUntil(29, '10:00');
    expect(await notices()).toEqual([]);
    expect(row()).not.toHaveProperty('todoAt');
  });

  test('what is done is not yet told: the desk calls, then closes', async () => {
    await reported('other-repair');
    await told('done', 24, '12:00');
    await sweepUntil(25, '12:00');
    expect(await notices()).toHaveLength(1);
    expect((await act('close')).status).toBe(200);
    await sweepUntil(29, '10:00');
    expect(await notices()).toHaveLength(1);
    expect(await listed()).toEqual([]);
  });

  test('a request that is reopened is watched anew', async () => {
    await reported('inquiry-general');
    await act('answer', { text: '八点开门' });
    await act('close');
    await sweepUntil(26, '10:00');
    await act('reopen', { reason: '没有开门' });
    await sweepUntil(27, '10:00');
    expect(await notices()).toMatchObject([{ heardAt: at(26, '10:00'), at: at(27, '10:00') }]);
  });

  test('a look that is repeated, or meets another, tells nothing twice', async () => {
    await reported('other-repair');
    const looked = silenceSchema.parse(row());
    clock(25, '10:00');
    await settle(looked, at(25, '10:00'));
    await expect(settle(looked, at(25, '10:00'))).rejects.toThrow();
    expect(await notices()).toHaveLength(1);
    failNextWrites(new ConcurrentChange('busy'));
    await expect(settle(silenceSchema.parse(row()), at(26, '10:00'))).rejects.toThrow(ConcurrentChange);
    expect(await notices()).toHaveLength(1);
    await settle(silenceSchema.parse(row()), at(26, '10:00'));
    expect(await notices()).toHaveLength(2);
  });

  test('the notice changes nothing of the request but its version', async () => {
    await reported('other-repair');
    const before = await service.journal.read(address, requestSchema);
    const place = rows.get(`${address.pk}\nstate`);
    await sweepUntil(25, '10:00');
    const after = await service.journal.read(address, requestSchema);
    expect(after).toEqual({ version: (before?.version ?? 0) + 1, state: before?.state });
    expect(rows.get(`${address.pk}\nstate`)).toEqual({ ...place, version: after?.version });
  });
});

describe('the desk’s lists', () => {
  test('R072: open requests say from when on their household is to be contacted; households are not shown it', async () => {
    await reported('other-repair');
    expect(await listed(agent, 'open')).toMatchObject([{ id: ID, contactDueAt: at(25, '10:00') }]);
    clock(24, '15:00');
    await write(agent, { text: '明日上门', visibleToHousehold: true });
    expect(await listed(agent, 'open')).toMatchObject([{ id: ID, contactDueAt: at(25, '15:00') }]);
    const { body } = await api('GET', '/v1/requests', { as: owner });
    expect(JSON.stringify(body)).not.toContain('contactDueAt');
  });

  test('R072: those to be contacted are a list of their own, which a word to the household leaves at once', async () => {
    await reported('other-repair');
    expect(await listed()).toEqual([]);
    await sweepUntil(25, '10:05');
    expect(await listed()).toMatchObject([{ id: ID, contactDueAt: at(25, '10:00') }]);
    expect(await listed(strangerAgent)).toEqual([]);
    await write(agent, { text: '明日上门', visibleToHousehold: true });
    expect(await listed()).toEqual([]);
    await sweepUntil(26, '10:04');
    expect(row()).not.toHaveProperty('listKey');
  });
});

test('R072: a complaint is not closed before its result has been told', async () => {
  await reported('attitude-ordinary');
  await act('resolve', { result: '已当面致歉' });
  const lesson = { causeCode: 'attitude', improvementMeasure: '加强培训' };
  expect(await act('close', lesson)).toMatchObject({
    status: 409,
    body: { detail: '请先向业主反馈处理结果，再办结' },
  });
  await act('give-feedback', { text: '已电话告知' });
  expect((await act('close', lesson)).status).toBe(200);
});

test('who left no way to be called is not to be contacted', () => {
  const request = { receivedAt: at(24, '10:00'), category: 'attitude-ordinary', life: newLife };
  const heard = { request, news: [], writtenAt: null };
  expect(contactDueAt(heard, EVERY_MS)).toBe(at(25, '10:00'));
  expect(contactDueAt({ ...heard, request: { ...request, canCallBack: false } }, EVERY_MS)).toBeNull();
});

test('in whatever order news come, contact is due a day after the latest word since the beginning', () => {
  const instants = fc
    .integer({ min: 0, max: 200 })
    .map((hours) => new Date(Date.UTC(2026, 10, 1, hours)).toISOString());
  const kinds = fc.constantFrom<News['kind']>(
    'dispatched',
    'accepted',
    'in-progress',
    'waiting',
    'resumed',
    'completed',
  );
  fc.assert(
    fc.property(
      instants,
      fc.option(instants),
      fc.option(instants),
      fc.array(fc.tuple(kinds, instants)),
      (receivedAt, heardAt, writtenAt, told) => {
        const news = told.map(
          ([kind, when]): News => ({ kind, at: when, workOrderId: 'w', staffId: null, waitId: null }),
        );
        const request = { receivedAt, category: 'other-repair', life: { ...newLife, heardAt } };
        const all = [receivedAt, heardAt, writtenAt, ...news.map(({ at: when }) => when)].flatMap((when) => when ?? []);
        const latest = Math.max(...all.map((when) => Date.parse(when)));
        const heard = { request, writtenAt, news };
        const reversed = { ...heard, news: news.toReversed() };
        expect(Date.parse(lastHeardAt(heard))).toBe(latest);
        expect(lastHeardAt(reversed)).toBe(lastHeardAt(heard));
        expect(Date.parse(contactDueAt(heard, EVERY_MS) ?? '')).toBe(latest + EVERY_MS);
      },
    ),
  );
});
