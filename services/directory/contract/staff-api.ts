import * as z from 'zod';
import { dateSchema } from '../../../shared/time/dates.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { postIdSchema, staffIdSchema } from './ids.ts';
import { staffSchema } from './records.ts';

export const staffParamsSchema = z.object({ id: staffIdSchema });

/** `GET /v1/staff/{id}`, and what leaving and staying answer. */
export const staffAnswerSchema = staffSchema
  .pick({ department: true, roles: true, skills: true, communityIds: true })
  .extend({
    staffId: staffIdSchema,
    worksUntil: instantSchema.nullable(),
    /** Posts whose rosters name this person: after leaving nobody stands there in these shifts. */
    onRosters: z.array(postIdSchema),
  });

/** `POST /v1/staff/{id}/leave`: at once unless a last day is named; named again, it replaces the one before. */
export const leaveCommandSchema = z.strictObject({ lastDay: dateSchema.optional() });

/** `POST /v1/staff/{id}/stay` */
export const stayCommandSchema = z.strictObject({});
