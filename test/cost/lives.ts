import * as z from 'zod';
import type { Service } from '../../infra/functions.ts';
import type { World } from './world.ts';

/** People of the demo company, and the home of one of them. */
const HOME = 'yunshan-3-1-1201';
const OWNER = 'wang-fang';
const AGENT = 'wu-ting';
const SUPERVISOR = 'zhao-gang';

/** A request from its report to its end, and everything that follows from it. */
export interface Life {
  readonly name: string;
  /** @param start ten in the morning of a working day; @returns the request's id */
  live(world: World, start: string): Promise<string>;
}

const idSchema = z.object({ id: z.string() });
const ordersSchema = z.object({
  items: z.array(z.object({ id: z.string(), assigneeStaffId: z.string().nullable() })),
});

const after = (start: string, minutes: number): string => new Date(Date.parse(start) + minutes * 60_000).toISOString();

async function good(world: World, service: Service, who: string, method: 'GET' | 'POST', path: string, body?: object) {
  const answer = await world.call(service, who, method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The household reports and looks at the promise. */
export async function report(world: World, description: string): Promise<string> {
  const premisesId = HOME;
  const { id } = idSchema.parse(
    await good(world, 'intake', OWNER, 'POST', '/v1/requests', { premisesId, description }),
  );
  await good(world, 'intake', OWNER, 'GET', `/v1/requests/${id}`);
  return id;
}

/** The work order as its assignee finds it. */
export async function workOrderOf(world: World, requestId: string) {
  const { items } = ordersSchema.parse(
    await good(world, 'dispatch', SUPERVISOR, 'GET', `/v1/requests/${requestId}/work-orders`),
  );
  const [order] = items;
  if (!order?.assigneeStaffId) throw new Error('nobody was sent');
  return { path: `/v1/work-orders/${order.id}`, who: order.assigneeStaffId };
}

/** What staff do with the request as a whole, minutes after its report; the household looks once more. */
async function handle(world: World, start: string, id: string, acts: readonly (readonly [number, string, object])[]) {
  for (const [minutes, act, body] of acts) {
    await world.until(after(start, minutes));
    await good(world, 'intake', AGENT, 'POST', `/v1/requests/${id}/${act}`, body);
  }
  await good(world, 'intake', OWNER, 'GET', `/v1/requests/${id}`);
}

const repaired = { summary: '已更换角阀,试水无渗漏' };

/** Somebody accepts, arrives and repairs, then the desk closes the request: minutes from the report. */
async function repair(world: World, start: string, id: string, minutes: readonly [number, number, number, number]) {
  await world.until(after(start, minutes[0]));
  // Whoever has it by then: what nobody accepts goes to the next person.
  const { path, who } = await workOrderOf(world, id);
  const acts = [
    ['accept', {}],
    ['arrive', {}],
    ['complete', repaired],
  ] as const;
  for (const [n, [act, body]] of acts.entries()) {
    await world.until(after(start, minutes[n] ?? 0));
    await good(world, 'dispatch', who, 'POST', `${path}/${act}`, body);
  }
  await handle(world, start, id, [[minutes[3], 'close', {}]]);
}

export const lives: readonly Life[] = [
  {
    name: 'urgent met',
    live: async (world, start) => {
      const id = await report(world, '厨房水管爆裂,水已经漫到客厅了');
      await repair(world, start, id, [1, 7, 50, 120]);
      return id;
    },
  },
  {
    name: 'urgent breached',
    live: async (world, start) => {
      const id = await report(world, '厨房水管爆裂,水已经漫到客厅了');
      await repair(world, start, id, [12, 14, 60, 120]);
      return id;
    },
  },
  {
    name: 'other repair',
    live: async (world, start) => {
      const id = await report(world, '阳台推拉门有点紧');
      await repair(world, start, id, [20, 180, 220, 300]);
      return id;
    },
  },
  {
    name: 'complaint',
    live: async (world, start) => {
      const id = await report(world, '前台服务态度差,问了三次都不理人');
      await handle(world, start, id, [
        [10, 'confirm', {}],
        [150, 'resolve', { result: '已向业主当面致歉,当事员工重新培训' }],
        [200, 'give-feedback', { text: '处理结果已电话告知,业主表示认可' }],
        [210, 'close', { causeCode: 'attitude', improvementMeasure: '前台增设叫号,早会通报' }],
      ]);
      return id;
    },
  },
];
