import type { Operation } from '../../../shared/http/operation.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { assessed } from '../domain/act-events.ts';
import { assessmentSchema } from '../domain/assessment.ts';
import type { IntakePorts } from '../ports.ts';
import { actOperation } from './perform-act.ts';

/** How important and how urgent it is, by a person (R010): among staff only, and no clock moves by it. */
export const assess = (ports: IntakePorts): Operation =>
  actOperation(ports, {
    act: 'assess',
    roles: deskRoles,
    ownership: 'staff: requests of their communities',
    body: assessmentSchema,
    decide: ({ request, doing, body }) => ({ event: assessed(request, doing, body), kind: null }),
  });
