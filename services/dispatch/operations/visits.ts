import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { deskRoles, fieldRoles } from '../../../shared/identity/roles.ts';
import { agreeVisit, faultsOfVisit } from '../domain/visit.ts';
import type { DispatchPorts } from '../ports.ts';
import { givenInstantSchema, textSchema } from './input.ts';
import { has, isAtDesk, perform, workOrderParams, workOrderStandingSchema } from './perform.ts';

const visitSchema = z.strictObject({
  from: givenInstantSchema,
  until: givenInstantSchema,
  accessNote: textSchema('must not be empty', 500).optional(),
});

/** `POST /v1/work-orders/{id}/agree-visit`: between when somebody comes, and how they get in (R066). */
export function agreeVisitOperation(ports: DispatchPorts, timeZone: string): Operation {
  return operation({
    method: 'POST',
    path: '/v1/work-orders/{id}/agree-visit',
    roles: [...new Set([...fieldRoles, ...deskRoles])],
    ownership: 'the assignee; desk: work orders of their communities',
    params: workOrderParams,
    body: visitSchema,
    answer: workOrderStandingSchema,
    handle: (call) => {
      const { principal, body, now } = call;
      const visit = { ...body, accessNote: body.accessNote ?? null };
      return perform(ports, timeZone, call, {
        may: (order) => has(order, principal) || isAtDesk(order, principal),
        decide: (order) => {
          const errors = faultsOfVisit(visit, now);
          if (errors.length > 0) throw new Problem('invalid', { errors });
          return agreeVisit(order, visit, principal.staffId ?? '', now);
        },
      });
    },
  });
}
