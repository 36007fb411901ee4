import * as z from 'zod';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { weekdays } from '../../../shared/time/intervals.ts';
import { communityIdSchema, placeIdSchema, postIdSchema, staffIdSchema } from './ids.ts';
import { postSchema, skillSchema } from './post.ts';
import { communitySchema, premisesSchema } from './records.ts';

/** `GET /v1/me` */
export const meAnswerSchema = z.object({
  roles: z.array(roleSchema),
  staffId: staffIdSchema.nullable(),
  personId: z.string().nullable(),
  /** Of the caller's households; empty for staff. */
  premises: z.array(premisesSchema),
  /** Where the caller lives or works. */
  communities: z.array(communitySchema),
});

/** `GET /v1/premises`: at most one, since a community has each place once. */
export const premisesQuerySchema = z.strictObject({
  communityId: communityIdSchema,
  /**
   * As people write it; blanks, full-width digits and 室 at the end do not matter. `3栋公共区域` and `3栋` are the common
   * area of a building, `公共区域` is that of the community.
   */
  place: z.string().trim().min(1).max(100),
});
export const premisesListAnswerSchema = z.object({ items: z.array(premisesSchema) });

export const premisesParamsSchema = z.object({ id: placeIdSchema });

export const postParamsSchema = z.object({ id: postIdSchema });

/** A post with the version that `If-Match` names; the same stands in `ETag`. */
export const postAnswerSchema = postSchema.extend({ version: z.int().positive() });

/** `GET /v1/posts` */
export const postsQuerySchema = z.strictObject({
  communityId: communityIdSchema,
  limit: z.coerce.number().int().min(1).max(100).default(100),
  /** `next` of the page before. */
  cursor: postIdSchema.optional(),
});
export const postsAnswerSchema = z.object({
  items: z.array(postAnswerSchema),
  next: postIdSchema.nullable(),
});

const weekTimeSchema = z.object({ day: z.enum(weekdays), time: z.string() });

/** A part of the week in which nobody is on duty, in wall time of the roster. */
const gapSchema = z.object({ from: weekTimeSchema, to: weekTimeSchema });
export type Gap = z.infer<typeof gapSchema>;

/** `PUT /v1/posts/{id}/roster`: saved; `gaps` warns of hours that nobody covers (R142). */
export const rosterAnswerSchema = postAnswerSchema.extend({ gaps: z.array(gapSchema) });

/** `GET /v1/posts/{id}/on-duty` */
export const onDutyQuerySchema = z.strictObject({ at: z.iso.datetime().optional() });
export const onDutyAnswerSchema = z.object({
  postId: postIdSchema,
  at: instantSchema,
  items: z.array(z.object({ staffId: staffIdSchema, roles: z.array(roleSchema), skills: z.array(skillSchema) })),
});

/** `GET /v1/posts/coverage`: from now on, at most four weeks. */
export const coverageQuerySchema = z.strictObject({
  communityId: communityIdSchema,
  days: z.coerce.number().int().min(1).max(28).default(14),
});
const spanFields = { from: instantSchema, to: instantSchema };
export const coverageAnswerSchema = z.object({
  communityId: communityIdSchema,
  ...spanFields,
  /** When nobody stands at a post that must be held day and night. */
  gaps: z.array(z.object({ postId: postIdSchema, ...spanFields })),
  /** Whom a roster names although they have left by then, or cannot stand there; since when, at the earliest in the time. */
  missing: z.array(z.object({ staffId: staffIdSchema, postId: postIdSchema, from: instantSchema })),
  /** Who is on the rosters of two posts of the community at once. */
  bookedTwice: z.array(z.object({ staffId: staffIdSchema, postIds: z.array(postIdSchema), ...spanFields })),
});
