import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { workOrderRefused } from '../../services/dispatch/contract/events.ts';
import { newLife } from '../../services/intake/domain/life.ts';
import type { News } from '../../services/intake/domain/progress.ts';
import { firstResponseAt, responsible } from '../../services/intake/domain/responsible.ts';
import { intakeReactions } from '../../services/intake/reactions.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, intake, owner, premises, standardArrives, TABLE } from './samples.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 2, minute)).toISOString();
const news = (kind: News['kind'], minute: number, staffId: string | null = null, workOrderId = 'w1'): News => ({
  ...{ kind, at: at(minute), workOrderId, staffId, waitId: null },
});

describe('R025: who had it, from when to when', () => {
  const of = (...all: News[]) => responsible({ holders: [] }, all);
  const held = (staffId: string, from: number, to: number | null, workOrderId = 'w1') => ({
    ...{ staffId, workOrderId, from: at(from), to: to === null ? null : at(to) },
  });

  test('handed on: the one before had it until then', () => {
    const all = [news('dispatched', 0, 'li-ming'), news('dispatched', 5, 'zhang-qiang'), news('completed', 9)];
    expect(of(...all)).toEqual([held('li-ming', 0, 5), held('zhang-qiang', 5, 9)]);
  });

  test('given back with nobody to take it: held until the refusal; a later one has it from then', () => {
    const refused = [news('dispatched', 0, 'li-ming'), news('refused', 3, 'li-ming')];
    expect(of(...refused)).toEqual([held('li-ming', 0, 3)]);
    expect(of(...refused, news('dispatched', 7, 'zhang-qiang'))).toEqual([
      held('li-ming', 0, 3),
      held('zhang-qiang', 7, null),
    ]);
  });

  test('a refusal at the instant of the next assignment ends nothing of the next', () => {
    const all = [news('dispatched', 0, 'li-ming'), news('refused', 3, 'li-ming'), news('dispatched', 3, 'zhang-qiang')];
    expect(of(...all)).toEqual([held('li-ming', 0, 3), held('zhang-qiang', 3, null)]);
  });

  test('withdrawn work ends, and two work orders stand beside each other', () => {
    const all = [news('dispatched', 0, 'li-ming'), news('withdrawn', 4), news('dispatched', 4, 'liu-yang', 'w2')];
    expect(of(...all)).toEqual([held('li-ming', 0, 4), held('liu-yang', 4, null, 'w2')]);
  });

  test('whatever the order and however often the news come, the history is the same', () => {
    const life = [
      news('dispatched', 0, 'a'),
      news('refused', 2, 'a'),
      news('dispatched', 3, 'b'),
      news('accepted', 4),
      news('dispatched', 5, 'c', 'w2'),
      news('completed', 8, null, 'w2'),
      news('completed', 9),
    ];
    const history = of(...life);
    fc.assert(
      fc.property(fc.shuffledSubarray(life, { minLength: life.length }), fc.nat(6), (shuffled, again) => {
        expect(of(...shuffled, ...shuffled.slice(0, again))).toSatisfy((found: typeof history) => {
          const once = found.filter((one, n) => found.findIndex((o) => o.from === one.from) === n);
          return JSON.stringify(once) === JSON.stringify(history);
        });
      }),
    );
  });
});

describe('R024: the first response', () => {
  type Heard = Parameters<typeof firstResponseAt>[0];
  const unheard: Heard = { onBehalf: false, receivedAt: at(0), firstActAt: null, life: newLife };
  const of = (more: Partial<Heard>, ...all: News[]) => firstResponseAt({ ...unheard, ...more }, all);

  test('is nobody’s before a person has acted', () => {
    expect(of({}, news('dispatched', 1, 'li-ming'), news('waiting', 2))).toBeNull();
  });

  test('is the earliest act of a person, whichever news came first', () => {
    expect(of({ firstActAt: at(5) }, news('in-progress', 4), news('accepted', 2))).toBe(at(2));
    expect(of({ firstActAt: at(1) }, news('accepted', 2))).toBe(at(1));
  });

  test('is the receipt where a person took it down', () => {
    expect(of({ onBehalf: true }, news('accepted', 2))).toBe(at(0));
  });
});

describe('in the view', () => {
  const { reset } = memoryTable();
  capturedLines();
  let service: ReturnType<typeof intake>;
  let api: ReturnType<typeof apiOf>;

  beforeEach(async () => {
    reset();
    service = intake();
    api = apiOf(service.operations, TABLE);
    await standardArrives(service.store);
  });

  const act = (name: string, body: object, as: Principal = agent) =>
    api('POST', `/v1/requests/request-1/${name}`, { as, body });
  const view = async (as: Principal = agent) => (await api('GET', '/v1/requests/request-1', { as })).body;

  test('R024: nobody at first, then the confirmation, also after a reopening', async () => {
    await api('POST', '/v1/requests', { as: owner, body: { premisesId: premises.id, description: '保安态度差' } });
    expect(await view(owner)).toMatchObject({ firstResponseAt: null });
    await act('confirm', {});
    const seen = await view();
    const { firstResponseAt: first } = seen as { firstResponseAt: string };
    expect(first).toEqual(expect.any(String));
    await act('resolve', { result: '已道歉' });
    await act('give-feedback', { text: '已告知' });
    await act('close', { causeCode: 'attitude', improvementMeasure: '培训' });
    await act('reopen', { reason: '又发生了' }, owner);
    expect(await view()).toMatchObject({ firstResponseAt: first, status: 'received' });
  });

  test('R025: who confirmed has it until it is closed, and stays on record when it is reopened', async () => {
    await api('POST', '/v1/requests', { as: owner, body: { premisesId: premises.id, description: '保安态度差' } });
    await act('confirm', {});
    await act('resolve', { result: '已道歉' });
    await act('give-feedback', { text: '已告知' });
    await act('close', { causeCode: 'attitude', improvementMeasure: '培训' });
    await act('reopen', { reason: '又发生了' }, owner);
    await act('confirm', {}, { ...agent, sub: 'sub-chen-jing', staffId: 'chen-jing', roles: ['supervisor'] });
    expect(await view()).toMatchObject({
      responsible: [
        { staffId: 'wu-ting', workOrderId: null, from: expect.any(String), to: expect.any(String) },
        { staffId: 'chen-jing', workOrderId: null, to: null },
      ],
    });
    expect(await view(owner)).not.toHaveProperty('responsible');
  });

  test('R025: a refusal told by dispatch ends a stretch, and tells the household nothing', async () => {
    await api('POST', '/v1/requests', { as: owner, body: { premisesId: premises.id, description: '厨房水管爆裂' } });
    await service.store.note('request-1', null, news('dispatched', 1, 'li-ming'));
    const refused: Envelope = {
      ...{ id: 'work-order.w1.000000000003', schema: 1, company: 'demo', at: at(3) },
      ...{ actor: { type: 'staff', id: 'li-ming' }, correlationId: 'c1', causationId: 'e1' },
      subject: { type: 'work-order', id: 'w1', version: 3 },
      data: {
        ...{ workOrderId: 'w1', requestId: 'request-1', number: 'BX000001', premisesId: premises.id },
        ...{ communityId: 'yunshan', buildingId: 'yunshan-3', category: 'flooding', keyword: null, skill: null },
        ...{ categoryLabel: { zh: '水浸', en: 'Flooding' }, urgent: true, place: premises.place },
        ...{ staffId: 'li-ming', at: at(3), refusals: 1, reason: '在别处' },
      },
    };
    const reaction = intakeReactions(service.store).find(({ name }) => name === workOrderRefused.name);
    for (let n = 0; n < 2; n++) await reaction?.run(refused, at(4), at(4));
    expect(await view()).toMatchObject({ responsible: [{ staffId: 'li-ming', from: at(1), to: at(3) }] });
    expect(await view(owner)).toMatchObject({ timeline: { items: [{ kind: 'received' }] } });
  });
});
