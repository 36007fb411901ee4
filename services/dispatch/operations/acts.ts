import * as z from 'zod';
import { type Answer, type Call, type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { log } from '../../../shared/log/log.ts';
import { momentText } from '../../../shared/time/moment-text.ts';
import { type Act, statusLabels } from '../domain/life.ts';
import { act, evolve, statusSince, type WorkOrder, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';

const MAX_SUMMARY = 4000;

const paramsSchema = z.object({ id: z.string().max(100) });
const nothingSchema = z.strictObject({});
const completionSchema = z.strictObject({
  summary: z.string().trim().min(1, 'must say what was done').max(MAX_SUMMARY),
});

/**
 * `POST /v1/work-orders/{id}/accept | arrive | complete`: what the assignee does (R042). Guarded by the state, not by a
 * version: a note written a second earlier must not stop an arrival. The instant is the server's at entry.
 */
export function actOperations(
  { journal, store }: Pick<DispatchPorts, 'journal' | 'store'>,
  timeZone: string,
): Operation[] {
  const shared = {
    method: 'POST',
    roles: ['technician'],
    ownership: 'the assignee alone; to everybody else the work order does not exist',
    params: paramsSchema,
  } as const;
  return [
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/accept',
      body: nothingSchema,
      handle: (call) => perform('accept', call),
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/arrive',
      body: nothingSchema,
      handle: (call) => perform('arrive', call),
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/complete',
      body: completionSchema,
      handle: (call) => perform('complete', call, call.body.summary),
    }),
  ];

  async function perform(
    kind: Act,
    { params, principal, now, cause, remember }: Call<z.infer<typeof paramsSchema>, unknown, unknown>,
    summary?: string,
  ): Promise<Answer> {
    const address = workOrderAddress(params.id);
    const stored = await journal.read(address, workOrderSchema);
    if (!stored?.state.assignment || stored.state.assignment.staffId !== principal.staffId)
      throw new Problem('not-found');
    const event = act(stored.state, kind, now, summary);
    if (!event) throw conflict(stored.state, timeZone);
    const order = evolve(stored.state, { ...event, at: now });
    const { workOrderId: id, requestId, status, acceptedAt, arrivedAt, completedAt } = order;
    const answer = { status: 200, body: { id, status, acceptedAt, arrivedAt, completedAt } };
    await journal.write({
      cause,
      changes: [{ address, expectedVersion: stored.version, state: order, events: [event] }],
      also: kind === 'complete' ? store.expireLinkFromAssignee(order, now) : [],
      once: remember(answer),
    });
    log.info(`work order ${status}`, { requestId, workOrderId: id, correlationId: cause.correlationId });
    return answer;
  }
}

/** Names the present state and since when, so that a second press of the same button explains itself. */
function conflict(order: WorkOrder, timeZone: string): Problem {
  const since = statusSince(order);
  const { zh, en } = statusLabels[order.status];
  return new Problem('state-conflict', {
    detail: {
      zh: `工单当前状态为“${zh}”,自 ${momentText(since, timeZone, true)} 起`,
      en: `The work order is "${en}" since ${since}`,
    },
  });
}
