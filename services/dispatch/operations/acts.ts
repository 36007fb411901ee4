import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { fieldRoles } from '../../../shared/identity/roles.ts';
import { CONTACT_REASON, holdsContact } from '../../../shared/personal/contact.ts';
import { MAX_FEN } from '../contract/price-list.ts';
import { accept, arrive, complete, refusalReasons, refuse, take } from '../domain/acts.ts';
import { charged } from '../domain/charge.ts';
import { after } from '../domain/evolve.ts';
import { assign, givenByRule } from '../domain/giving.ts';
import { listedSchema } from '../domain/price-list.ts';
import { rolesSent } from '../domain/routing.ts';
import { faultsOf, resume, wait, waitReasons } from '../domain/waiting.ts';
import { materialSchema, type WorkOrder } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { findNext } from '../use-cases/find-candidates.ts';
import { attachmentIdsSchema, givenInstantSchema, keysOf, textSchema } from './input.ts';
import { has, perform, workOrderParams, workOrderStandingSchema, worksAt } from './perform.ts';

const nothingSchema = z.strictObject({});
const arrivalSchema = z.strictObject({
  /** Photos of the place: proof of the arrival, if anybody asks for one (F-19). */
  attachmentIds: attachmentIdsSchema.optional(),
});
const givenCostSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('free') }),
  z.strictObject({ kind: z.literal('price-list'), items: z.array(listedSchema).min(1).max(30) }),
  z.strictObject({ kind: z.literal('quote'), amountFen: z.int().min(0).max(MAX_FEN) }),
]);
const completionSchema = z.strictObject({
  summary: textSchema('must say what was done'),
  /** Absent: nothing to pay. */
  cost: givenCostSchema.optional(),
  materials: z.array(materialSchema).max(50).optional(),
});
const refusalSchema = z
  .strictObject({ reason: z.enum(keysOf(refusalReasons)), note: textSchema('must not be empty').optional() })
  .refine(({ reason, note }) => reason !== 'other' || note !== undefined, {
    path: ['note'],
    message: 'another reason must be explained',
  });
const waitSchema = z.strictObject({
  reason: z.enum(keysOf(waitReasons)),
  appointment: givenInstantSchema.optional(),
  textToOwner: textSchema('must not be empty', 500)
    .refine((text) => !holdsContact(text), CONTACT_REASON)
    .optional(),
  note: textSchema('must not be empty').optional(),
  attachmentIds: attachmentIdsSchema.optional(),
});

/** `POST /v1/work-orders/{id}/accept | refuse | arrive | wait | resume | complete`: what the assignee does (R042). */
export function actOperations(ports: DispatchPorts, timeZone: string): Operation[] {
  const shared = {
    method: 'POST',
    roles: [...fieldRoles, 'agent'],
    ownership: 'the assignee alone; to everybody else the work order does not exist',
    params: workOrderParams,
    answer: workOrderStandingSchema,
  } as const;
  return [
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/accept',
      ownership: 'the assignee; while nobody has it, and for news of who has it, all in the community who may be sent',
      body: nothingSchema,
      handle: (call) =>
        perform(ports, timeZone, call, {
          may: (order) => has(order, call.principal) || mayTake(order, call.principal),
          decide: (order) =>
            has(order, call.principal) ? accept(order, call.now) : take(order, call.principal.staffId ?? '', call.now),
        }),
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/refuse',
      body: refusalSchema,
      handle: (call) => {
        const { principal, body, now } = call;
        return perform(ports, timeZone, call, {
          may: (order) => has(order, principal),
          decide: async (order) => {
            const refused = refuse(order, now, body.reason, body.note ?? null);
            const free = refused && after(order, refused, now);
            if (!free || !givenByRule(free)) return refused;
            const next = await findNext(free, ports, now);
            const given = next && assign(free, next, now);
            return given ? [...refused, given] : refused;
          },
        });
      },
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/arrive',
      body: arrivalSchema,
      handle: (call) =>
        perform(ports, timeZone, call, {
          may: (order) => has(order, call.principal),
          decide: (order) => arrive(order, call.now, call.body.attachmentIds),
        }),
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/wait',
      body: waitSchema,
      handle: (call) => {
        const { reason, appointment = null, textToOwner = null, note = null, attachmentIds = [] } = call.body;
        const wanted = { reason, appointment, textToOwner, note, attachmentIds };
        return perform(ports, timeZone, call, {
          may: (order) => has(order, call.principal),
          decide: (order) => {
            const errors = faultsOf(order, wanted, call.now);
            if (errors.length > 0) throw new Problem('invalid', { errors });
            return wait(order, wanted, call.now);
          },
        });
      },
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/resume',
      body: nothingSchema,
      handle: (call) =>
        perform(ports, timeZone, call, {
          may: (order) => has(order, call.principal),
          decide: (order) => resume(order, call.now),
        }),
    }),
    operation({
      ...shared,
      path: '/v1/work-orders/{id}/complete',
      body: completionSchema,
      handle: (call) => {
        const { summary, cost = { kind: 'free' }, materials = [] } = call.body;
        return perform(ports, timeZone, call, {
          may: (order) => has(order, call.principal),
          decide: async (order) => {
            const { state } = await ports.store.priceList();
            const charge = charged(order, cost, state.items);
            if ('faults' in charge) throw new Problem('invalid', { errors: charge.faults });
            return complete(order, call.now, { summary, cost: charge.cost, materials });
          },
        });
      },
    }),
  ];
}

/** Those whom the rule could send may also take what nobody has. */
const mayTake = (order: WorkOrder, principal: Principal): boolean =>
  principal.staffId !== null && worksAt(order, principal) && hasRole(principal, ...rolesSent(order.department));
