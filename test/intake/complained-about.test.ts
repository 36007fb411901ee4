import { beforeEach, describe, expect, test } from 'vitest';
import { requestReceived, requestReclassified, requestReopened } from '../../services/intake/contract/events.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, directoryOf, intake, owner, premises, standardArrives, TABLE } from './samples.ts';

const { reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

/** 吴婷 is the agent complained about; 陈静 handles it. */
const chief: Principal = { ...agent, sub: 'sub-chen-jing', staffId: 'chen-jing', roles: ['supervisor'] };
const complaint = { premisesId: premises.id, description: '客服态度差', about: 'wu-ting' };

beforeEach(async () => {
  reset();
  service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

const report = (body: object, as: Principal = chief) => api('POST', '/v1/requests', { as, body });
const act = (name: string, body: object, as: Principal = chief) =>
  api('POST', `/v1/requests/request-1/${name}`, { as, body });
const errorsOf = (body: unknown) => (body as { errors: { path: string }[] }).errors.map(({ path }) => path);
const events = () => service.journal.events(requestAddress('request-1'));

describe('R023: whom a complaint is about', () => {
  test.each([
    ['confirm', {}],
    ['assess', { importance: 'low', urgency: 'low' }],
    ['answer', { text: '已答复' }],
    ['resolve', { result: '已解决' }],
    ['give-feedback', { text: '已回访' }],
    ['agree-time', { clock: 'resolve', until: '2099-01-01T00:00:00.000Z' }],
    ['reclassify', { category: 'complaint-other', reason: '误报' }],
    ['close', { causeCode: 'attitude', improvementMeasure: '培训' }],
    ['cancel', { reason: '误报' }],
    ['reopen', { reason: '误报' }],
    ['review-lowering', { lowering: 1, outcome: 'right' }],
    ['reveal-contact', { reason: '回电' }],
  ])('has no hand in it: %s is refused and changes nothing', async (name, body) => {
    await report({ ...complaint, requester: { kind: 'passer-by', phone: '13912345678' } });
    expect((await act(name, body, agent)).status).toBe(403);
    expect(await events()).toHaveLength(1);
    // The same by somebody else is at least not refused for who they are.
    expect((await act(name, body)).status).not.toBe(403);
  });

  test('even as manager neither sees nor erases how the complainant is reached', async () => {
    const manager: Principal = { ...chief, sub: 'sub-zhou-lan', staffId: 'zhou-lan', roles: ['manager'] };
    await report({ ...complaint, requester: { kind: 'passer-by', phone: '13912345678' } });
    const asManager: Principal = { ...agent, sub: 'sub-wu-ting-2', roles: ['manager'] };
    expect((await act('erase-contact', { reason: '误报' }, asManager)).status).toBe(403);
    expect((await api('GET', '/v1/requests/request-1/contact-reads', { as: asManager })).status).toBe(403);
    expect((await act('erase-contact', { reason: '本人要求' }, manager)).status).toBe(200);
  });

  test('is named in every event that makes work, so that no work of it comes to them', async () => {
    await report(complaint);
    await act('reclassify', { category: 'attitude-serious', reason: '经核实情节较重' });
    await act('resolve', { result: '已道歉' });
    await act('give-feedback', { text: '已告知' });
    await act('close', { causeCode: 'attitude', improvementMeasure: '培训' });
    await act('reopen', { reason: '又发生了' }, owner);
    const dataOf = async (name: string) => (await events()).find((event) => event.name === name)?.detail.data;
    expect(requestReceived.data.parse(await dataOf('request.received')).aboutStaffId).toBe('wu-ting');
    expect(requestReclassified.data.parse(await dataOf('request.reclassified')).aboutStaffId).toBe('wu-ting');
    expect(requestReopened.data.parse(await dataOf('request.reopened')).aboutStaffId).toBe('wu-ting');
    expect((await api('GET', '/v1/requests/request-1', { as: chief })).body).toMatchObject({ aboutStaffId: 'wu-ting' });
    expect((await api('GET', '/v1/requests/request-1', { as: owner })).body).not.toHaveProperty('aboutStaffId');
  });

  test('is named by staff also later, of what a household complained about; from then on it holds', async () => {
    await report({ premisesId: premises.id, description: '客服态度差' }, owner);
    expect((await act('confirm', {}, agent)).status).toBe(200);
    const weighed = { importance: 'high', urgency: 'low' };
    expect((await act('assess', { ...weighed, about: 'wu-ting' })).status).toBe(200);
    expect((await events()).at(-1)?.detail.data).toMatchObject({ aboutStaffId: 'wu-ting' });
    for (const [name, body] of [
      ['assess', { ...weighed, about: 'li-ming' }],
      ['resolve', { result: '已解决' }],
    ] as const)
      expect((await act(name, body, agent)).status).toBe(403);
    await act('assess', { importance: 'low', urgency: 'low' });
    expect((await act('resolve', { result: '已解决' }, agent)).status).toBe(403);
    expect((await api('GET', '/v1/requests/request-1', { as: chief })).body).toMatchObject({ aboutStaffId: 'wu-ting' });
    const { body } = await act('assess', { ...weighed, about: 'no-such' });
    expect(errorsOf(body)).toEqual(['/about']);
  });

  test('a repair gets nobody whom it is about by an assessment either', async () => {
    await report({ premisesId: premises.id, description: '灯泡不亮' });
    const { body } = await act('assess', { importance: 'low', urgency: 'low', about: 'wu-ting' });
    expect(errorsOf(body)).toEqual(['/about']);
  });

  test.each<[string, object, Principal]>([
    ['a repair is about nobody', { ...complaint, description: '灯泡不亮' }, chief],
    ['nobody of that name', { ...complaint, about: 'no-such' }, chief],
    ['a household knows no staff ids', complaint, owner],
  ])('refused: %s', async (_, body, as) => {
    const answer = await report(body, as);
    expect([answer.status, errorsOf(answer.body)]).toEqual([422, ['/about']]);
  });

  test('staff of another community are answered like nobody', async () => {
    const away = { ...directoryOf([premises]) };
    const staffMember: typeof away.staffMember = async (id) => ({
      ...{ id, roles: ['agent'], department: 'customer-service', skills: [], communityIds: ['trial'] },
    });
    const other = apiOf(intake({ directory: { ...away, staffMember } }).operations, TABLE);
    const foreign = await other('POST', '/v1/requests', { as: chief, body: complaint });
    const missing = await report({ ...complaint, about: 'no-such' });
    expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
  });
});
