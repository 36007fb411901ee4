import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { fieldRoles, leadRoles } from '../../../shared/identity/roles.ts';
import { addHelper, removeHelper } from '../domain/helping.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { has, perform, workOrderParams, workOrderStandingSchema, worksAt } from './perform.ts';

const helperSchema = z.strictObject({ staffId: z.string().min(1).max(128) });

/** `POST /v1/work-orders/{id}/add-helper | remove-helper`: who works on it beside whoever has it. */
export function helperOperations(ports: DispatchPorts, timeZone: string): Operation[] {
  const shared = {
    method: 'POST',
    roles: [...fieldRoles, ...leadRoles, 'agent'],
    ownership: 'the assignee; leads and agents: work orders of their communities',
    params: workOrderParams,
    body: helperSchema,
    answer: workOrderStandingSchema,
  } as const;
  const may = (principal: Principal) => (order: WorkOrder) =>
    has(order, principal) || (hasRole(principal, ...leadRoles, 'agent') && worksAt(order, principal));
  return [
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/add-helper',
      handle: (call) =>
        perform(ports, timeZone, call, {
          may: may(call.principal),
          decide: async (order) => {
            const { staffId } = call.body;
            const [member] = await ports.directory.staff([staffId]);
            if (!member || !worksAt(order, member) || staffId === order.aboutStaffId)
              throw new Problem('invalid', { errors: [{ path: '/staffId', reason: 'nobody who may work here' }] });
            return addHelper(order, staffId, call.principal.staffId ?? '', call.now);
          },
        }),
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/remove-helper',
      handle: (call) =>
        perform(ports, timeZone, call, {
          may: may(call.principal),
          decide: (order) => removeHelper(order, call.body.staffId, call.principal.staffId ?? '', call.now),
        }),
    }),
  ];
}
