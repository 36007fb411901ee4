import { beforeEach, describe, expect, test, vi } from 'vitest';
import { evolve } from '../../services/dispatch/domain/evolve.ts';
import { type WorkOrder, workOrderSchema } from '../../services/dispatch/domain/work-order.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { cancelled } from '../shared/journal/cancelled.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { colleague, dispatch, owner, received, receivedAt, supervisor, TABLE, technician } from './samples.ts';

const { rows, reset, failNextWrites } = memoryTable();
const lines = capturedLines();
const address = workOrderAddress('r1.1');
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  reset();
  service = dispatch();
  api = apiOf(service.operations, TABLE);
  await dispatchRequest(received(), service.ports, receivedAt);
  return () => vi.useRealTimers();
});

type Act = 'accept' | 'arrive' | 'complete';
const press = (act: Act, as: Principal = technician, more: { body?: unknown; key?: string } = {}) =>
  api('POST', `/v1/work-orders/r1.1/${act}`, {
    as,
    ...(act === 'complete' && { body: { summary: '已更换阀门' } }),
    ...more,
  });
const at = (time: string) => vi.setSystemTime(new Date(`2026-11-25T02:${time}Z`));
const events = () => service.ports.journal.events(address);

describe('the acts of the assignee', () => {
  test('accept, arrive, complete: each answers its instant and tells it to the world', async () => {
    at('01:00.000');
    expect((await press('accept')).body).toEqual({
      id: 'r1.1',
      status: 'accepted',
      acceptedAt: '2026-11-25T02:01:00.000Z',
      arrivedAt: null,
      completedAt: null,
    });
    at('09:59.999');
    expect((await press('arrive')).body).toMatchObject({ status: 'arrived', arrivedAt: '2026-11-25T02:09:59.999Z' });
    at('40:00.000');
    expect((await press('complete')).body).toMatchObject({
      status: 'completed',
      completedAt: '2026-11-25T02:40:00.000Z',
    });
    expect(
      (await events()).slice(2, 5).map(({ name, at: when, detail }) => [name, when, detail.actor, detail.data]),
    ).toEqual(
      [
        ['work-order.accepted', '2026-11-25T02:01:00.000Z'],
        ['work-order.arrived', '2026-11-25T02:09:59.999Z'],
        ['work-order.completed', '2026-11-25T02:40:00.000Z'],
      ].map(([name, when]) => [
        name,
        when,
        { type: 'staff', id: 'li-ming' },
        {
          ...{ workOrderId: 'r1.1', requestId: 'r1', assigneeStaffId: 'li-ming', at: when },
          ...(name === 'work-order.completed' && { chargeFen: 0 }),
        },
      ]),
    );
  });

  test('R042: the instant of an arrival is that of the call, also when its write is retried later', async () => {
    at('09:59.999');
    failNextWrites(cancelled('TransactionConflict'), cancelled('ConditionalCheckFailed'));
    const pressed = press('arrive');
    at('10:05.000');
    expect((await pressed).body).toMatchObject({ arrivedAt: '2026-11-25T02:09:59.999Z' });
    expect((await events()).at(-1)?.at).toBe('2026-11-25T02:09:59.999Z');
  });

  test('R042: arriving without having accepted', async () => {
    expect((await press('arrive')).body).toMatchObject({ status: 'arrived', acceptedAt: null });
  });

  test('R042, F-19: the time of an arrival is the server’s; photos of it may be given, nothing else is asked', async () => {
    at('04:00.000');
    const wrong = { body: { attachmentIds: ['a photo'] } };
    expect((await press('arrive', technician, wrong)).status).toBe(422);
    expect((await press('arrive', technician, { body: { at: receivedAt } })).status).toBe(422);
    const { body } = await press('arrive', technician, { body: { attachmentIds: ['att_1', 'att_2'] } });
    expect(body).toMatchObject({ arrivedAt: '2026-11-25T02:04:00.000Z' });
    expect((await api('GET', '/v1/work-orders/r1.1', { as: supervisor })).body).toMatchObject({
      arrivalAttachmentIds: ['att_1', 'att_2'],
    });
    expect(JSON.stringify((await events()).map(({ detail }) => detail))).not.toContain('att_');
  });

  test.each<[string, Act[], Act, string]>([
    ['a second acceptance', ['accept'], 'accept', '已接单'],
    ['an acceptance after the arrival', ['arrive'], 'accept', '已到场'],
    ['a second arrival', ['arrive'], 'arrive', '已到场'],
    ['a completion before the arrival', ['accept'], 'complete', '已接单'],
    ['an arrival after the completion', ['arrive', 'complete'], 'arrive', '已完成'],
  ])('%s is refused, with the present state and since when', async (_, before, act, label) => {
    at('03:12.000');
    for (const one of before) expect((await press(one)).status).toBe(200);
    at('05:00.000');
    const written = rows.size;
    const { status, body } = await press(act);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:guanjia:problem:state-conflict',
      detail: `工单当前状态为“${label}”（11月25日 10:03:12 起）`,
    });
    expect(rows.size).toBe(written);
  });

  test('the same key again gives the same answer, not a conflict', async () => {
    at('01:00.000');
    const first = await press('arrive', technician, { key: 'arrive-1' });
    at('02:00.000');
    const second = await press('arrive', technician, { key: 'arrive-1' });
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await events()).toHaveLength(3);
  });

  test('two presses at the same moment are one arrival', async () => {
    const answers = await Promise.all([press('arrive'), press('arrive'), press('arrive')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await events()).toHaveLength(3);
  });

  test('conflicts without end are a 503 with Retry-After', async () => {
    failNextWrites(...Array.from({ length: 5 }, () => cancelled('TransactionConflict')));
    const { status, headers } = await press('accept');
    expect([status, headers['Retry-After']]).toEqual([503, '1']);
    expect(await events()).toHaveLength(2);
  });

  test('to a colleague it does not exist, exactly like one that is not there; others have not the role', async () => {
    for (const act of ['arrive', 'refuse', 'wait', 'resume', 'complete'] as const) {
      const body = { refuse: { reason: 'busy' }, wait: { reason: 'parts' }, complete: { summary: '已修' } };
      const given = { as: colleague, body: Object.entries(body).find(([name]) => name === act)?.[1] };
      const foreign = await api('POST', `/v1/work-orders/r1.1/${act}`, given);
      const missing = await api('POST', `/v1/work-orders/r9.1/${act}`, given);
      expect([act, foreign.status]).toEqual([act, 404]);
      expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
    }
    for (const as of [owner, supervisor]) expect((await press('arrive', as)).status).toBe(403);
  });

  test('nobody performs the acts of a work order that nobody has', async () => {
    const waiting = dispatch([]);
    await dispatchRequest(received({}, 'r2'), waiting.ports, receivedAt);
    const { status } = await api('POST', '/v1/work-orders/r2.1/accept', { as: { ...technician, staffId: null } });
    expect(status).toBe(404);
  });

  test.each([
    [{}, '/summary'],
    [{ summary: '  ' }, '/summary'],
    [{ summary: 'x'.repeat(4001) }, '/summary'],
    [{ summary: 'ok', at: receivedAt }, ''],
  ])('a completion needs its summary and nothing else: %o', async (body, path) => {
    await press('arrive');
    const answer = await press('complete', technician, { body });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ path }] });
  });

  test('the summary is in no published event, no stored answer and no line of the log', async () => {
    await press('arrive');
    await press('complete');
    const published = (await events()).map(({ detail }) => detail);
    const records = [...rows.values()].filter(({ sk }) => sk === 'record');
    expect(JSON.stringify([published, records, lines()])).not.toContain('阀门');
  });

  test('the journal, replayed after a whole life, gives the state', async () => {
    for (const act of ['accept', 'arrive', 'complete'] as const) await press(act);
    const journal = await events();
    const replayed = journal.reduce<WorkOrder | undefined>(
      (order, event) => evolve(order, { ...event, data: event.detail.data }),
      undefined,
    );
    expect(replayed).toMatchObject({ status: 'completed', report: { summary: '已更换阀门' } });
    expect(await service.ports.journal.read(address, workOrderSchema)).toEqual({ version: 6, state: replayed });
  });
});
