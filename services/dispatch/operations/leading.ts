import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { cancel } from '../domain/acts.ts';
import { fitSchema, reasonOf } from '../domain/candidates.ts';
import { distances } from '../domain/distance.ts';
import { assign } from '../domain/giving.ts';
import { isOpen } from '../domain/life.ts';
import { isDeclined } from '../domain/quoting.ts';
import { approveWait, faultsOfApproval } from '../domain/waiting.ts';
import { workOrderSchema } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { workOrderAddress } from '../store.ts';
import { findCandidates } from '../use-cases/find-candidates.ts';
import { givenInstantSchema, textSchema } from './input.ts';
import { perform, workOrderParams, workOrderStandingSchema, worksAt } from './perform.ts';

const reassignSchema = z.strictObject({ staffId: z.string().min(1).max(128), reason: textSchema('must say why', 500) });
const approvalSchema = z.strictObject({ until: givenInstantSchema });

const candidatesSchema = z.object({
  items: z.array(
    z.object({
      rank: z.int().positive(),
      staffId: z.string(),
      fit: fitSchema,
      level: z.number().describe('How good they are at it, 1 to 3; 0 where no skill counts'),
      distance: z.enum(distances),
      preference: z.number().describe('How much they like this kind of work, −2 to 2'),
      openWorkOrders: z.int().min(0),
      hasIt: z.boolean(),
      hadIt: z.boolean(),
      reason: z.string().describe('Why, for people'),
    }),
  ),
});

const ownership = 'work orders of the caller’s communities';

/** What those do who give out the work: see whom it suits, give it to somebody else, let the clocks stand still, end it. */
export function leadingOperations(ports: DispatchPorts, timeZone: string): Operation[] {
  return [candidatesOf(ports), reassign(ports, timeZone), approve(ports, timeZone), end(ports, timeZone)];
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
      if (!stored || !worksAt(stored.state, principal)) throw new Problem('not-found');
      const { asked, assignment } = stored.state;
      const items = (await findCandidates(stored.state, ports, now)).map(({ load, ...candidate }, n) => ({
        rank: n + 1,
        ...candidate,
        openWorkOrders: load,
        hasIt: assignment?.staffId === candidate.staffId,
        hadIt: asked.includes(candidate.staffId) && assignment?.staffId !== candidate.staffId,
        reason: pick(reasonOf({ ...candidate, load }), locale),
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
        may: (order) => worksAt(order, principal),
        decide: async (order) => {
          const [member] = await ports.directory.staff([body.staffId]);
          if (!member || !worksAt(order, member))
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
        may: (order) => worksAt(order, principal),
        decide: (order) => {
          const errors = faultsOfApproval(body.until, now);
          if (errors.length > 0) throw new Problem('invalid', { errors });
          return approveWait(order, principal.staffId ?? '', body.until, now);
        },
      });
    },
  });
}

/**
 * `POST /v1/work-orders/{id}/cancel`: nothing is to be done, for the household declined its price, or the desk asked for
 * it by mistake. What the category needs ends with the request alone, so that nobody's deadline is cancelled by hand.
 */
function end(ports: DispatchPorts, timeZone: string): Operation {
  return operation({
    method: 'POST',
    path: '/v1/work-orders/{id}/cancel',
    roles: [...leadRoles, 'agent'],
    ownership,
    params: workOrderParams,
    body: z.strictObject({ reason: textSchema('must say why', 500) }),
    answer: workOrderStandingSchema,
    handle: (call) => {
      const { principal, body, now } = call;
      return perform(ports, timeZone, call, {
        may: (order) => worksAt(order, principal),
        decide: (order) => {
          if (isOpen(order) && !order.byDesk && !isDeclined(order))
            throw new Problem('state-conflict', {
              detail: {
                zh: '业主未拒绝报价，不能单独取消该工单；如业主不再需要，请撤销报事单',
                en: 'The owner has declined no quote; if nothing is wanted any more, cancel the request',
              },
            });
          const cancelled = cancel(order, now, body.reason);
          return cancelled && [cancelled];
        },
      });
    },
  });
}
