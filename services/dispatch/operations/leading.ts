import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { choiceReasons, fitSchema } from '../domain/candidates.ts';
import { assign } from '../domain/giving.ts';
import { approveWait } from '../domain/waiting.ts';
import { workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { findCandidates } from '../use-cases/find-candidates.ts';
import { givenInstantSchema, textSchema } from './input.ts';
import { perform, workOrderParams, workOrderStandingSchema } from './perform.ts';

const reassignSchema = z.strictObject({ staffId: z.string().min(1).max(128), reason: textSchema('must say why', 500) });
const approvalSchema = z.strictObject({ until: givenInstantSchema });

const candidatesSchema = z.object({
  items: z.array(
    z.object({
      staffId: z.string(),
      fit: fitSchema,
      openWorkOrders: z.int().min(0),
      hasIt: z.boolean(),
      hadIt: z.boolean(),
      reason: z.string().describe('Why, for people'),
    }),
  ),
});

const ownership = 'work orders of the caller’s communities';

/** What those do who give out the work: see whom it suits, give it to somebody else, let the clocks stand still. */
export function leadingOperations(ports: DispatchPorts, timeZone: string): Operation[] {
  return [candidatesOf(ports), reassign(ports, timeZone), approve(ports, timeZone)];
}

/** `GET /v1/work-orders/{id}/candidates`: who is on duty, best first, and what speaks for each (R067). */
function candidatesOf(ports: DispatchPorts): Operation {
  return operation({
    method: 'GET',
    path: '/v1/work-orders/{id}/candidates',
    roles: [...leadRoles, 'agent'],
    ownership,
    params: workOrderParams,
    answer: candidatesSchema,
    handle: async ({ principal, params, now, locale }) => {
      const stored = await ports.journal.read(workOrderAddress(params.id), workOrderSchema);
      if (!stored || !principal.communityIds.includes(stored.state.communityId)) throw new Problem('not-found');
      const { asked, assignment } = stored.state;
      const items = (await findCandidates(stored.state, ports, now)).map(({ staffId, fit, load }) => ({
        staffId,
        fit,
        openWorkOrders: load,
        hasIt: assignment?.staffId === staffId,
        hadIt: asked.includes(staffId) && assignment?.staffId !== staffId,
        reason: pick(
          {
            zh: `${choiceReasons[fit].zh};在办工单 ${load} 单`,
            en: `${choiceReasons[fit].en}; ${load} work orders in hand`,
          },
          locale,
        ),
      }));
      return { status: 200, body: { items } };
    },
  });
}

/** `POST /v1/work-orders/{id}/reassign`: a person decides who has it, with a reason (R078). */
function reassign(ports: DispatchPorts, timeZone: string): Operation {
  return operation({
    method: 'POST',
    path: '/v1/work-orders/{id}/reassign',
    roles: [...leadRoles, 'agent'],
    ownership,
    params: workOrderParams,
    body: reassignSchema,
    answer: workOrderStandingSchema,
    handle: (call) => {
      const { principal, body, now } = call;
      return perform(ports, timeZone, call, {
        may: ({ communityId }) => principal.communityIds.includes(communityId),
        decide: async (order) => {
          const [member] = await ports.directory.staff([body.staffId]);
          if (!member?.communityIds.includes(order.communityId))
            throw new Problem('invalid', { errors: [{ path: '/staffId', reason: 'nobody who works here' }] });
          const given = assign(order, { staffId: body.staffId, because: 'by-hand' }, now, body.reason);
          return given && [given];
        },
      });
    },
  });
}

/** `POST /v1/work-orders/{id}/approve-wait`: from now the clocks stand still for a wait of ours (R062). */
function approve(ports: DispatchPorts, timeZone: string): Operation {
  return operation({
    method: 'POST',
    path: '/v1/work-orders/{id}/approve-wait',
    roles: ['manager'],
    ownership,
    params: workOrderParams,
    body: approvalSchema,
    answer: workOrderStandingSchema,
    handle: (call) => {
      const { principal, body, now } = call;
      return perform(ports, timeZone, call, {
        may: ({ communityId }) => principal.communityIds.includes(communityId),
        decide: (order) => {
          if (body.until <= now)
            throw new Problem('invalid', { errors: [{ path: '/until', reason: 'must lie in the future' }] });
          return approveWait(order, principal.staffId ?? '', body.until, now);
        },
      });
    },
  });
}
