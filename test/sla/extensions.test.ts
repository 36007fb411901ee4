import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ClockView, explainedClockSchema } from '../../services/sla/contract/api.ts';
import { house, staff } from './house.ts';
import { paused } from './life-of.ts';
import { act, later, promised, RECEIVED_AT } from './samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RESOLVE = 'r-1.resolve.1';
/** Half a day from 10:00 in Shanghai. */
const DUE = later(RECEIVED_AT, 4 * HOUR);
const UNTIL = later(DUE, 24 * HOUR);
const NOW = later(RECEIVED_AT, HOUR);
const manager = staff('manager');
const { call, eventsOf, replayed, request, rows, started, stateOf, sweepAt, take } = house();

const wanted = { until: UNTIL, reason: 'parts' };
const extend = (body: object = wanted, as = manager, id = RESOLVE, key?: string) =>
  call('POST', `/v1/clocks/${id}/extend`, { as, body, ...(key !== undefined && { key }) });
const shown = async (as = manager, language = 'zh-CN') =>
  (await call('GET', `/v1/clocks/${RESOLVE}`, { as, headers: { 'accept-language': language } })).body;
const namesOf = async (id = RESOLVE) => (await eventsOf(id)).map(({ name }) => name);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
  await request('r-1', RECEIVED_AT, { clocks: promised('repair.simple') });
  await take(act('assigned', later(RECEIVED_AT, 1000), 'li-ming'));
});
afterEach(() => vi.useRealTimers());

describe('the extension of a deadline', () => {
  test('R055: is the manager’s word, moves the deadline, and the first one stays on record', async () => {
    const version = (await stateOf(RESOLVE))?.generation;
    const note = '张师傅说阀门须从厂家订购';
    const { status, body } = await extend({ ...wanted, note });
    expect([status, body]).toMatchObject([
      200,
      { id: RESOLVE, due: UNTIL, firstDue: DUE, until: UNTIL, reason: 'parts', staffId: 'some-manager', at: NOW },
    ]);
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'running', due: UNTIL, generation: Number(version) + 1 });
    const view = explainedClockSchema.parse(await shown());
    const extension = { until: UNTIL, note, label: { zh: '配件需订购', en: 'parts have to be ordered' } };
    expect(view).toMatchObject({ due: UNTIL, firstDue: DUE, extension });
    expect(view.explanation.sentence).toContain('原定最迟 2026年11月25日 14:00 处理完成；由经理批准延长至');
    // Its timer waits for the new deadline at once; what others are told holds no note.
    expect(started()).toContain(`${RESOLVE}-${Number(version) + 1}`);
    const events = await eventsOf(RESOLVE);
    expect(events.at(-1)).toMatchObject({
      name: 'clock.moved',
      detail: { actor: { type: 'staff', id: 'some-manager' }, data: { previousDue: DUE, extendedUntil: UNTIL } },
    });
    expect(JSON.stringify(events)).not.toContain('张师傅');
    expect(await replayed(RESOLVE)).toEqual(await stateOf(RESOLVE));
  });

  test('R055: what is done by the extended deadline is met, what is not is breached', async () => {
    await extend();
    await sweepAt(later(DUE, HOUR));
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'running' });
    await sweepAt(later(UNTIL, HOUR));
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'breached', due: UNTIL });
    await take({ id: 'done', kind: 'completed', at: UNTIL, staffId: 'li-ming' });
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'met', stoppedAt: UNTIL });
    expect(await replayed(RESOLVE)).toEqual(await stateOf(RESOLVE));
  });

  test('is written once for one key; a later one takes its place', async () => {
    const first = await extend(wanted, manager, RESOLVE, 'k-1');
    const again = await extend(wanted, manager, RESOLVE, 'k-1');
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await namesOf()).filter((name) => name === 'clock.moved')).toHaveLength(1);
    const further = later(UNTIL, HOUR);
    expect((await extend({ until: further, reason: 'weather' })).body).toMatchObject({ due: further, firstDue: DUE });
    expect(await shown()).toMatchObject({ extension: { reason: 'weather', note: null } });
  });

  test('of a paused clock keeps the pause, and a later pause moves what was extended', async () => {
    const at = later(RECEIVED_AT, 30 * MINUTE);
    await take(paused(at, { appointment: later(at, HOUR) }));
    await extend();
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'paused', due: UNTIL, nextAt: later(at, HOUR) });
    await sweepAt(later(at, 2 * HOUR));
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'running', due: UNTIL, extendedUntil: UNTIL });
    const next = later(RECEIVED_AT, 3 * HOUR);
    await take(paused(next, { pauseId: 'p-2', appointment: later(next, HOUR) }));
    expect(await stateOf(RESOLVE)).toMatchObject({ status: 'paused', due: later(UNTIL, HOUR) });
    expect(await replayed(RESOLVE)).toEqual(await stateOf(RESOLVE));
  });

  test('is nothing that owners see the reason of, but the first deadline they do', async () => {
    await extend();
    const owner = { ...staff('owner'), staffId: null, personId: 'p', premisesIds: ['yunshan-3-1-1201'] };
    const view = await shown({ ...owner, communityIds: [] }, 'en');
    expect(view).toMatchObject({ due: UNTIL, firstDue: DUE });
    expect(view).not.toHaveProperty('extension');
  });

  test('R055: is refused to anybody else, and nobody extends their own', async () => {
    const before = structuredClone([...rows]);
    for (const role of ['agent', 'supervisor', 'department-head', 'technician', 'owner'] as const)
      expect((await extend(wanted, staff(role))).status).toBe(403);
    expect((await extend(wanted, staff('manager', 'li-ming'))).status).toBe(403);
    expect((await extend(wanted, staff('manager', 'm', ['binjiang']))).status).toBe(404);
    expect((await extend(wanted, manager, 'r-9.resolve.1')).status).toBe(404);
    expect([...rows]).toEqual(before);
  });

  test.each([
    ['to the very deadline', { until: DUE }, 422],
    ['to a time before it', { until: later(DUE, -1) }, 422],
    ['by more than thirty days', { until: later(DUE, 30 * 24 * HOUR + 1) }, 422],
    ['without an instant', { until: 'soon' }, 422],
    ['for a reason that is none', { reason: 'fate' }, 422],
    ['for another reason that is not said', { reason: 'other' }, 422],
  ])('R055: is refused %s', async (_, wrong, status) => {
    const before = structuredClone([...rows]);
    expect((await extend({ ...wanted, ...wrong })).status).toBe(status);
    expect([...rows]).toEqual(before);
  });

  test('R055: is refused once the deadline has passed, whether or not anybody has said so, or the work is done', async () => {
    vi.setSystemTime(new Date(later(DUE, 1)));
    expect((await extend()).status).toBe(409);
    vi.setSystemTime(new Date(DUE));
    expect((await extend()).status).toBe(200);
    await take({ id: 'done', kind: 'completed', at: DUE, staffId: 'li-ming' });
    expect((await extend({ until: later(UNTIL, HOUR), reason: 'parts' })).status).toBe(409);
  });

  test('R055: of an emergency nobody’s coming is ever extended', async () => {
    await request('r-2', NOW);
    const { body } = await call('GET', '/v1/requests/r-2/clocks', { as: manager });
    const items: ClockView[] = Object(body).items;
    for (const { id, due } of items.filter(({ kind }) => kind !== 'receipt'))
      expect((await extend({ until: later(due, HOUR), reason: 'parts' }, manager, id)).status).toBe(409);
  });

  test('ends nobody’s silence: a sibling whose deadline has passed waits for a time that all share', async () => {
    vi.setSystemTime(new Date(later(RECEIVED_AT, 3 * HOUR)));
    const before = (await stateOf('r-1.ack.1'))?.status;
    await extend();
    expect(before).toBe('running');
    expect((await stateOf('r-1.ack.1'))?.status).toBe('running');
  });
});
