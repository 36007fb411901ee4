import * as z from 'zod';
import { roleSchema } from '../../shared/identity/roles.ts';
import { communityIdSchema, premisesIdSchema, staffIdSchema } from './contract/ids.ts';

/** A building 楼栋 with its entrances 单元. */
export interface Building {
  readonly id: string;
  readonly communityId: string;
  readonly name: string;
  readonly entrances: readonly { readonly id: string; readonly name: string }[];
}

/** Which premises stand at a place of a community. */
export const addressSchema = z.object({ premisesId: premisesIdSchema });

/** What a token's subject may see and do here. */
export const principalItemSchema = z.object({
  sub: z.string(),
  roles: z.array(roleSchema),
  staffId: staffIdSchema.nullable(),
  personId: z.string().nullable(),
  premisesIds: z.array(premisesIdSchema),
  communityIds: z.array(communityIdSchema),
});
export type PrincipalItem = z.infer<typeof principalItemSchema>;

export const managerSchema = z.object({ staffId: staffIdSchema });

/** A person in table `people`: readable only with the data key, recognisable by the masked forms. */
export const personItemSchema = z.object({
  id: z.string(),
  sealed: z.object({ dataKey: z.string(), fields: z.record(z.string(), z.string()) }),
  masked: z.object({ name: z.string(), phone: z.string().nullable(), email: z.string().nullable() }),
});
export type PersonItem = z.infer<typeof personItemSchema>;
