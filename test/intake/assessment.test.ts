import { beforeEach, describe, expect, test } from 'vitest';
import { requestAssessed } from '../../services/intake/contract/events.ts';
import { levelSchema } from '../../services/intake/contract/requester.ts';
import { priorityOf } from '../../services/intake/domain/assessment.ts';
import { requestSchema } from '../../services/intake/domain/request.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, owner, premises, standardArrives, strangerAgent, TABLE, technician } from './samples.ts';

const { reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

const chief: Principal = { ...agent, sub: 'sub-chen-jing', staffId: 'chen-jing', roles: ['supervisor'] };
const complaint = { premisesId: premises.id, description: '保安态度差' };

beforeEach(async () => {
  reset();
  service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

const report = (body: object = complaint, as: Principal = agent) => api('POST', '/v1/requests', { as, body });
const act = (name: string, body: object, as: Principal = agent, id = 'request-1') =>
  api('POST', `/v1/requests/${id}/${name}`, { as, body });
const view = async (as: Principal = agent) => (await api('GET', '/v1/requests/request-1', { as })).body;
const events = () => service.journal.events(requestAddress('request-1'));
const state = async () => (await service.journal.read(requestAddress('request-1'), requestSchema))?.state;

describe('R010: first assessment', () => {
  test('importance and urgency are two answers, and either alone moves the priority', () => {
    const levels = levelSchema.options;
    const priorities = levels.map((importance) => levels.map((urgency) => priorityOf({ importance, urgency })));
    expect(priorities).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
    ]);
  });

  test('kept with who gave it and when, published with its priority, shown to staff alone', async () => {
    await report();
    const { status } = await act('assess', { importance: 'high', urgency: 'medium' }, chief);
    expect(status).toBe(200);
    const last = (await events()).at(-1);
    expect(last?.name).toBe('request.assessed');
    expect(requestAssessed.data.parse(last?.detail.data)).toMatchObject({
      importance: 'high',
      urgency: 'medium',
      priority: 2,
      staffId: 'chen-jing',
      at: last?.at,
    });
    expect(await view()).toMatchObject({
      assessment: { importance: 'high', urgency: 'medium', priority: 2, staffId: 'chen-jing', at: last?.at },
    });
    expect(await view(owner)).not.toHaveProperty('assessment');
    expect(await view(owner)).toMatchObject({ timeline: { items: [{ kind: 'received' }] } });
    const row = async (as: Principal) => (await api('GET', '/v1/requests', { as })).body;
    expect(await row(agent)).toMatchObject({ items: [{ priority: 2 }] });
    expect(JSON.stringify(await row(owner))).not.toContain('priority');
  });

  test('at the receipt, in one transaction with it', async () => {
    await report({ ...complaint, assessment: { importance: 'low', urgency: 'low' } });
    const [first, second, ...others] = await events();
    expect([first?.name, second?.name, others]).toEqual(['request.received', 'request.assessed', []]);
    expect(second?.at).toBe(first?.at);
    expect(await view()).toMatchObject({ assessment: { priority: 5, staffId: 'wu-ting' } });
  });

  test('beside an answer on the spot, each is told once', async () => {
    const answer = { ...complaint, description: '物业费多少？', answer: '每平方米 2.8 元' };
    await report({ ...answer, assessment: { importance: 'low', urgency: 'high' } });
    expect((await events()).map(({ name }) => name)).toEqual([
      'request.received',
      'request.answered',
      'request.assessed',
    ]);
    expect(await view()).toMatchObject({
      answer: answer.answer,
      assessment: { priority: 3 },
      timeline: { items: [{ kind: 'received' }, { kind: 'answered' }] },
    });
  });

  test('changes no clock, no category and no status', async () => {
    await report();
    const before = await state();
    await act('assess', { importance: 'high', urgency: 'high' });
    expect(await state()).toEqual({ ...before, assessment: expect.objectContaining({ priority: 1 }) });
  });

  test('is for the desk and its leads, of their communities, while something is left to do', async () => {
    await report();
    const body = { importance: 'high', urgency: 'high' };
    expect((await act('assess', body, owner)).status).toBe(403);
    expect((await act('assess', body, technician)).status).toBe(403);
    expect((await act('assess', body, strangerAgent)).status).toBe(404);
    for (const bad of [
      { importance: 'high' },
      { urgency: 'high' },
      { ...body, priority: 1 },
      { ...body, urgency: '1' },
    ])
      expect((await act('assess', bad)).status).toBe(422);
    expect((await report({ ...complaint, assessment: body }, owner)).status).toBe(422);
    await act('cancel', { reason: '算了' });
    expect((await act('assess', body)).status).toBe(409);
  });
});

describe('R275: nothing is dated back', () => {
  test.each<[string, object]>([
    ['receivedAt', { ...complaint, receivedAt: '2026-01-01T00:00:00.000Z' }],
    ['at', { ...complaint, at: '2026-01-01T00:00:00.000Z' }],
    [
      'an assessment’s instant',
      { ...complaint, assessment: { importance: 'low', urgency: 'low', at: '2026-01-01T00:00:00.000Z' } },
    ],
  ])('a report with %s is refused', async (_, body) => {
    expect((await report(body)).status).toBe(422);
  });

  test.each([
    ['confirm', {}],
    ['assess', { importance: 'low', urgency: 'low' }],
    ['resolve', { result: '已道歉' }],
    ['give-feedback', { text: '已告知' }],
    ['close', { causeCode: 'attitude', improvementMeasure: '培训' }],
    ['cancel', { reason: '算了' }],
    ['reclassify', { category: 'complaint-other' }],
  ])('%s takes no instant of the caller’s', async (name, body) => {
    await report();
    for (const field of ['at', 'receivedAt', 'closedAt']) {
      const answer = await act(name, { ...body, [field]: '2026-01-01T00:00:00.000Z' });
      expect([field, answer.status]).toEqual([field, 422]);
    }
    expect(await events()).toHaveLength(1);
  });

  test('an edit leaves what was before on record', async () => {
    await report();
    for (const urgency of ['low', 'high'] as const) await act('assess', { importance: 'medium', urgency });
    await act('reclassify', { category: 'attitude-serious', reason: '经核实情节较重' });
    const told = (await events()).map(({ name, detail: { data, actor } }) => [name, actor.id, Object(data).urgency]);
    expect(told).toEqual([
      ['request.received', 'wu-ting', undefined],
      ['request.assessed', 'wu-ting', 'low'],
      ['request.assessed', 'wu-ting', 'high'],
      ['request.reclassified', 'wu-ting', undefined],
    ]);
    expect((await events()).at(-1)?.detail.data).toMatchObject({ previousCategory: 'attitude-ordinary' });
  });
});
