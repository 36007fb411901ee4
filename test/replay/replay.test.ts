import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Service } from '../../infra/functions.ts';
import { defaultTexts } from '../../services/notification/domain/default-texts.ts';
import { preferenceOperations } from '../../services/notification/operations/preferences.ts';
import { templateOperations } from '../../services/notification/operations/templates.ts';
import { NotificationStore } from '../../services/notification/store.ts';
import { defaultPolicies } from '../../services/sla/domain/default-policies.ts';
import { slaOperations } from '../../services/sla/operations/index.ts';
import { seedSettings } from '../../services/sla/seed.ts';
import { SlaStore } from '../../services/sla/store.ts';
import { raiseEscalation } from '../../services/sla/use-cases/raise-escalation.ts';
import { settleClock } from '../../services/sla/use-cases/settle-clock.ts';
import { takeFact } from '../../services/sla/use-cases/take-fact.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import * as dispatch from '../dispatch/samples.ts';
import * as intake from '../intake/samples.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { paused, resumed } from '../sla/life-of.ts';
import { act, calendars, later, moment, RECEIVED_AT, received } from '../sla/samples.ts';
import { publishCalendars } from '../sla/settings-rows.ts';
import { unreplayed } from './unreplayed.ts';

/** Journals replayed after random commands: of the aggregates whose own tests do not do it. */

const TABLE = dispatch.TABLE;
const { rows, reset } = memoryTable();
capturedLines();
const doc = documentClient();
const journal = new Journal(doc, TABLE, 'demo');
const store = new SlaStore(doc, TABLE);
const company = { name: '云杉物业', timeZone: 'Asia/Shanghai' };
const manager: Principal = {
  ...{ sub: 's', roles: ['manager'], staffId: 'zhou-lan', personId: null },
  ...{ premisesIds: [], communityIds: ['yunshan'] },
};

beforeEach(reset);

/** A command that edits, on the version that it believes in: the right one, one too low, one too high. */
const onVersion = fc.constantFrom(0, 0, 0, -1, 1);

function expectWhole(service: Service, atLeast: number): void {
  const { broken, replayed } = unreplayed(service, [...rows.values()]);
  expect(broken).toEqual([]);
  expect(replayed).toBeGreaterThanOrEqual(atLeast);
}

test('policies and calendars, whatever managers change, also on a version that is none or to what cannot be', async () => {
  const timer = { start: async () => undefined, stop: async () => undefined };
  const call = apiOf(slaOperations({ journal, store, timer, company: 'demo' }, company.timeZone), TABLE);
  const policies = defaultPolicies.slice(0, 4);
  const policy = fc
    .record({
      of: fc.constantFrom(...policies),
      limit: fc.constantFrom('PT5M', 'PT15M', 'P1D', 'soon', 'PT0S'),
      communityId: fc.constantFrom(null, 'trial'),
      active: fc.constantFrom(undefined, false, true),
    })
    .map(({ of, limit, communityId, active }) => {
      const id = communityId === null ? of.policyKey : `${of.policyKey}@${communityId}`;
      const clocks = of.clocks.map((rule, n) => (n === 0 ? { ...rule, limit } : rule));
      return { path: `/v1/policies/${id}`, body: { id, policyKey: of.policyKey, communityId, active, clocks } };
    });
  const calendar = fc
    .record({
      id: fc.constantFrom('service', 'workday', 'office', 'service@trial'),
      open: fc.constantFrom('06:00', '09:00', '23:59', '24:00'),
      dates: fc.constantFrom({}, { '2026-12-25': [] }, { '2026-13-01': [] }),
    })
    .map(({ id, open, dates }) => {
      const day = [{ open, close: '24:00' }];
      const weekly = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] };
      return { path: `/v1/calendars/${id}`, body: { id, timeZone: company.timeZone, weekly, dates } };
    });
  const commands = fc.array(fc.tuple(fc.oneof(policy, calendar), onVersion), { maxLength: 12 });
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(commands, async (all) => {
      reset();
      await seedSettings(journal, { timeZone: company.timeZone, calendars: [], overrides: [] }, RECEIVED_AT);
      for (const [{ path, body }, off] of all) {
        const now = Object((await call('GET', path, { as: manager })).body).version ?? 0;
        const headers = { 'if-match': String(Math.max(0, now + off)) };
        const { status } = await call('PUT', path, { as: manager, body, headers });
        expect([200, 412, 422]).toContain(status);
        seen.add(status);
      }
      expectWhole('sla', defaultPolicies.length);
    }),
    { numRuns: 30 },
  );
  expect(seen).toEqual(new Set([200, 412, 422]));
});

test('templates, whatever words they are given', async () => {
  const call = apiOf(templateOperations({ journal, store: new NotificationStore(doc, TABLE), company }), TABLE);
  const command = fc.record({
    code: fc.constantFrom('owner-done', 'owner-received', 'breach'),
    sms: fc.constantFrom(undefined, '报事{number}办好啦', '没有单号', '{number}{phone}'),
    off: onVersion,
  });
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 12 }), async (all) => {
      reset();
      let written = 0;
      for (const { code, sms, off } of all) {
        const known = defaultTexts[code];
        const body = { ...known, zh: { ...known.zh, ...(sms !== undefined && { sms }) } };
        const path = `/v1/templates/${code}`;
        const now = Object((await call('GET', path, { as: manager })).body).version;
        const headers = { 'if-match': String(Math.max(0, now + off)) };
        const { status } = await call('PUT', path, { as: manager, body, headers });
        expect([200, 412, 422]).toContain(status);
        seen.add(status);
        if (status === 200) written = 1;
      }
      expectWhole('notification', written);
    }),
    { numRuns: 40 },
  );
  expect(seen).toEqual(new Set([200, 412, 422]));
});

test('preferences, whatever people wish, also what nobody may', async () => {
  const directory = { withinReach: async () => undefined };
  const call = apiOf(preferenceOperations({ journal, directory }), TABLE);
  const owner: Principal = { ...manager, sub: 'o', roles: ['owner'], staffId: null, personId: 'wang-fang' };
  const command = fc.record({
    as: fc.constantFrom(owner, manager),
    channels: fc.constantFrom(null, ['sms'], ['email', 'sms'], ['sms', 'sms'], ['pigeon']),
    language: fc.constantFrom(null, 'en', 'zh-CN', 'fr'),
    mutedKinds: fc.constantFrom([], ['owner-done'], ['owner-waiting']),
    quietHours: fc.constantFrom(null, { from: '21:00', to: '07:00' }, { from: '00:00', to: '23:00' }),
    off: onVersion,
  });
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 12 }), async (all) => {
      reset();
      let written = 0;
      for (const { as, off, ...body } of all) {
        const now = Object((await call('GET', '/v1/preferences', { as })).body).version;
        const headers = { 'if-match': String(Math.max(0, now + off)) };
        const { status } = await call('PUT', '/v1/preferences', { as, body, headers });
        expect([200, 412, 422]).toContain(status);
        seen.add(status);
        if (status === 200) written = 1;
      }
      expectWhole('notification', written);
    }),
    { numRuns: 60 },
  );
  expect(seen).toEqual(new Set([200, 412, 422]));
});

test('the price list, whatever it is given', async () => {
  const call = apiOf(dispatch.dispatch().operations, TABLE);
  const words = { zh: '个', en: 'piece' };
  const item = fc.record({ code: fc.constantFrom('bulb', 'valve', 'Bad Code'), unitFen: fc.constantFrom(0, 900, -1) });
  const command = fc.tuple(fc.array(item, { maxLength: 3 }), onVersion);
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 8 }), async (all) => {
      reset();
      let written = 0;
      for (const [given, off] of all) {
        const items = given.map((one) => ({ ...one, label: words, unit: words }));
        const now = Object((await call('GET', '/v1/price-list', { as: manager })).body).version;
        const headers = { 'if-match': String(Math.max(0, now + off)) };
        const { status } = await call('PUT', '/v1/price-list', { as: manager, body: { items }, headers });
        expect([200, 412, 422]).toContain(status);
        seen.add(status);
        if (status === 200) written = 1;
      }
      expectWhole('dispatch', written);
    }),
    { numRuns: 40 },
  );
  expect(seen).toEqual(new Set([200, 412, 422]));
});

test('requests with their notes, whoever writes them', async () => {
  const note = fc.record({
    as: fc.constantFrom(intake.owner, intake.agent, intake.neighbour, intake.technician),
    visibleToHousehold: fc.constantFrom(undefined, true, false),
    text: fc.constantFrom('何时来?', '', '明天上午'),
  });
  let left = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(note, { minLength: 4, maxLength: 10 }), async (notes) => {
      reset();
      const { operations, store: ofIntake } = intake.intake();
      const call = apiOf(operations, intake.TABLE);
      await intake.standardArrives(ofIntake);
      const report = { premisesId: intake.premises.id, description: '厨房水管爆裂' };
      await call('POST', '/v1/requests', { as: intake.owner, body: report });
      for (const { as, ...body } of notes)
        expect([201, 404, 422]).toContain((await call('POST', '/v1/requests/request-1/notes', { as, body })).status);
      expectWhole('intake', 1);
      left += [...rows.values()].filter(({ pk, sk }) => sk === 'state' && String(pk).startsWith('note#')).length;
    }),
    { numRuns: 50 },
  );
  expect(left).toBeGreaterThan(5);
});

test('clocks and the escalations of their breaches, in whatever order news and sweeps come', async () => {
  const timer = { start: async () => undefined, stop: async () => undefined };
  const ports = { journal, store, timer, company: 'demo' };
  const minute = (n: number) => later(RECEIVED_AT, n * 60_000);
  const clocksThere = () => [...rows.values()].filter(({ sk }) => String(sk).startsWith('clock#'));
  const kind = fc.constantFrom('assigned', 'accepted', 'arrived', 'paused', 'resumed', 'sweep', 'raise');
  const step = fc.tuple(kind, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 }));
  let raised = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      reset();
      publishCalendars(rows, calendars);
      const take = async (fact: Parameters<typeof takeFact>[1], now: string) =>
        await retrying(() => takeFact('r-1', fact, { id: fact.id, correlationId: 'c-1' }, ports, moment(now)));
      await take(received(), RECEIVED_AT);
      for (const [what, at, delay] of steps) {
        const now = minute(at + delay);
        if (what === 'sweep')
          for (const row of clocksThere().filter(({ todoAt }) => todoAt !== undefined && String(todoAt) <= now))
            await settleClock({ pk: '', sk: '', todoAt: '', ...row }, ports, now).catch(onlyConcurrent);
        else if (what === 'raise')
          for (const row of clocksThere()) {
            const breach = { requestId: 'r-1', clockId: String(row.clockId) };
            await raiseEscalation(breach, { id: 'e-1', correlationId: 'c-1' }, ports, now);
          }
        else if (what === 'paused') await take(paused(minute(at)), now);
        else if (what === 'resumed') await take(resumed(minute(at)), now);
        else await take(act(what, minute(at)), now);
      }
      // The calendars of this table are put there without their states.
      const own = [...rows.values()].filter(({ pk }) => pk !== 'settings');
      expect(unreplayed('sla', own).broken).toEqual([]);
      raised += own.filter(({ sk }) => String(sk).startsWith('escalation#')).length;
    }),
    { numRuns: 60 },
  );
  expect(raised).toBeGreaterThan(5);
});

function onlyConcurrent(error: unknown): void {
  if (!(error instanceof ConcurrentChange)) throw error;
}
