import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { type FieldError, Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { deskRoles, fieldRoles } from '../../../shared/identity/roles.ts';
import { waysToAgree } from '../contract/events.ts';
import { MAX_FEN } from '../contract/price-list.ts';
import { freeLine, type Line, listedLine, listedSchema, quantitySchema } from '../domain/price-list.ts';
import { answerQuote, faultsOfQuote, quote } from '../domain/quoting.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';
import { attachmentIdsSchema, givenInstantSchema, textSchema } from './input.ts';
import { has, isAtDesk, perform, workOrderParams, workOrderStandingSchema } from './perform.ts';

const MAX_LINES = 30;

const freeSchema = z.strictObject({
  label: textSchema('must say what it is', 100),
  quantity: quantitySchema,
  unitFen: z.int().min(0).max(MAX_FEN),
});
const quoteSchema = z.strictObject({
  lines: z
    .array(z.union([listedSchema, freeSchema]))
    .min(1)
    .max(MAX_LINES),
  validUntil: givenInstantSchema,
});
const answerSchema = z.strictObject({
  /** How the household said so; only from staff. */
  how: z.enum(waysToAgree).optional(),
  attachmentIds: attachmentIdsSchema.optional(),
});

/** A price that the household agrees to before it is charged (R052). */
export const quoteOperations = (ports: DispatchPorts, timeZone: string): Operation[] => [
  giveQuote(ports, timeZone),
  answering(ports, timeZone, true),
  answering(ports, timeZone, false),
];

/** `POST /v1/work-orders/{id}/quote` */
function giveQuote(ports: DispatchPorts, timeZone: string): Operation {
  return operation({
    method: 'POST',
    path: '/v1/work-orders/{id}/quote',
    roles: [...new Set([...fieldRoles, ...deskRoles])],
    ownership: 'the assignee; desk: work orders of their communities',
    params: workOrderParams,
    body: quoteSchema,
    answer: workOrderStandingSchema,
    handle: (call) => {
      const { principal, body, now } = call;
      return perform(ports, timeZone, call, {
        may: (order) => has(order, principal) || isAtDesk(order, principal),
        decide: async (order) => {
          const lines = await priced(ports, body.lines);
          const errors = faultsOfQuote(lines, body.validUntil, now);
          if (errors.length > 0) throw new Problem('invalid', { errors });
          return quote(order, { lines, validUntil: body.validUntil, staffId: principal.staffId ?? '' }, now);
        },
      });
    },
  });
}

/** The lines at the prices that hold now. @throws Problem invalid for codes that the price list has not */
async function priced({ store }: DispatchPorts, given: z.infer<typeof quoteSchema>['lines']): Promise<Line[]> {
  const { state } = await store.priceList();
  const lines = given.map((line) =>
    'code' in line ? listedLine(state.items, line) : freeLine(line.label, line.quantity, line.unitFen),
  );
  const errors = lines.flatMap((line, n): FieldError[] =>
    line ? [] : [{ path: `/lines/${n}/code`, reason: 'is not in the price list' }],
  );
  if (errors.length > 0) throw new Problem('invalid', { errors });
  return lines.filter((line) => line !== undefined);
}

/** `POST /v1/work-orders/{id}/agree-quote | decline-quote`: by the household, or by staff with how it said so. */
function answering(ports: DispatchPorts, timeZone: string, agreed: boolean): Operation {
  return operation({
    method: 'POST',
    path: agreed ? '/v1/work-orders/{id}/agree-quote' : '/v1/work-orders/{id}/decline-quote',
    roles: [...new Set(['owner' as const, ...fieldRoles, ...deskRoles])],
    ownership: 'owners and their families: of their own premises; the assignee, desk: on behalf of the household',
    params: workOrderParams,
    body: answerSchema,
    answer: workOrderStandingSchema,
    handle: async (call) => {
      const { principal, body, now } = call;
      const { how = null, attachmentIds = [] } = body;
      const speaks = (order: WorkOrder) => principal.premisesIds.includes(order.premisesId);
      return perform(ports, timeZone, call, {
        may: (order) => speaks(order) || has(order, principal) || isAtDesk(order, principal),
        decide: async (order) => {
          const household = speaks(order);
          if (household && how !== null)
            throw new Problem('invalid', { errors: [{ path: '/how', reason: 'only staff say how they were told' }] });
          if (!household && how === null)
            throw new Problem('invalid', { errors: [{ path: '/how', reason: 'how the household said so is needed' }] });
          if (household && (await isTenant(ports, principal, order.premisesId, now))) throw new Problem('not-allowed');
          const staffId = household ? null : principal.staffId;
          const events = answerQuote(order, { agreed, staffId, how, attachmentIds }, now);
          if (!events) throw nothingToAnswer();
          return events;
        },
      });
    },
  });
}

/** What is repaired for money is the owner's to decide, or the family's. */
async function isTenant({ directory }: DispatchPorts, { personId }: Principal, premisesId: string, now: string) {
  const members = await directory.householdMembers(premisesId, now);
  const own = members.filter((member) => member.personId === personId);
  return own.length > 0 && own.every(({ kind }) => kind === 'tenant');
}

const nothingToAnswer = (): Problem =>
  new Problem('state-conflict', {
    detail: {
      zh: '没有待确认的报价，或报价已过有效期',
      en: 'There is no quote to be answered, or it is no longer valid',
    },
  });
