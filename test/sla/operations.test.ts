import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { explainedClockSchema } from '../../services/sla/contract/api.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import { slaOperations } from '../../services/sla/operations/index.ts';
import { seedSettings } from '../../services/sla/seed.ts';
import { SlaStore } from '../../services/sla/store.ts';
import { takeFact } from '../../services/sla/use-cases/take-fact.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { Timer } from '../../shared/timer/timer.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { moment, promised, RECEIVED_AT, received } from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
mockClient(SFNClient).on(StartExecutionCommand).resolves({});
const doc = documentClient();
const journal = new Journal(doc, 'sla', 'demo');
const store = new SlaStore(doc, 'sla');
const ports = { journal, store, timer: new Timer(new SFNClient({}), 'none'), company: 'demo' };
const call = apiOf(slaOperations(ports, 'Asia/Shanghai'), 'sla');

const nobody: Principal = { sub: 'x', roles: [], staffId: null, personId: null, premisesIds: [], communityIds: [] };
const manager: Principal = { ...nobody, sub: 'm', roles: ['manager'], staffId: 'zhou-lan', communityIds: ['yunshan'] };
const agent: Principal = { ...nobody, sub: 'a', roles: ['agent'], staffId: 'wu-ting', communityIds: ['yunshan'] };
const owner: Principal = { ...nobody, sub: 'o', roles: ['owner'], personId: 'p', premisesIds: ['yunshan-3-1-1201'] };
const neighbour: Principal = { ...owner, sub: 'n', premisesIds: ['yunshan-3-1-1202'] };

const seed = () =>
  seedSettings(
    journal,
    {
      timeZone: 'Asia/Shanghai',
      calendars: [],
      overrides: [{ policyKey: 'repair.urgent', communityId: 'trial', clocks: { arrival: { limit: 'PT20S' } } }],
    },
    RECEIVED_AT,
  );

beforeEach(async () => {
  reset();
  await seed();
});

describe('the seed', () => {
  test('writes each setting once, an override as a policy of its own', async () => {
    expect(await seed()).toEqual([]);
    const { body } = await call('GET', '/v1/policies', { as: agent });
    const items = defaultPolicies.map((policy) => ({ ...policy, version: 1 }));
    expect(body).toMatchObject({ items: expect.arrayContaining(items) });
    expect((await call('GET', '/v1/policies/repair.urgent@trial', { as: agent })).body).toMatchObject({
      communityId: 'trial',
      clocks: [{ kind: 'arrival', limit: 'PT20S', calendarId: '24x7', marks: [0.8], ladder: true }],
    });
  });

  test('never touches what a manager has changed', async () => {
    const urgent = defaultPolicies.find(({ id }) => id === 'repair.urgent');
    const [arrival] = urgent?.clocks.filter(({ kind }) => kind === 'arrival') ?? [];
    const changed = { ...urgent, clocks: [{ ...arrival, limit: 'PT15M', marks: [] }] };
    const put = { as: manager, body: changed, headers: { 'if-match': '"1"' } };
    expect((await call('PUT', '/v1/policies/repair.urgent', put)).status).toBe(200);
    await seed();
    expect((await call('GET', '/v1/policies/repair.urgent', { as: agent })).body).toMatchObject({ version: 2 });
  });
});

describe('a setting', () => {
  const day = [{ open: '09:00', close: '18:00' }];
  const week = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] };
  const office = { id: 'office', timeZone: 'Asia/Shanghai', weekly: week, dates: {} };
  const put = (path: string, version: number, body: object, as = manager) =>
    call('PUT', path, { as, body, headers: { 'if-match': `"${version}"` } });

  test('gets a new version with its event, and the old one is refused as a basis', async () => {
    expect((await put('/v1/calendars/office', 0, office)).body).toEqual({ id: 'office', version: 1 });
    expect((await put('/v1/calendars/office', 1, { ...office, dates: { '2026-12-25': [] } })).status).toBe(200);
    expect((await put('/v1/calendars/office', 1, office)).status).toBe(412);
    const [, second] = await journal.events({
      type: 'calendar',
      id: 'office',
      pk: 'settings',
      state: 'calendar#office',
      events: 'event#calendar#office#',
    });
    expect(second).toMatchObject({
      name: 'calendar.published',
      detail: { actor: { type: 'staff', id: 'zhou-lan' }, data: { calendarId: 'office', version: 2 } },
    });
  });

  test('is changed by the manager alone', async () => {
    expect((await put('/v1/calendars/office', 0, office, agent)).status).toBe(403);
    expect((await put('/v1/policies/repair.other', 1, defaultPolicies[0] ?? {}, owner)).status).toBe(403);
    expect((await call('GET', '/v1/policies', { as: owner })).status).toBe(403);
  });

  test.each([
    ['an unknown calendar', { calendarId: 'nowhere' }, '/clocks/0/calendarId'],
    ['a limit of zero', { limit: 'PT0S' }, '/clocks/0/limit'],
    ['no working day at all', { limit: 'workday(0)' }, '/clocks/0/limit'],
    ['a limit of more than a year', { limit: 'agreed(P400D)' }, '/clocks/0/limit'],
    ['a limit that is none', { limit: 'soon' }, '/clocks/0/limit'],
    ['a kind that is none', { kind: 'hurry' }, '/clocks/0/kind'],
    ['an unknown field', { colour: 'red' }, '/clocks/0'],
  ])('with %s is refused and changes nothing', async (_, wrong, path) => {
    const before = structuredClone([...rows]);
    const rule = { kind: 'arrival', limit: 'PT10M', calendarId: '24x7', marks: [], ladder: true, ...wrong };
    const policy = { id: 'repair.urgent', policyKey: 'repair.urgent', communityId: null, clocks: [rule] };
    const { status, body } = await put('/v1/policies/repair.urgent', 1, policy);
    expect([status, body]).toMatchObject([422, { errors: [{ path }] }]);
    expect([...rows]).toEqual(before);
  });

  test('that no report could keep is refused: ten years of this calendar do not hold the limit', async () => {
    const rare = { ...office, id: '24x7', weekly: { ...week, mon: [], tue: [], wed: [], thu: [] } };
    const sparse = { ...rare, weekly: { ...rare.weekly, fri: [{ open: '09:00', close: '09:01' }] } };
    expect((await put('/v1/calendars/24x7', 1, sparse)).status).toBe(422);
  });

  test('R064: a calendar may be a community’s own, and must keep the limits that are counted on it', async () => {
    const own = { ...office, id: 'service@trial' };
    expect((await put('/v1/calendars/service@trial', 0, own)).status).toBe(200);
    const rule = { kind: 'resolve', limit: 'PT12H', calendarId: 'service', marks: [], ladder: true };
    const simple = { id: 'repair.simple', policyKey: 'repair.simple', communityId: null, clocks: [rule] };
    expect((await put('/v1/policies/repair.simple', 1, simple)).status).toBe(200);
    const rare = { ...week, mon: [], tue: [], wed: [], thu: [], fri: [{ open: '09:00', close: '09:01' }] };
    expect(await put('/v1/calendars/service@trial', 1, { ...own, weekly: rare })).toMatchObject({
      status: 422,
      body: { errors: [{ reason: 'service@trial has too little open time for resolve (PT12H) of repair.simple' }] },
    });
  });

  test('is refused when it is longer than an event may be', async () => {
    const hours = Array.from({ length: 12 }, (_, hour) => ({
      open: `${String(hour).padStart(2, '0')}:00`,
      close: `${String(hour).padStart(2, '0')}:30`,
    }));
    const dates = Array.from({ length: 100 }, (_, n) => new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10));
    const long = { ...office, dates: Object.fromEntries(dates.map((date) => [date, hours])) };
    const { status, body } = await put('/v1/calendars/office', 0, long);
    expect([status, body]).toMatchObject([422, { errors: [{ path: '', reason: 'is too long to be published' }] }]);
  });

  test('R064: shows every version that it has had, with who made it, page by page', async () => {
    await put('/v1/calendars/office', 0, office);
    await put('/v1/calendars/office', 1, { ...office, dates: { '2026-12-25': [] } });
    const history = async (query: Record<string, string>) =>
      Object(await call('GET', '/v1/calendars/office/versions', { as: agent, query })).body;
    const first = await history({ limit: '1' });
    expect(first).toMatchObject({
      items: [{ version: 1, calendar: { dates: {} }, by: { type: 'staff', id: 'zhou-lan' }, at: expect.any(String) }],
      next: expect.any(String),
    });
    expect(await history({ limit: '1', cursor: first.next })).toMatchObject({
      items: [{ version: 2, calendar: { dates: { '2026-12-25': [] } } }],
      next: null,
    });
    expect((await call('GET', '/v1/policies/repair.urgent/versions', { as: agent })).body).toMatchObject({
      // Not those of the policy that stands for it in a community.
      items: [{ version: 1, policyId: 'repair.urgent', by: { type: 'system', id: 'seed' } }],
      next: null,
    });
    expect((await call('GET', '/v1/policies/nothing/versions', { as: agent })).status).toBe(404);
    expect((await call('GET', '/v1/policies/repair.urgent/versions', { as: owner })).status).toBe(403);
  });

  test('must carry the id of its path', async () => {
    expect((await put('/v1/calendars/other', 0, office)).body).toMatchObject({ errors: [{ path: '/id' }] });
  });
});

describe('the clocks of a request', () => {
  beforeEach(async () => {
    const timer = new Timer(new SFNClient({ region: 'eu-central-1' }), 'arn:aws:states:x:0:stateMachine:t');
    const fact = received();
    const news = { id: fact.id, correlationId: 'c-1' };
    await takeFact('r-1', fact, news, { journal, store, timer, company: 'demo' }, moment(RECEIVED_AT));
  });

  test('are shown to the household and to staff of the community', async () => {
    for (const as of [owner, agent]) {
      const { body } = await call('GET', '/v1/requests/r-1/clocks', { as });
      expect(body).toMatchObject({
        items: [{ kind: 'receipt', status: 'met' }, { kind: 'ack' }, { kind: 'accept' }, { kind: 'arrival' }],
      });
    }
  });

  test('do not exist for anybody else, exactly like a request that does not', async () => {
    const foreign = await call('GET', '/v1/requests/r-1/clocks', { as: neighbour });
    const missing = await call('GET', '/v1/requests/r-2/clocks', { as: neighbour });
    const withoutId = ({ body }: { body: unknown }) => ({ ...Object(body), instance: '' });
    expect([foreign.status, withoutId(foreign)]).toEqual([404, withoutId(missing)]);
    expect((await call('GET', '/v1/clocks/r-1.arrival.1', { as: neighbour })).status).toBe(404);
    expect((await call('GET', '/v1/clocks/r-1.quote.1', { as: owner })).status).toBe(404);
  });

  test.each(['yunshan.commons', 'yunshan-3-1-1201.apart'])(
    'R008: of a request without a household (%s) they are shown to staff alone',
    async (premisesId) => {
      const timer = new Timer(new SFNClient({ region: 'eu-central-1' }), 'arn:aws:states:x:0:stateMachine:t');
      const fact = received({ premisesId, requestId: 'r-3', id: 'request.r-3.000000000001' });
      await takeFact(
        'r-3',
        fact,
        { id: 'e3', correlationId: 'c3' },
        { journal, store, timer, company: 'demo' },
        moment(RECEIVED_AT),
      );
      expect((await call('GET', '/v1/requests/r-3/clocks', { as: agent })).status).toBe(200);
      expect((await call('GET', '/v1/requests/r-3/clocks', { as: owner })).status).toBe(404);
      expect((await call('GET', '/v1/clocks/r-3.arrival.1', { as: owner })).status).toBe(404);
    },
  );

  test('explain themselves day by day, in both languages', async () => {
    const explanation = async (language: string) => {
      const headers = { 'accept-language': language };
      return Object(await call('GET', '/v1/clocks/r-1.arrival.1', { as: owner, headers })).body.explanation;
    };
    expect(await explanation('zh-CN')).toEqual({
      sentence: '到场时限 10 分钟（全天 24 小时计时）：2026年11月25日 10:00 受理，最迟 2026年11月25日 10:10 到场。',
      days: [
        {
          date: '2026-11-25',
          kind: 'open',
          counted: 600_000,
          text: '11月25日（周三）：10:00–10:10 计 10 分钟，10:10 到期',
        },
      ],
    });
    expect(await explanation('en')).toMatchObject({
      sentence: 'Arrival within 10 minutes (day and night): received on 25 Nov 2026 10:00, due by 25 Nov 2026 10:10.',
    });
  });

  test('explain themselves by the calendar that they were promised on, whatever it has become', async () => {
    const day = [{ open: '00:00', close: '06:00' }];
    const week = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
    const nights = { id: '24x7', timeZone: 'Asia/Shanghai', weekly: week, dates: {} };
    const put = { as: manager, body: nights, headers: { 'if-match': '"1"' } };
    expect((await call('PUT', '/v1/calendars/24x7', put)).status).toBe(200);
    const { body } = await call('GET', '/v1/clocks/r-1.arrival.1', { as: owner });
    expect(explainedClockSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({ explanation: { days: [{ counted: 600_000 }] } });
  });

  test('R044: tell an owner how a deadline over the National Day holiday of 2026 comes about', async () => {
    const at = '2026-09-28T02:30:00.000Z';
    const fact = received({ id: 'request.r-7.1', requestId: 'r-7', at, clocks: promised('repair.other', at) });
    const timer = new Timer(new SFNClient({ region: 'eu-central-1' }), 'arn:aws:states:x:0:stateMachine:t');
    const news = { id: fact.id, correlationId: 'c-7' };
    await takeFact('r-7', fact, news, { journal, store, timer, company: 'demo' }, moment(at));
    const explained = async (language: string) => {
      const headers = { 'accept-language': language };
      const { body } = await call('GET', '/v1/clocks/r-7.resolve.1', { as: owner, headers });
      return explainedClockSchema.parse(body).explanation;
    };
    const chinese = await explained('zh-CN');
    expect(chinese.sentence).toContain(
      '最迟 2026年10月13日 18:00 处理完成。其间国庆节放假 7 天，10月10日（周六）调休上班。',
    );
    expect(chinese.days.map(({ kind }) => kind)).toEqual([
      ...['open', 'open', 'open', ...Array(7).fill('holiday'), 'open', 'open', 'make-up', 'closed', 'open', 'open'],
    ]);
    expect(chinese.days[12]?.text).toBe('10月10日（周六）：国庆节调休上班，第 5 个工作日');
    expect((await explained('en')).sentence).toMatch(
      /due by 13 Oct 2026 18:00\. In between: 7 days off for National Day, Sat 10 Oct is worked to make up\.$/,
    );
  });
});
