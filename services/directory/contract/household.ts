import * as z from 'zod';
import { dateSchema } from '../../../shared/time/dates.ts';
import { isTimeZone } from '../../../shared/time/wall-time.ts';
import { communityIdSchema, personIdSchema, premisesIdSchema } from './ids.ts';

/** As what somebody lives in or holds premises (R031). */
export const memberKindSchema = z.enum(['owner', 'family', 'tenant']);

export const memberSchema = z.strictObject({
  personId: personIdSchema,
  kind: memberKindSchema,
  /** The first day; null when nobody knows any more. */
  from: dateSchema.nullable(),
  /** The last day; null while no end is known. */
  until: dateSchema.nullable(),
});
export type Member = z.infer<typeof memberSchema>;

/** Every member in the past and to come counts, and two of them may stand in one transaction of 100 items. */
const MAX_MEMBERS = 24;

export const membersSchema = z.array(memberSchema).max(MAX_MEMBERS);

/** The people of premises 房屋, with the days on which they belong there, as walls in `timeZone` show them. */
export const householdSchema = z.object({
  premisesId: premisesIdSchema,
  communityId: communityIdSchema,
  timeZone: z.string().refine(isTimeZone, 'not a known time zone like Asia/Shanghai'),
  members: membersSchema,
});
export type Household = z.infer<typeof householdSchema>;
