import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { workOrderCreated, workOrderWaiting } from '../contract/events.ts';
import { choiceSchema } from './candidates.ts';
import { statusSchema } from './life.ts';

/** What the creation keeps for this service alone. */
export const originSchema = z.object({
  department: z.string(),
  /** Deadline of the promised arrival. */
  arriveBy: instantSchema.nullable(),
  /** Of the report, so that a late assignment is found with it. */
  correlationId: z.string(),
  /** Asked for by a person beside what the category needs (R073): a change of category leaves it alone. */
  byDesk: z.boolean().default(false),
  /** What the desk wants done. */
  note: z.string().nullable().default(null),
});

export const costSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('free') }),
  z.strictObject({ kind: z.enum(['price-list', 'quote']), amountFen: z.int().min(0).max(100_000_000) }),
]);

export const materialSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  quantity: z.number().positive().max(100_000),
});

/** What the assignee says when the work is done; stays in this service. */
export const reportSchema = z.object({
  summary: z.string(),
  cost: costSchema.default({ kind: 'free' }),
  materials: z.array(materialSchema).default([]),
});
export type Report = z.infer<typeof reportSchema>;

const waitShape = workOrderWaiting.data.pick({
  waitId: true,
  reason: true,
  appointment: true,
  maximum: true,
  textToOwner: true,
}).shape;

/** The state of a work order, as it is stored. */
export const workOrderSchema = z.object({
  ...workOrderCreated.data.shape,
  ...originSchema.shape,
  status: statusSchema,
  /** When it came into its status. */
  since: instantSchema,
  createdAt: instantSchema,
  /** `unacceptedAt`: the time to accept ran out, and there was nobody else. */
  assignment: z.object({ ...choiceSchema.shape, at: instantSchema, unacceptedAt: instantSchema.nullable() }).nullable(),
  /** Everybody who has had it, in this order: they are not asked again by themselves (R078). */
  asked: z.array(z.string()),
  refusals: z.int().min(0),
  acceptedAt: instantSchema.nullable(),
  /** The first arrival. */
  arrivedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  waiting: z
    .object({
      ...waitShape,
      at: instantSchema,
      /** Our own note, like the proof that nobody was at home; never the owner's to read. */
      note: z.string().nullable(),
      /** Where work goes on. */
      before: statusSchema,
      approvedUntil: instantSchema.nullable(),
    })
    .nullable(),
  /** How often it has had to wait. */
  waits: z.int().min(0),
  report: reportSchema.nullable(),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

/** The n-th work order of a request: its id is derived, so that the same news never makes two of it. */
export const workOrderIdOf = (requestId: string, n: number): string => `${requestId}.${n}`;
