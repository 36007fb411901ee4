import { beforeEach, describe, expect, test } from 'vitest';
import { requestWorkDone } from '../../services/dispatch/contract/events.ts';
import { workOrderSchema } from '../../services/dispatch/domain/work-order.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import {
  dispatchAgain,
  dispatchConsented,
  dispatchRequest,
  withdrawRequest,
} from '../../services/dispatch/use-cases/dispatch-request.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  consented,
  dispatch,
  electrician,
  owner,
  plumber,
  received,
  receivedAt,
  reclassified,
  reopened,
  strangerSupervisor,
  supervisor,
  TABLE,
  technician,
  withdrawn,
} from './samples.ts';

const { rows, reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

beforeEach(() => {
  reset();
  service = dispatch([plumber, electrician]);
  api = apiOf(service.operations, TABLE);
});

const quote = { category: 'inquiry-quote', policyKey: 'inquiry.quote', skill: null, urgent: false, clocks: [] };
const noWork = { category: 'inquiry-price', policyKey: 'inquiry', needsWork: false, skill: null, clocks: [] };

/** The news that there can be, by short names; each is told with the request's version after it. */
const news = {
  received: (to = {}) => dispatchRequest(received(to), service.ports, receivedAt),
  consented: (version: number) => dispatchConsented(consented(version), service.ports, receivedAt),
  reclassified: (version: number, to: object) => dispatchRequest(reclassified(version, to), service.ports, receivedAt),
  reopened: (version: number, to = {}) => dispatchAgain(reopened(version, to), service.ports, receivedAt),
  withdrawn: (version: number) => withdrawRequest(withdrawn(version), service.ports, receivedAt),
};

async function orders() {
  const ids = await service.ports.store.ofRequest('r1');
  const stored = await Promise.all(ids.map((id) => service.ports.journal.read(workOrderAddress(id), workOrderSchema)));
  return stored.flatMap((one) => (one ? [one.state] : []));
}
const open = async () => (await orders()).filter(({ status }) => status !== 'cancelled' && status !== 'completed');
const statuses = async () => (await orders()).map(({ workOrderId, status }) => [workOrderId, status]);
const doneEvents = () => [...rows.values()].filter(({ name }) => name === requestWorkDone.name);

const finish = async (id: string, as = technician) => {
  await api('POST', `/v1/work-orders/${id}/arrive`, { as });
  return api('POST', `/v1/work-orders/${id}/complete`, { as, body: { summary: '已修复' } });
};

/** Every order of some steps. */
const orderings = <Step>(steps: readonly Step[]): Step[][] =>
  steps.length < 2
    ? [[...steps]]
    : steps.flatMap((step, n) => orderings(steps.toSpliced(n, 1)).map((rest) => [step, ...rest]));

describe('what a request needs', () => {
  test('no work order where an answer is all', async () => {
    await news.received(noWork);
    expect(await orders()).toEqual([]);
    expect((await api('GET', '/v1/requests/r1/work-orders', { as: owner })).body).toEqual({ items: [] });
  });

  test('a category that needs work makes it, one that needs none ends it', async () => {
    await news.received(noWork);
    await news.reclassified(2, {});
    expect(await statuses()).toEqual([['r1.1', 'assigned']]);
    await news.reclassified(3, noWork);
    expect(await statuses()).toEqual([['r1.1', 'cancelled']]);
    expect(doneEvents()).toEqual([]);
  });

  test('work that has begun is never taken from anybody', async () => {
    await news.received();
    await api('POST', '/v1/work-orders/r1.1/arrive', { as: technician });
    await news.reclassified(2, { skill: 'electrical' });
    expect(await statuses()).toEqual([
      ['r1.1', 'arrived'],
      ['r1.2', 'assigned'],
    ]);
  });

  test('R017: a request that is reopened gets fresh work', async () => {
    await news.received();
    await finish('r1.1');
    await news.reopened(5);
    await news.reopened(5);
    expect(await statuses()).toEqual([
      ['r1.1', 'completed'],
      ['r1.2', 'assigned'],
    ]);
  });
});

describe('R052: a visit for a price', () => {
  test('waits for the consent of the household', async () => {
    await news.received(quote);
    expect(await orders()).toEqual([]);
    await news.consented(2);
    await news.consented(2);
    expect(await statuses()).toEqual([['r1.1', 'assigned']]);
  });

  test('the consent that comes before the news of the request is not lost', async () => {
    await news.consented(2);
    await news.received(quote);
    expect(await statuses()).toEqual([['r1.1', 'assigned']]);
  });

  test('a consent makes no work for other categories', async () => {
    await news.received();
    await news.consented(2);
    expect(await statuses()).toEqual([['r1.1', 'assigned']]);
    await finish('r1.1');
    await news.consented(3);
    expect(await orders()).toHaveLength(1);
  });

  test('after a reopening the household is asked again', async () => {
    await news.received(quote);
    await news.consented(2);
    await finish('r1.1', (await orders())[0]?.assignment?.staffId === 'li-ming' ? technician : electricianAs);
    await news.reopened(5, quote);
    expect(await open()).toEqual([]);
    await news.consented(6);
    expect(await open()).toMatchObject([{ workOrderId: 'r1.2' }]);
  });

  test('what becomes a visit for a price meanwhile waits for the consent, too', async () => {
    await news.received();
    await news.reclassified(2, quote);
    expect(await open()).toEqual([]);
    await news.consented(3);
    expect(await open()).toMatchObject([{ category: 'inquiry-quote' }]);
  });
});

describe('news in any order', () => {
  test('a withdrawn request has no open work, whenever which news comes, and however often', async () => {
    const steps = [
      () => news.received(),
      () => news.reclassified(2, { skill: 'electrical' }),
      () => news.reopened(4),
      () => news.withdrawn(5),
    ];
    for (const order of orderings(steps)) {
      reset();
      for (const tell of [...order, ...order]) await tell();
      expect(await open()).toEqual([]);
    }
  });

  test('a request withdrawn and reopened has exactly one open work order, of the newest category', async () => {
    const steps = [
      () => news.received(),
      () => news.withdrawn(2),
      () => news.reopened(3),
      () => news.reclassified(4, { skill: 'electrical', category: 'power-failure' }),
    ];
    for (const order of orderings(steps)) {
      reset();
      for (const tell of [...order, ...order]) await tell();
      expect(await open()).toMatchObject([{ category: 'power-failure', skill: 'electrical' }]);
    }
  });

  test('R052: a consent counts in every order of the news, and not for a withdrawn request', async () => {
    const lived = [() => news.received(quote), () => news.consented(2), () => news.withdrawn(3)];
    for (const order of orderings(lived)) {
      reset();
      for (const tell of [...order, ...order]) await tell();
      expect(await open()).toEqual([]);
    }
    const again = [() => news.reopened(4, quote), () => news.consented(5)];
    for (const order of orderings([...lived, ...again])) {
      reset();
      for (const tell of [...order, ...order]) await tell();
      expect(await open()).toMatchObject([{ category: 'inquiry-quote', status: 'assigned' }]);
    }
  });
});

describe('R073: several work orders', () => {
  const wanted = { department: 'engineering', skill: 'electrical', note: '检查受潮的配电箱' };
  const add = (as = agent, body: object = wanted) => api('POST', '/v1/requests/r1/work-orders', { as, body });

  test('the desk asks for more; all is done once, when the last is completed', async () => {
    await news.received();
    expect(await add()).toMatchObject({ status: 201, body: { id: 'r1.2', assigneeStaffId: 'liu-yang' } });
    expect((await finish('r1.1')).status).toBe(200);
    expect(doneEvents()).toEqual([]);
    expect((await finish('r1.2', electricianAs)).status).toBe(200);
    expect(doneEvents()).toHaveLength(1);
    expect((await finish('r1.2', electricianAs)).status).toBe(409);
    expect(doneEvents()).toHaveLength(1);
  });

  test('two last ones completed at the same moment: all is done once', async () => {
    await news.received();
    await add();
    await api('POST', '/v1/work-orders/r1.1/arrive', { as: technician });
    await api('POST', '/v1/work-orders/r1.2/arrive', { as: electricianAs });
    const body = { summary: '已修复' };
    const answers = await Promise.all([
      api('POST', '/v1/work-orders/r1.1/complete', { as: technician, body }),
      api('POST', '/v1/work-orders/r1.2/complete', { as: electricianAs, body }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(doneEvents()).toHaveLength(1);
  });

  test('when the last open one is cancelled after another was completed, that is the end', async () => {
    await news.received();
    await add();
    await finish('r1.2', electricianAs);
    expect(doneEvents()).toEqual([]);
    await news.reclassified(2, noWork);
    expect(doneEvents()).toHaveLength(1);
    await news.reclassified(3, noWork);
    expect(doneEvents()).toHaveLength(1);
  });

  test('a change of category leaves alone what the desk has asked for; a withdrawal ends it', async () => {
    await news.received();
    await add();
    await news.reclassified(2, noWork);
    expect(await open()).toMatchObject([{ workOrderId: 'r1.2', byDesk: true }]);
    await news.withdrawn(3);
    expect(await open()).toEqual([]);
    expect(await add()).toMatchObject({ status: 409 });
  });

  test('of a department that sends nobody it waits for the supervisor, and is owed nothing', async () => {
    await news.received();
    const answer = await add(agent, { ...wanted, department: 'greening', skill: null });
    expect(answer).toMatchObject({ status: 201, body: { assigneeStaffId: null } });
    expect(rows.get(`${workOrderAddress('r1.2').pk}\nstate`)).not.toHaveProperty('todoAt');
  });

  test('what nobody may ask for', async () => {
    await news.received();
    expect((await add(strangerSupervisor)).status).toBe(404);
    expect((await add(technician)).status).toBe(403);
    expect((await add(agent, { ...wanted, department: 'kitchen' })).status).toBe(422);
    expect((await add(agent, { ...wanted, note: ' ' })).status).toBe(422);
    expect((await api('POST', '/v1/requests/r9/work-orders', { as: supervisor, body: wanted })).status).toBe(404);
    expect(await orders()).toHaveLength(1);
  });
});

const electricianAs = { ...technician, sub: 'sub-liu-yang', staffId: 'liu-yang' };
