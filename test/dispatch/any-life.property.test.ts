import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { evolve } from '../../services/dispatch/domain/evolve.ts';
import { isFree } from '../../services/dispatch/domain/giving.ts';
import { isOpen } from '../../services/dispatch/domain/life.ts';
import { priceListOf } from '../../services/dispatch/domain/price-list.ts';
import { type WorkOrder, workOrderSchema } from '../../services/dispatch/domain/work-order.ts';
import { priceListAddress, workOrderAddress } from '../../services/dispatch/store.ts';
import { askNext } from '../../services/dispatch/use-cases/ask-next.ts';
import {
  dispatchAgain,
  dispatchConsented,
  dispatchRequest,
  withdrawRequest,
} from '../../services/dispatch/use-cases/dispatch-request.ts';
import { prioritise } from '../../services/dispatch/use-cases/prioritise.ts';
import { settle } from '../../services/dispatch/use-cases/settle.ts';
import { toIso } from '../../shared/time/instants.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  acceptClock,
  agent,
  assessed,
  burst,
  colleague,
  consented,
  dispatch,
  electrician,
  manager,
  plumber,
  received,
  receivedAt,
  reclassified,
  reopened,
  supervisor,
  TABLE,
  technician,
  unaccepted,
  withdrawn,
} from './samples.ts';

const { reset } = memoryTable();
capturedLines();

const bodies: Readonly<Record<string, object>> = {
  ...{ accept: {}, arrive: {}, resume: {}, complete: { summary: '已修' }, refuse: { reason: 'busy' } },
  wait: { reason: 'parts', textToOwner: '配件明日到货' },
  reassign: { staffId: 'chen-jie', reason: '换人' },
  'approve-wait': { until: '2026-12-01T00:00:00Z' },
  quote: { lines: [{ label: '疏通主管', quantity: 1, unitFen: 8000 }], validUntil: '2026-12-01T00:00:00Z' },
  'agree-quote': { how: 'phone' },
  'decline-quote': { how: 'in-person', attachmentIds: ['att_1'] },
  'agree-visit': { from: '2026-11-25T06:00:00Z', until: '2026-11-25T08:00:00Z', accessNote: '先打电话' },
  cancel: { reason: '业主不同意报价' },
  'add-helper': { staffId: 'chen-jie' },
  'remove-helper': { staffId: 'chen-jie' },
};
const priceList = (unitFen: number) => {
  const words = { zh: '疏通', en: 'Clearing' };
  return { items: [{ code: 'clearing', label: words, unit: words, unitFen }] };
};
/** Ten minutes for the arrival, three to accept. */
const clocks = [...burst.clocks, acceptClock];
const staff = [technician, colleague, { ...technician, sub: 'sub-chen-jie', staffId: 'chen-jie' }, supervisor, manager];

const commands = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constantFrom(...Object.keys(bodies)),
        order: fc.integer({ min: 1, max: 4 }),
        as: fc.constantFrom(...staff),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        news: fc.constantFrom(
          'assessed',
          'received',
          'consented',
          'lowered',
          'quote',
          'electrical',
          'reopened',
          'withdrawn',
        ),
        version: fc.integer({ min: 1, max: 6 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ else: fc.constantFrom('add', 'breached', 'settle', 'duty', 'price') }) },
  ),
  { minLength: 5, maxLength: 40 },
);

test('after any acts and news in any order journal, state, links, lists and the request’s work tell the same', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(receivedAt) });
  await fc.assert(
    fc.asyncProperty(commands, async (given) => {
      reset();
      const { ports, duty, operations } = dispatch([plumber]);
      const api = apiOf(operations, TABLE);
      for (const [n, command] of given.entries()) {
        const now = toIso(Date.parse(receivedAt) + n * 60_000);
        vi.setSystemTime(new Date(now));
        if ('act' in command) {
          const path = `/v1/work-orders/r1.${command.order}/${command.act}`;
          const { status } = await api('POST', path, { as: command.as, body: bodies[command.act] });
          expect([200, 403, 404, 409]).toContain(status);
        } else if ('news' in command) {
          const { version } = command;
          const quote = { policyKey: 'inquiry.quote', category: 'inquiry-quote' };
          if (command.news === 'received') await dispatchRequest(received({ clocks }), ports, now);
          else if (command.news === 'assessed') await prioritise(assessed(version, (n % 5) + 1), ports, now);
          else if (command.news === 'consented') await dispatchConsented(consented(version), ports, now);
          else if (command.news === 'reopened') await dispatchAgain(reopened(version), ports, now);
          else if (command.news === 'withdrawn') await withdrawRequest(withdrawn(version), ports, now);
          else {
            const to = { lowered: { needsWork: false }, quote, electrical: { skill: 'electrical' } };
            const [, changed = {}] = Object.entries(to).find(([name]) => name === command.news) ?? [];
            await dispatchRequest(reclassified(version, changed), ports, now);
          }
        } else if (command.else === 'add') {
          const body = { department: 'engineering', skill: null, note: '再查一次' };
          await api('POST', '/v1/requests/r1/work-orders', { as: agent, body });
        } else if (command.else === 'breached') await askNext(unaccepted(now), ports, now);
        else if (command.else === 'price') {
          const { version } = await ports.store.priceList();
          const headers = { 'if-match': `"${version}"` };
          expect((await api('PUT', '/v1/price-list', { as: manager, headers, body: priceList(n) })).status).toBe(200);
        } else if (command.else === 'settle') for (const id of [1, 2, 3]) await settle(`r1.${id}`, ports, now);
        else duty.push(duty.length === 1 ? electrician : { ...plumber, staffId: 'chen-jie' });
      }

      const ids = await ports.store.ofRequest('r1');
      const orders: WorkOrder[] = [];
      for (const id of ids) {
        const journal = await ports.journal.events(workOrderAddress(id));
        const replayed = journal.reduce<WorkOrder | undefined>(
          (order, event) => evolve(order, { ...event, data: event.detail.data }),
          undefined,
        );
        const stored = await ports.journal.read(workOrderAddress(id), workOrderSchema);
        expect(stored).toEqual({ version: journal.length, state: replayed });
        if (stored) orders.push(stored.state);
      }
      const work = await ports.store.requestWork('r1');
      const open = orders.filter(isOpen).map(({ workOrderId }) => workOrderId);
      expect((work?.open ?? []).map(({ workOrderId }) => workOrderId).toSorted()).toEqual(open.toSorted());
      expect(work?.made ?? 0).toBe(ids.length);

      const all = { limit: 50 };
      expect((await ports.store.inCommunity('open', 'yunshan', all)).ids.toSorted()).toEqual(open.toSorted());
      expect((await ports.store.inCommunity('unassigned', 'yunshan', all)).ids.toSorted()).toEqual(
        orders.flatMap((order) => (isFree(order) ? [order.workOrderId] : [])).toSorted(),
      );
      for (const staffId of ['li-ming', 'liu-yang', 'chen-jie']) {
        const theirs = orders.filter(
          (order) =>
            isOpen(order) && [order.assignment, ...order.helpers].some((worksOn) => worksOn?.staffId === staffId),
        );
        expect([staffId, await ports.store.loadOf(staffId)]).toEqual([staffId, theirs.length]);
        expect((await ports.store.inHandOf(staffId, all)).ids.toSorted()).toEqual(
          theirs.map(({ workOrderId }) => workOrderId).toSorted(),
        );
      }

      const published = await ports.journal.events(priceListAddress);
      const last = published.at(-1);
      expect(await ports.store.priceList()).toEqual({
        version: published.length,
        state: last ? priceListOf(last.detail) : { items: [] },
      });
    }),
    { numRuns: 80 },
  );
  vi.useRealTimers();
}, 30_000);
