import * as z from 'zod';
import { isDuration } from '../../../shared/time/durations.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { workOrderCreated, workOrderWaiting } from '../contract/events.ts';
import { MAX_FEN } from '../contract/price-list.ts';
import { choiceSchema } from './candidates.ts';
import { costSchema } from './cost.ts';
import { statusSchema } from './life.ts';
import { quoteSchema } from './quote.ts';
import { visitSchema } from './visit-shape.ts';

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
  /** Deadline by which all is to be done, as it was promised. */
  doneBy: instantSchema.nullable().default(null),
  /** As the desk has weighed its request, 1 to 5, the smaller first; null while it has not (R068). */
  priority: z.int().min(1).max(5).nullable().default(null),
  /** ISO 8601 duration: how long whoever gets it has to accept it; null where nothing is said about it. */
  acceptWithin: z.string().refine(isDuration).nullable().default(null),
});

/** What was used: by its name, or also by the code of the store. */
export const materialSchema = z.strictObject({
  code: z.string().trim().min(1).max(60).optional(),
  name: z.string().trim().min(1).max(100),
  quantity: z.number().positive().max(100_000),
  unit: z.string().trim().min(1).max(20).optional(),
  /** Price of one, in 分. */
  unitFen: z.int().min(0).max(MAX_FEN).optional(),
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
  /** How many have let the time to accept pass. */
  unaccepted: z.int().min(0).default(0),
  /** Who helps whoever has it, since when. */
  helpers: z.array(z.object({ staffId: z.string(), at: instantSchema })).default([]),
  acceptedAt: instantSchema.nullable(),
  /** The first arrival. */
  arrivedAt: instantSchema.nullable(),
  /** Ids of photos of the first arrival; intake keeps them. */
  arrivalAttachmentIds: z.array(z.string()).default([]),
  completedAt: instantSchema.nullable(),
  waiting: z
    .object({
      ...waitShape,
      at: instantSchema,
      /** Our own note, like the proof that nobody was at home; never the owner's to read. */
      note: z.string().nullable(),
      attachmentIds: z.array(z.string()).default([]),
      /** Where work goes on. */
      before: statusSchema,
      approvedUntil: instantSchema.nullable(),
    })
    .nullable(),
  /** How often it has had to wait. */
  waits: z.int().min(0),
  /** When somebody comes, as last agreed. */
  visit: visitSchema.nullable().default(null),
  /** The newest one. */
  quote: quoteSchema.nullable().default(null),
  quotes: z.int().min(0).default(0),
  /** The price that the household last agreed to, in 分; null while it has agreed to none. */
  agreedFen: z.int().min(0).nullable().default(null),
  report: reportSchema.nullable(),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

/** The n-th work order of a request: its id is derived, so that the same news never makes two of it. */
export const workOrderIdOf = (requestId: string, n: number): string => `${requestId}.${n}`;
