import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Caller, expectStatus, type HttpAnswer } from '../../../infra/local/callers.ts';
import { until } from '../../../infra/local/story/facts.ts';
import { enter, type ShownWorkOrder, type Stage, workOrdersOf } from '../../../infra/local/story/stage.ts';

/** A request as it was reported. */
export interface Reported {
  readonly id: string;
  readonly number: string;
  /** The `Idempotency-Key` and the body it was reported with. */
  readonly key: string;
  readonly body: object;
}

/** An agent reports; `community-building-entrance-room` is whose premises it is about. */
export async function report(agent: Caller, premisesId: string, category = 'flooding'): Promise<Reported> {
  return (await tryReport(agent, premisesId, category)).reported;
}

/** As `report`. @returns also the status of each answer until it was accepted */
export async function tryReport(agent: Caller, premisesId: string, category = 'flooding') {
  const key = randomUUID();
  const body = { premisesId, description: '厨房水管爆裂', channel: 'phone', category };
  const statuses: number[] = [];
  const answer = await persistently(async () => {
    const answer = await agent.post('/v1/requests', body, key);
    statuses.push(answer.status);
    return answer;
  });
  const { id, number } = expectStatus(answer, 201).body;
  const reported: Reported = { id, number, key, body };
  return { reported, statuses };
}

/** As a good client does it: asks again, with the same key, while the house is not able to answer. */
export async function persistently(call: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await call();
    if (answer.status < 500 || tries === 20) return answer;
    await wait(250);
  }
}

/** The work order of a request, once somebody has it. */
export function assignedWorkOrder(supervisor: Caller, { id }: Pick<Reported, 'id'>): Promise<ShownWorkOrder> {
  return until(`work order of ${id}`, 60_000, async () =>
    (await workOrdersOf(supervisor, id)).find(({ assigneeStaffId }) => assigneeStaffId !== null),
  );
}

/** Does what the assignee of a work order does, like `accept`. */
export async function act(stage: Stage, { id, assigneeStaffId }: ShownWorkOrder, kind: string): Promise<void> {
  const technician = await enter(stage, assigneeStaffId ?? '');
  const key = randomUUID();
  expectStatus(await persistently(() => technician.post(`/v1/work-orders/${id}/${kind}`, {}, key)), 200);
}
