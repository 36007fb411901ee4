import { beforeEach, describe, expect, test } from 'vitest';
import { workOrderHelperAdded, workOrderHelperRemoved } from '../../services/dispatch/contract/events.ts';
import { workOrderAddress } from '../../services/dispatch/store.ts';
import { dispatchRequest } from '../../services/dispatch/use-cases/dispatch-request.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  colleague,
  dispatch,
  owner,
  received,
  receivedAt,
  strangerSupervisor,
  supervisor,
  TABLE,
  technician,
} from './samples.ts';

const { reset } = memoryTable();
capturedLines();
let service: ReturnType<typeof dispatch>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  service = dispatch();
  api = apiOf(service.operations, TABLE);
  await dispatchRequest(received(), service.ports, receivedAt);
});

const act = (name: string, as: Principal = technician, body: object = {}) =>
  api('POST', `/v1/work-orders/r1.1/${name}`, { as, body });
const help = (staffId: string, as?: Principal) => act('add-helper', as, { staffId });
const helpNoMore = (staffId: string, as?: Principal) => act('remove-helper', as, { staffId });
const listOf = async (as: Principal) => {
  const { body } = await api('GET', '/v1/work-orders', { as, query: { status: 'open' } });
  return (body as { items: { id: string }[] }).items.map(({ id }) => id);
};
const load = (staffId: string) => service.ports.store.loadOf(staffId);
const last = async () => (await service.ports.journal.events(workOrderAddress('r1.1'))).at(-1);

describe('several people on one work order', () => {
  test.each([
    ['whoever has it', technician],
    ['a lead', supervisor],
  ])('%s adds a helper, who sees it in the own list and has it in hand', async (_, as) => {
    expect((await help('liu-yang', as)).status).toBe(200);
    expect(await last()).toMatchObject({
      name: workOrderHelperAdded.name,
      detail: { data: { helperStaffId: 'liu-yang', staffId: as.staffId } },
    });
    expect(await listOf(colleague)).toEqual(['r1.1']);
    expect(await listOf(technician)).toEqual(['r1.1']);
    expect(await load('liu-yang')).toBe(1);
    expect((await api('GET', '/v1/work-orders/r1.1', { as: colleague })).body).toMatchObject({ helpers: ['liu-yang'] });
  });

  test('a helper does not act in place of whoever has it', async () => {
    await help('liu-yang');
    expect((await act('arrive', colleague)).status).toBe(404);
    expect((await helpNoMore('liu-yang', colleague)).status).toBe(404);
  });

  test('and is taken off again', async () => {
    await help('liu-yang');
    expect((await helpNoMore('liu-yang', supervisor)).status).toBe(200);
    expect(await last()).toMatchObject({
      name: workOrderHelperRemoved.name,
      detail: { data: { staffId: 'zhao-gang' } },
    });
    expect(await listOf(colleague)).toEqual([]);
    expect(await load('liu-yang')).toBe(0);
    expect((await helpNoMore('liu-yang')).status).toBe(409);
  });

  test('once each, never who has it, nobody from elsewhere', async () => {
    await help('liu-yang');
    expect((await help('liu-yang')).status).toBe(409);
    expect((await help('li-ming')).status).toBe(409);
    expect((await help('qian-wei')).status).toBe(422);
    expect((await help('chen-jie', strangerSupervisor)).status).toBe(404);
    expect((await help('chen-jie', owner)).status).toBe(403);
  });

  test('a helper who gets the work is a helper no more; the others stay', async () => {
    await help('liu-yang');
    await help('chen-jie');
    await act('reassign', supervisor, { staffId: 'liu-yang', reason: '换人' });
    expect((await api('GET', '/v1/work-orders/r1.1', { as: supervisor })).body).toMatchObject({
      ...{ assigneeStaffId: 'liu-yang', helpers: ['chen-jie'] },
    });
    expect(await load('liu-yang')).toBe(1);
    expect(await listOf(colleague)).toEqual(['r1.1']);
    expect(await listOf(technician)).toEqual([]);
  });

  test('when the work is done it has left every list; the household sees nobody’s name', async () => {
    await help('liu-yang');
    await act('arrive');
    await act('complete', technician, { summary: '已修' });
    expect([await listOf(technician), await listOf(colleague), await load('liu-yang')]).toEqual([[], [], 0]);
    const seen = await api('GET', '/v1/requests/r1/work-orders', { as: owner });
    expect(JSON.stringify(seen.body)).not.toContain('liu-yang');
  });
});
