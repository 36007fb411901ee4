import * as z from 'zod';
import { roleSchema } from '../../shared/identity/roles.ts';
import { memberKindSchema } from './contract/household.ts';
import {
  buildingIdSchema,
  communityIdSchema,
  personIdSchema,
  premisesIdSchema,
  staffIdSchema,
} from './contract/ids.ts';
import { buildingLimitsSchema } from './contract/records.ts';

/** Of a building, what its common area is called by. */
export const buildingSchema = z.object({ id: buildingIdSchema, communityId: communityIdSchema, name: z.string() });

/** A building 楼栋 with its entrances 单元. */
export interface Building {
  readonly id: string;
  readonly communityId: string;
  readonly name: string;
  readonly entrances: readonly { readonly id: string; readonly name: string }[];
}

/** Which premises stand at a place of a community. */
export const addressSchema = z.object({ premisesId: premisesIdSchema });

/** Instants; the end itself is no longer part of the stay. */
const staySchema = z.object({
  kind: memberKindSchema,
  from: z.string().nullable(),
  until: z.string().nullable(),
});

/** What a token's subject may see and do here. */
export const principalItemSchema = z.object({
  sub: z.string(),
  roles: z.array(roleSchema),
  staffId: staffIdSchema.nullable(),
  personId: z.string().nullable(),
  premisesIds: z.array(premisesIdSchema),
  communityIds: z.array(communityIdSchema),
  /** Of staff who are there for some buildings of a community alone. */
  buildings: buildingLimitsSchema.optional(),
  /** ISO instant at which the rights of a member of staff end. */
  worksUntil: z.string().optional(),
  /** By premises id: when the right to them holds. Premises that are not named here are reached at any time. */
  stays: z.record(premisesIdSchema, z.array(staySchema)).optional(),
  /** Counts the changes by households; absent before the first. */
  revision: z.number().optional(),
});
export type PrincipalItem = z.infer<typeof principalItemSchema>;

export const managerSchema = z.object({ staffId: staffIdSchema });

/** The token's subject of a person, or of a member of staff, who may sign in. */
export const loginItemSchema = z.object({ sub: z.string() });

/** Why a community may know a person: a home there (`home#`), or its desk has entered them (`desk#`). */
export const tieItemSchema = z.object({
  personId: personIdSchema,
  communityId: communityIdSchema,
  premisesId: premisesIdSchema.optional(),
  stays: z.array(staySchema).optional(),
});
export type TieItem = z.infer<typeof tieItemSchema>;

const sealedSchema = z.object({ dataKey: z.string(), fields: z.record(z.string(), z.string()) });

/** A person in table `people`: readable only with the data key, recognisable by the masked forms. */
export const personItemSchema = z.object({
  id: z.string(),
  /** Null once erased: without data key and fields nothing brings them back. */
  sealed: sealedSchema.nullable(),
  masked: z.object({ name: z.string(), phone: z.string().nullable(), email: z.string().nullable() }),
  /** Where the phone number leads here from; absent without a number. */
  phoneHash: z.string().optional(),
  erasedAt: z.string().optional(),
});
export type PersonItem = z.infer<typeof personItemSchema>;

/** A sensitive field in table `people`. */
export const sensitiveItemSchema = z.object({ sealed: sealedSchema });

const count = z.number().optional();

/** How many people’s data a member of staff has looked at in a month, by the kind of look. */
export const readCountsSchema = z.object({
  staffId: staffIdSchema,
  household: count,
  search: count,
  person: count,
  reveal: count,
  sensitive: count,
});
export type ReadCounts = z.infer<typeof readCountsSchema>;
