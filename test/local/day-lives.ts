import { type Caller, expectStatus } from '../../infra/local/callers.ts';
import { until } from '../../infra/local/story/facts.ts';
import { enter, type Stage, workOrdersOf } from '../../infra/local/story/stage.ts';

/** Who takes part in a day. */
export interface Desk {
  readonly stage: Stage;
  readonly agent: Caller;
  readonly supervisor: Caller;
}

/** One kind of request and all that is done with it. */
export interface Life {
  readonly description: string;
  /** Named by staff; what owners report is classified by its words. */
  readonly category: string;
  /** Told at once, of what is answered on the spot. */
  readonly answer?: string;
  /** What a household with a phone is told of it, in any order; each once. */
  readonly told: readonly string[];
  /** How it stands at the end of the day. */
  readonly ends: 'closed' | 'cancelled' | 'waiting';
  live(requestId: string, desk: Desk): Promise<void>;
}

const act = async (caller: Caller, requestId: string, kind: string, body = {}): Promise<void> => {
  expectStatus(await caller.post(`/v1/requests/${requestId}/${kind}`, body), 200);
};

type Step = readonly [kind: string, body?: object];

/** Lets whoever has the n-th work order of a request take these steps. */
async function work({ stage, supervisor }: Desk, requestId: string, steps: readonly Step[], n = 1): Promise<void> {
  const { id, assigneeStaffId } = await until(`work order ${n} of ${requestId}`, 120_000, async () =>
    (await workOrdersOf(supervisor, requestId)).find(
      (order) => order.id === `${requestId}.${n}` && order.assigneeStaffId !== null,
    ),
  );
  const person = await enter(stage, assigneeStaffId ?? '');
  for (const [kind, body] of steps) expectStatus(await person.post(`/v1/work-orders/${id}/${kind}`, body), 200);
}

/** The desk closes when it sees that the work is done. */
async function close({ agent }: Desk, requestId: string, body = {}): Promise<void> {
  await until(`${requestId} can be closed`, 120_000, async () => {
    const answer = await agent.post(`/v1/requests/${requestId}/close`, body);
    if (answer.status === 409) return undefined;
    return expectStatus(answer, 200);
  });
}

const tomorrow = () => new Date(Date.now() + 20 * 3_600_000).toISOString();
const done: readonly Step[] = [['accept'], ['arrive'], ['complete', { summary: '已处理，现场恢复正常' }]];

/** A day's kinds of requests: what they are, what happens, and how they end. */
export const lives: readonly Life[] = [
  {
    description: '厨房水管爆裂',
    category: 'flooding',
    told: ['owner-received', 'owner-coming', 'owner-done'],
    ends: 'closed',
    live: async (id, desk) => {
      await work(desk, id, done);
      await close(desk, id);
    },
  },
  {
    description: '客厅灯泡坏了，请来更换',
    category: 'simple-repair',
    told: ['owner-received', 'owner-done'],
    ends: 'closed',
    live: async (id, desk) => {
      const cost = { kind: 'price-list', items: [{ code: 'bulb-replacement', quantity: 1 }] };
      await work(desk, id, [['arrive'], ['complete', { summary: '已更换灯泡', cost }]]);
      await close(desk, id);
    },
  },
  {
    description: '阳台的门关不严',
    category: 'other-repair',
    told: ['owner-received', 'owner-coming', 'owner-waiting', 'owner-done'],
    ends: 'closed',
    live: async (id, desk) => {
      const waits = { reason: 'parts', textToOwner: '密封条已订货，到货后上门更换。', appointment: tomorrow() };
      await act(desk.agent, id, 'agree-time', { clock: 'resolve', until: tomorrow() });
      await work(desk, id, [['accept'], ['arrive'], ['wait', waits], ['resume']]);
      await work(desk, id, [['complete', { summary: '已更换密封条' }]]);
      await close(desk, id);
    },
  },
  {
    description: '卧室墙面渗水发霉',
    category: 'other-repair',
    told: ['owner-received', 'owner-coming', 'owner-waiting'],
    ends: 'waiting',
    live: async (id, desk) => {
      const waits = { reason: 'owner-absent', note: '敲门无人应答，电话已约好时间', appointment: tomorrow() };
      await work(desk, id, [['accept'], ['wait', waits]]);
    },
  },
  {
    description: '前台服务态度差',
    category: 'attitude-ordinary',
    told: ['owner-received'],
    ends: 'closed',
    live: async (id, desk) => {
      await act(desk.agent, id, 'confirm');
      await act(desk.supervisor, id, 'resolve', { result: '已向业主道歉，并对当班人员进行了培训。' });
      await act(desk.agent, id, 'give-feedback', { text: '已电话告知处理结果。' });
      await close(desk, id, { causeCode: 'attitude', improvementMeasure: '每周抽听三通服务电话' });
    },
  },
  {
    description: '咨询一下游泳池几点开放',
    category: 'inquiry-general',
    answer: '每天 9:00 至 21:00 开放。',
    told: ['owner-received', 'owner-answered'],
    ends: 'closed',
    live: async (id, desk) => close(desk, id),
  },
  {
    description: '请问停车费怎么收',
    category: 'inquiry-fee',
    told: ['owner-received', 'owner-answered'],
    ends: 'closed',
    live: async (id, desk) => {
      await act(desk.agent, id, 'answer', { text: '地下固定车位每月 350 元。' });
      await close(desk, id);
    },
  },
  {
    description: '钥匙锁在家里，进不去门',
    category: 'lock-out',
    told: ['owner-received', 'owner-coming', 'owner-done'],
    ends: 'closed',
    live: async (id, desk) => {
      await work(desk, id, done);
      await close(desk, id);
    },
  },
  {
    description: '建议在门口加装一盏路灯',
    category: 'suggestion',
    told: ['owner-received', 'owner-answered'],
    ends: 'closed',
    live: async (id, desk) => {
      await act(desk.agent, id, 'answer', { text: '已采纳，下月安装。' });
      await close(desk, id);
    },
  },
  {
    description: '书房门锁不好用',
    category: 'simple-repair',
    told: ['owner-received'],
    ends: 'cancelled',
    live: async (id, desk) => {
      await work(desk, id, []);
      await act(desk.agent, id, 'cancel', { reason: '业主已自行处理' });
    },
  },
  {
    description: '楼下沙井污水外溢',
    category: 'public-sewage',
    told: ['owner-received', 'owner-coming', 'owner-done'],
    ends: 'closed',
    live: async (id, desk) => {
      await work(desk, id, done);
      await close(desk, id);
    },
  },
  {
    description: '厨房柜门掉了',
    category: 'other-repair',
    told: ['owner-received', 'owner-coming', 'owner-done', 'owner-coming', 'owner-done'],
    ends: 'closed',
    live: async (id, desk) => {
      await work(desk, id, done);
      await close(desk, id);
      await act(desk.agent, id, 'reopen', { reason: '柜门又掉了' });
      await work(desk, id, done, 2);
      await close(desk, id);
    },
  },
];
