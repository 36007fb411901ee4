import { beforeEach, describe, expect, test, vi } from 'vitest';
import { dispatchRequest } from '../../../services/dispatch/use-cases/dispatch-request.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import * as dispatching from '../../dispatch/samples.ts';
import * as taking from '../../intake/samples.ts';
import { apiOf } from '../api-call.ts';
import { capturedLines } from '../captured-lines.ts';
import { memoryTable } from '../memory-table.ts';

/*
 * Bad input, class thirty: acts that the state does not allow. Each is a 409 that names the state, and nothing is
 * written.
 */

const { rows, reset } = memoryTable();
capturedLines();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(dispatching.receivedAt) });
  reset();
  return () => vi.useRealTimers();
});

/** An act that must be refused. */
async function refused(act: () => Promise<{ readonly status: number; readonly body: unknown }>): Promise<void> {
  const before = new Map(rows);
  const { status, body } = await act();
  expect(status).toBe(409);
  expect(body).toMatchObject({ type: 'urn:guanjia:problem:state-conflict', detail: expect.any(String) });
  expect(rows).toEqual(before);
}

describe('thirty, of a work order', () => {
  const until = '2026-11-25T08:00:00.000Z';
  const own = dispatching.technician;
  const acts = {
    accept: [own, {}],
    refuse: [own, { reason: 'other', note: '材料不在' }],
    arrive: [own, {}],
    wait: [own, { reason: 'parts', textToOwner: '等待配件' }],
    resume: [own, {}],
    complete: [own, { summary: '已更换阀门' }],
    'approve-wait': [dispatching.manager, { until }],
    reassign: [dispatching.supervisor, { staffId: 'liu-yang', reason: '换人' }],
    cancel: [dispatching.supervisor, { reason: '重复派工' }],
    'agree-quote': [own, { how: 'phone' }],
    'decline-quote': [own, { how: 'phone' }],
  } as const satisfies Readonly<Record<string, readonly [Principal, object]>>;
  type Act = keyof typeof acts;
  const all: readonly Act[] = [
    'accept',
    'refuse',
    'arrive',
    'wait',
    'resume',
    'complete',
    'approve-wait',
    'reassign',
    'cancel',
    'agree-quote',
    'decline-quote',
  ];

  const states: readonly [state: string, way: readonly Act[], impossible: readonly Act[]][] = [
    ['assigned', [], ['wait', 'resume', 'complete', 'approve-wait', 'agree-quote', 'decline-quote']],
    ['accepted', ['accept'], ['accept', 'resume', 'complete', 'approve-wait']],
    ['arrived', ['arrive'], ['accept', 'refuse', 'arrive', 'resume', 'approve-wait']],
    ['waiting', ['accept', 'wait'], ['accept', 'refuse', 'wait', 'complete']],
    ['waiting with leave', ['accept', 'wait', 'approve-wait'], ['approve-wait', 'accept', 'complete']],
    ['completed', ['arrive', 'complete'], all],
  ];

  test.each(states.flatMap(([state, way, impossible]) => impossible.map((act) => [act, state, way] as const)))(
    'to %s what is %s',
    async (act, _state, way) => {
      const { ports, operations } = dispatching.dispatch();
      await dispatchRequest(dispatching.received(), ports, dispatching.receivedAt);
      const api = apiOf(operations, dispatching.TABLE);
      const press = (one: Act) => {
        const [as, body] = acts[one];
        return api('POST', `/v1/work-orders/r1.1/${one}`, { as, body });
      };
      for (const step of way) expect((await press(step)).status).toBe(200);
      await refused(() => press(act));
    },
  );

  // They are acts of a request.
  test.each(['close', 'reopen', 'rate'])('to %s one is no act at all', async (act) => {
    const { ports, operations } = dispatching.dispatch();
    await dispatchRequest(dispatching.received(), ports, dispatching.receivedAt);
    const call = { as: own, body: { reason: '不用了' } };
    const answer = await apiOf(operations, dispatching.TABLE)('POST', `/v1/work-orders/r1.1/${act}`, call);
    expect(answer.status).toBe(404);
  });
});

describe('thirty, of a request', () => {
  const bodies = {
    confirm: {},
    answer: { text: '周末八点开门' },
    resolve: { result: '已处理' },
    'give-feedback': { text: '已电话告知' },
    consent: {},
    close: { causeCode: 'attitude', improvementMeasure: '加强培训' },
    reopen: { reason: '没有解决' },
    cancel: { reason: '不用了' },
    reclassify: { category: 'flooding' },
    'agree-time': { clock: 'resolve', until: '2026-11-26T02:00:00.000Z' },
  } as const;
  type Act = keyof typeof bodies;
  const over: readonly Act[] = [
    'confirm',
    'answer',
    'resolve',
    'give-feedback',
    'consent',
    'close',
    'cancel',
    'reclassify',
    'agree-time',
  ];

  const states: readonly [state: string, category: string, way: readonly Act[], impossible: readonly Act[]][] = [
    [
      'a repair that nobody has seen',
      'flooding',
      [],
      ['answer', 'resolve', 'give-feedback', 'close', 'reopen', 'consent'],
    ],
    [
      'a complaint in hand',
      'attitude-ordinary',
      ['confirm'],
      ['confirm', 'answer', 'give-feedback', 'close', 'reopen'],
    ],
    ['a solved complaint', 'attitude-ordinary', ['resolve'], ['confirm', 'resolve', 'reclassify', 'reopen']],
    ['a question', 'inquiry-general', [], ['resolve', 'give-feedback', 'close', 'reopen', 'consent']],
    ['an answered question', 'inquiry-general', ['answer'], ['answer', 'confirm', 'reclassify', 'reopen']],
    ['a closed question', 'inquiry-general', ['answer', 'close'], over],
    ['a closed complaint', 'attitude-ordinary', ['resolve', 'give-feedback', 'close'], over],
    ['a withdrawn repair', 'flooding', ['cancel'], [...over, 'reopen']],
  ];

  test.each(
    states.flatMap(([state, category, way, impossible]) =>
      impossible.map((act) => [act, state, category, way] as const),
    ),
  )('to %s %s', async (act, _state, category, way) => {
    const { store, operations } = taking.intake();
    await taking.standardArrives(store);
    const api = apiOf(operations, taking.TABLE);
    const press = (one: Act) => api('POST', `/v1/requests/request-1/${one}`, { as: taking.agent, body: bodies[one] });
    const body = { premisesId: taking.premises.id, description: '请处理', category };
    expect((await api('POST', '/v1/requests', { as: taking.agent, body })).status).toBe(201);
    for (const step of way) expect((await press(step)).status).toBe(200);
    await refused(() => press(act));
  });

  test('to begin anew after 30 days what was settled', async () => {
    const { store, operations } = taking.intake();
    await taking.standardArrives(store);
    const api = apiOf(operations, taking.TABLE);
    const body = { premisesId: taking.premises.id, description: '几点开门', category: 'inquiry-general' };
    await api('POST', '/v1/requests', { as: taking.agent, body });
    const press = (act: Act, as = taking.agent) =>
      api('POST', `/v1/requests/request-1/${act}`, { as, body: act === 'close' ? {} : bodies[act] });
    expect((await press('answer')).status).toBe(200);
    expect((await press('close')).status).toBe(200);
    vi.setSystemTime(new Date('2026-12-26T02:00:00.000Z'));
    await refused(() => press('reopen', taking.owner));
  });
});
