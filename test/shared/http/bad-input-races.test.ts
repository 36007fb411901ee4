import { beforeEach, describe, expect, test, vi } from 'vitest';
import { directoryOperations } from '../../../services/directory/operations/index.ts';
import { directoryPorts } from '../../../services/directory/operations/ports.ts';
import { DirectoryStore } from '../../../services/directory/store.ts';
import { evolve as evolveOrder } from '../../../services/dispatch/domain/evolve.ts';
import { type WorkOrder, workOrderSchema } from '../../../services/dispatch/domain/work-order.ts';
import { workOrderAddress } from '../../../services/dispatch/store.ts';
import { dispatchRequest } from '../../../services/dispatch/use-cases/dispatch-request.ts';
import { evolve as evolveRequest, type Request, requestSchema } from '../../../services/intake/domain/request.ts';
import { requestAddress } from '../../../services/intake/store.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { personalStores } from '../../directory/people-store.ts';
import * as living from '../../directory/samples.ts';
import * as dispatching from '../../dispatch/samples.ts';
import * as taking from '../../intake/samples.ts';
import { type ApiAnswer, apiOf } from '../api-call.ts';
import { capturedLines } from '../captured-lines.ts';
import { interleaved } from '../interleaved.ts';
import { memoryTable } from '../memory-table.ts';

/*
 * Bad input, class thirty-one: two acts at once that do not go together. In every order in which they can reach the
 * table the second one is told so, and what is stored is what the journal tells.
 */

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
const { rows, reset } = memoryTable();
capturedLines();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(dispatching.receivedAt) });
  return () => vi.useRealTimers();
});

/** One is done; the other is done too, or refused as too late. */
function bothTold(first: ApiAnswer, second: ApiAnswer): void {
  expect([200, 409, 412, 404]).toContain(first.status);
  expect([200, 409, 412, 404]).toContain(second.status);
  expect([first.status, second.status]).toContain(200);
}

describe('thirty-one, of a work order', () => {
  const address = workOrderAddress('r1.1');
  let service: ReturnType<typeof dispatching.dispatch>;
  let api: ReturnType<typeof apiOf>;
  const prepare = async (accepted: boolean): Promise<void> => {
    reset();
    service = dispatching.dispatch();
    api = apiOf(service.operations, dispatching.TABLE);
    await dispatchRequest(dispatching.received(), service.ports, dispatching.receivedAt);
    if (accepted) expect((await press('arrive')()).status).toBe(200);
  };
  const press =
    (act: string, as: Principal = dispatching.technician, body: object = {}) =>
    () =>
      api('POST', `/v1/work-orders/r1.1/${act}`, { as, body });
  const reassign = press('reassign', dispatching.supervisor, { staffId: 'liu-yang', reason: '换人' });
  const complete = press('complete', dispatching.technician, { summary: '已更换阀门' });
  const wait = press('wait', dispatching.technician, { reason: 'parts', textToOwner: '等待配件' });

  async function consistent(): Promise<WorkOrder> {
    const events = await service.ports.journal.events(address);
    const replayed = events.reduce<WorkOrder | undefined>(
      (order, event) => evolveOrder(order, { ...event, data: event.detail.data }),
      undefined,
    );
    const stored = await service.ports.journal.read(address, workOrderSchema);
    expect(stored).toEqual({ version: events.length, state: replayed });
    if (!stored) throw new Error('no work order');
    return stored.state;
  }

  test.each([
    ['accepting and giving it to somebody else', false, press('accept'), reassign],
    ['giving it to somebody else and accepting', false, reassign, press('accept')],
    ['accepting and refusing', false, press('accept'), press('refuse', undefined, { reason: 'other', note: '生病' })],
    ['arriving and giving it to somebody else', false, press('arrive'), reassign],
    ['completing and giving it to somebody else', true, complete, reassign],
    ['giving it to somebody else and completing', true, reassign, complete],
    ['completing and waiting', true, complete, wait],
    ['completing twice', true, complete, complete],
  ])('%s', async (_name, arrived, first, second) => {
    const rounds = await interleaved(
      () => prepare(arrived),
      first,
      second,
      async (one, other) => {
        bothTold(one, other);
        const { status, completedAt } = await consistent();
        expect(completedAt !== null).toBe(status === 'completed');
        const names = (await service.ports.journal.events(address)).map(({ name }) => name);
        expect(names.filter((name) => name === 'work-order.completed').length).toBeLessThanOrEqual(1);
      },
    );
    expect(rounds).toBeGreaterThan(1);
  });
});

describe('thirty-one, of a request', () => {
  const address = requestAddress('request-1');
  let service: ReturnType<typeof taking.intake>;
  let api: ReturnType<typeof apiOf>;
  const prepare = async (): Promise<void> => {
    reset();
    service = taking.intake();
    api = apiOf(service.operations, taking.TABLE);
    await taking.standardArrives(service.store);
    const body = { premisesId: taking.premises.id, description: '几点开门', category: 'inquiry-general' };
    await api('POST', '/v1/requests', { as: taking.agent, body });
  };
  const act =
    (name: string, body: object = {}, as: Principal = taking.agent) =>
    () =>
      api('POST', `/v1/requests/request-1/${name}`, { as, body });
  const cancel = act('cancel', { reason: '不用了' }, taking.owner);
  const answer = act('answer', { text: '八点' });

  test.each([
    ['withdrawing and answering', cancel, answer],
    ['answering and withdrawing', answer, cancel],
    ['withdrawing and taking in hand', cancel, act('confirm')],
    [
      'withdrawing and another category',
      cancel,
      act('reclassify', { category: 'inquiry-quote', reason: '按报价办理' }),
    ],
    ['withdrawing twice', cancel, cancel],
    ['answering twice', answer, act('answer', { text: '九点' })],
  ])('%s', async (_name, first, second) => {
    const rounds = await interleaved(prepare, first, second, async (one, other) => {
      bothTold(one, other);
      const events = await service.journal.events(address);
      const replayed = events.reduce<Request | undefined>(
        (state, event) =>
          evolveRequest(state, { ...event, data: event.detail.data }, { id: 'request-1', actor: event.detail.actor }),
        undefined,
      );
      expect(await service.journal.read(address, requestSchema)).toEqual({ version: events.length, state: replayed });
      for (const name of ['request.cancelled', 'request.answered']) {
        const times = events.filter((event) => event.name === name).length;
        expect(times).toBeLessThanOrEqual(1);
      }
      // What was withdrawn has nothing done to it afterwards.
      const names = events.map(({ name }) => name);
      if (names.includes('request.cancelled')) expect(names.at(-1)).toBe('request.cancelled');
    });
    expect(rounds).toBeGreaterThan(1);
  });
});

describe('thirty-one, of a person', () => {
  const FLAT = 'yunshan-3-1-1201';
  const TOLD = /王芳|13800138011|wang-fang@example/;
  const manager: Principal = { ...taking.agent, sub: 'sub-zhou-lan', staffId: 'zhou-lan', roles: ['manager'] };
  const doc = documentClient();
  let api: ReturnType<typeof apiOf>;
  const prepare = async (): Promise<void> => {
    reset();
    const store = new DirectoryStore(doc, 'directory', 'demo');
    const personal = personalStores(doc);
    const ids = { newId: () => 'person-1', timeZone: 'Asia/Shanghai' };
    api = apiOf(directoryOperations(directoryPorts(doc, 'directory', 'demo', { ...personal, ...ids })), 'directory');
    await store.addPremises([taking.premises]);
    await personal.people.addMissing([
      { id: 'wang-fang', name: '王芳', phone: '+8613800138011', email: 'wang-fang@example.com' },
    ]);
    await store.openHousehold(
      {
        premisesId: FLAT,
        communityId: 'yunshan',
        timeZone: 'Asia/Shanghai',
        members: [{ personId: 'wang-fang', kind: 'owner', from: null, until: null }],
      },
      living.cause,
    );
  };
  const ofPerson = (act: string) => () =>
    api('POST', `/v1/people/wang-fang/${act}`, { as: manager, body: { reason: '业主要求' } });
  const update = () =>
    api('PUT', `/v1/households/${FLAT}`, {
      as: taking.agent,
      body: { members: [{ personId: 'wang-fang', kind: 'tenant', from: null, until: '2027-01-01' }] },
      headers: { 'if-match': '"1"' },
    });

  test.each([
    ['erasing and entering elsewhere', ofPerson('erase'), update],
    ['entering elsewhere and erasing', update, ofPerson('erase')],
    ['erasing and revealing', ofPerson('erase'), ofPerson('reveal')],
    ['revealing and erasing', ofPerson('reveal'), ofPerson('erase')],
    ['erasing twice', ofPerson('erase'), ofPerson('erase')],
  ])('%s: what is erased stays so, once', async (_name, first, second) => {
    const rounds = await interleaved(prepare, first, second, async (one, other) => {
      bothTold(one, other);
      expect(rows.get('person#wang-fang\nstate')).toMatchObject({ sealed: null, masked: { name: '已删除' } });
      expect(JSON.stringify([...rows])).not.toMatch(TOLD);
      const household = await api('GET', `/v1/households/${FLAT}`, { as: taking.agent });
      expect(household.body).toMatchObject({ members: [{ personId: 'wang-fang', name: '已删除', phone: null }] });
      const { body } = await api('GET', '/v1/people/wang-fang/reads', { as: manager });
      expect(JSON.stringify(body).match(/"erase"/g)).toHaveLength(1);
    });
    expect(rounds).toBeGreaterThan(1);
  });
});
