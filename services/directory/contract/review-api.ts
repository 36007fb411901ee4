import * as z from 'zod';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { communityIdSchema, postIdSchema, staffIdSchema } from './ids.ts';
import { departmentSchema } from './post.ts';
import { buildingLimitsSchema } from './records.ts';

/** A quarter of the year in UTC, like `2026-Q4`. */
const quarterSchema = z.string().regex(/^\d{4}-Q[1-4]$/, 'not a quarter like 2026-Q4');

/** What was found and signed (R268). */
export const reviewSchema = z.object({
  quarter: quarterSchema,
  /** Who looked through it and signed. */
  staffId: staffIdSchema,
  at: instantSchema,
  /** Stands for the rights exactly as they were seen. */
  digest: z.string(),
  /** How many people's rights these were. */
  reviewed: z.int().min(0),
  /** Whose rights are to be changed, and how. */
  remarks: z.array(z.strictObject({ staffId: staffIdSchema, note: z.string().trim().min(1).max(200) })).max(100),
});
export type Review = z.infer<typeof reviewSchema>;

/** `GET /v1/access-review` */
export const reviewQuerySchema = z.strictObject({
  /** The present one unless told. */
  quarter: quarterSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** `next` of the page before. */
  cursor: staffIdSchema.optional(),
});

export const reviewAnswerSchema = z.object({
  quarter: quarterSchema,
  /** To be named when signing: what was signed is what was seen. */
  digest: z.string(),
  items: z.array(
    z.object({
      staffId: staffIdSchema,
      department: departmentSchema,
      roles: z.array(roleSchema),
      communityIds: z.array(communityIdSchema),
      buildings: buildingLimitsSchema.nullable(),
      worksUntil: instantSchema.nullable(),
      /** On whose roster they stand. */
      postIds: z.array(postIdSchema),
      /** How many people's data they looked at in this quarter, by the kind of look. */
      reads: z.record(z.string(), z.int()),
    }),
  ),
  next: staffIdSchema.nullable(),
  /** By the caller, for this quarter. */
  signedOff: reviewSchema.nullable(),
});

/** `POST /v1/access-review` */
export const reviewCommandSchema = z.strictObject({
  quarter: quarterSchema,
  digest: z.string().max(100),
  remarks: reviewSchema.shape.remarks.default([]),
});
export const signedAnswerSchema = reviewSchema.pick({ quarter: true, at: true, reviewed: true });
