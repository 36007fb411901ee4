import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { log } from '../../../shared/log/log.ts';
import { departmentSchema, skillSchema } from '../../directory/contract/post.ts';
import { added, isWithdrawn } from '../domain/request-work.ts';
import { workOrderIdOf, workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { makeOrder } from '../use-cases/renew-work.ts';
import { textSchema } from './input.ts';

const wantedSchema = z.strictObject({
  department: departmentSchema,
  /** Null when anybody of the department will do. */
  skill: skillSchema.nullable(),
  note: textSchema('must say what is to be done'),
});

const addedSchema = z.object({
  id: z.string(),
  status: workOrderSchema.shape.status,
  assigneeStaffId: z.string().nullable(),
});

/** `POST /v1/requests/{id}/work-orders`: work of another department for the same request, side by side (R073). */
export function addWorkOrder(ports: DispatchPorts): Operation {
  const { journal, store } = ports;
  return operation({
    method: 'POST',
    path: '/v1/requests/{id}/work-orders',
    success: 201,
    roles: deskRoles,
    ownership: 'requests of the caller’s communities',
    params: z.object({ id: z.string().max(100) }),
    body: wantedSchema,
    answer: addedSchema,
    handle: async ({ principal, params, body, now, cause, remember }) => {
      const work = await store.requestWork(params.id);
      if (!work?.needed || !worksIn(principal, work.needed.communityId, work.needed.buildingId))
        throw new Problem('not-found');
      if (isWithdrawn(work))
        throw new Problem('state-conflict', {
          detail: { zh: '该报事单已撤销，不能再派单', en: 'The request was withdrawn; there is no work to give out' },
        });
      const next = added(work, work.neededVersion, true);
      const workOrderId = workOrderIdOf(params.id, next.made);
      const { department, skill, note } = body;
      // The promised arrival is the first work order's: this one comes beside it.
      const needed = { ...work.needed, department, skill, arriveBy: null };
      const making = {
        workOrderId,
        requestId: params.id,
        correlationId: cause.correlationId,
        byDesk: true,
        note,
        priority: next.priority,
      };
      const { order, change, rows } = await makeOrder(needed, making, ports, now);
      const { status, assignment } = order;
      const answer = { status: 201, body: { id: workOrderId, status, assigneeStaffId: assignment?.staffId ?? null } };
      await journal.write({
        cause,
        changes: [change],
        also: [...rows, store.requestWorkRow(next)],
        once: remember(answer),
      });
      log.info('work order added', { requestId: params.id, workOrderId, correlationId: cause.correlationId });
      return answer;
    },
  });
}
