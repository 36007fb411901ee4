import * as z from 'zod';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { buildingIdSchema, communityIdSchema, placeIdSchema, staffIdSchema } from './ids.ts';
import { departmentSchema, skillSchema } from './post.ts';

/** Homes 住宅, shops and offices 商业, or factories and warehouses 工业 (R026). */
export const communityKindSchema = z.enum(['residential', 'commercial', 'industrial']);
export type CommunityKind = z.infer<typeof communityKindSchema>;

export const communitySchema = z.object({
  id: communityIdSchema,
  name: z.string(),
  kind: communityKindSchema.default('residential'),
});
export type Community = z.infer<typeof communitySchema>;

/** A flat 房屋, shop, parking space or storage room; or a common area 公共区域, which has no household. */
export const premisesSchema = z.object({
  id: placeIdSchema,
  communityId: communityIdSchema,
  /** Of the common area of a whole community its own id: no building has it. */
  buildingId: z.string(),
  /** `null` for what belongs to no entrance 单元. */
  entranceId: z.string().nullable(),
  /** As people say it: 3栋1单元1201. */
  place: z.string(),
});
export type Premises = z.infer<typeof premisesSchema>;

export const buildingLimitsSchema = z.record(communityIdSchema, z.array(buildingIdSchema));

/** What the company needs to know of a member of staff to give out work; never a name. */
export const staffSchema = z.object({
  id: staffIdSchema,
  roles: z.array(roleSchema),
  department: departmentSchema,
  skills: z.array(skillSchema),
  /** How good they are at a skill, 1 (learning) to 3 (master); a skill without a level counts as 2 (R067). */
  skillLevels: z.partialRecord(skillSchema, z.int().min(1).max(3)).optional(),
  /** How much they like the work of a skill, −2 to 2; absent: 0 (R067). */
  preferences: z.partialRecord(skillSchema, z.int().min(-2).max(2)).optional(),
  communityIds: z.array(communityIdSchema),
  /** By community, where somebody is there for some buildings alone; a community not named here is meant as a whole. */
  buildings: buildingLimitsSchema.optional(),
  /** From this instant on somebody works here no more; absent while no end is known. */
  worksUntil: instantSchema.optional(),
});
export type StaffMember = z.infer<typeof staffSchema>;

/** Somebody's time with the company. */
export const staffTermSchema = z.object({ staffId: staffIdSchema, worksUntil: instantSchema.nullable() });
export type StaffTerm = z.infer<typeof staffTermSchema>;
