import * as z from 'zod';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { weekdays } from '../../../shared/time/intervals.ts';
import { isTimeZone } from '../../../shared/time/wall-time.ts';
import { buildingIdSchema, communityIdSchema, postIdSchema, staffIdSchema } from './ids.ts';

export const departmentSchema = z.enum([
  'engineering',
  'customer-service',
  'security',
  'cleaning',
  'greening',
  'finance',
  'management',
]);

export const skillSchema = z.enum(['plumbing', 'electrical', 'general']);

const shiftSchema = z.strictObject({
  staffId: staffIdSchema,
  /** The days on which the shift begins. */
  days: z.array(z.enum(weekdays)).min(1, 'at least one day').max(7),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time of day like 08:00'),
  /** At or before `from`: the shift ends on the next day. The end itself is no longer on duty. */
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'not a time of day like 20:00; the last one is 24:00'),
});
export type Shift = z.infer<typeof shiftSchema>;

const MAX_SHIFTS = 100;

/** Who stands at a post, week after week, in wall time of `timeZone`. */
export const rosterSchema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'not a known time zone like Asia/Shanghai'),
  shifts: z.array(shiftSchema).min(1, 'at least one shift').max(MAX_SHIFTS),
});
export type Roster = z.infer<typeof rosterSchema>;

/** A place of duty 岗位: one role of one department for some buildings of one community (R142, R154). */
export const postSchema = z.object({
  id: postIdSchema,
  communityId: communityIdSchema,
  department: departmentSchema,
  role: roleSchema.exclude(['owner']),
  /** Ids of buildings, or `*` for the whole community. */
  buildings: z.union([z.literal('*'), z.array(buildingIdSchema).min(1)]),
  /** Somebody must stand there day and night, like the concierge of a lobby 大堂 (R142). */
  roundTheClock: z.boolean().optional(),
  roster: rosterSchema,
  /** Since when this roster holds; absent for the first one. */
  publishedAt: instantSchema.optional(),
});
export type Post = z.infer<typeof postSchema>;
