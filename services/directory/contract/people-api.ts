import * as z from 'zod';
import { actorSchema } from '../../../shared/events/envelope.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { memberKindSchema, memberSchema, membersSchema } from './household.ts';
import { communityIdSchema, personIdSchema, premisesIdSchema, staffIdSchema } from './ids.ts';
import { personFactSchema, sensitiveFieldSchema } from './person.ts';
import { phoneSchema } from './phone.ts';
import { premisesSchema } from './records.ts';

/** What everybody at the desk sees of a person; `已删除` as a name once the person's data are erased. */
const maskedSchema = z.object({ name: z.string(), phone: z.string().nullable(), email: z.string().nullable() });

export const householdParamsSchema = z.object({ premisesId: premisesIdSchema });

/** `GET /v1/households/{premisesId}`: version 0 and nobody where no household is known yet. */
export const householdAnswerSchema = z.object({
  premisesId: premisesIdSchema,
  communityId: communityIdSchema,
  version: z.int().min(0),
  members: z.array(memberSchema.extend({ ...maskedSchema.shape })),
});

/** `PUT /v1/households/{premisesId}`: all members, also those who have left and those who are to come. */
export const householdCommandSchema = z.strictObject({ members: membersSchema });
export const writtenHouseholdSchema = householdAnswerSchema.extend({ members: membersSchema });

/** `POST /v1/households/search`: a POST, since a query string is written down by whatever it passes. */
export const searchCommandSchema = z.strictObject({ phone: phoneSchema });
export const searchAnswerSchema = z.object({
  items: z.array(
    maskedSchema.extend({
      personId: personIdSchema,
      /** Premises to which the person belongs now. */
      homes: z.array(z.object({ premises: premisesSchema, kind: memberKindSchema })),
    }),
  ),
});

export const personParamsSchema = z.object({ id: personIdSchema });

const name = z.string().trim().min(1).max(100);
const email = z.email().max(254);

/** `POST /v1/people` */
export const personCommandSchema = z.strictObject({
  /** Whose desk enters the person: it, and later the communities of the person's homes, may see them. */
  communityId: communityIdSchema,
  name,
  phone: phoneSchema,
  email: email.optional(),
});
export const personAnswerSchema = z.object({ id: personIdSchema });

/** `GET /v1/people/{id}`, and what a change of the contact answers: masked, with the version that `If-Match` names. */
export const contactAnswerSchema = maskedSchema.extend({ id: personIdSchema, version: z.int().min(0) });

/** `PUT /v1/people/{id}/contact`: what is absent stays as it is, null takes it away. */
export const contactCommandSchema = z
  .strictObject({ name: name.optional(), phone: phoneSchema.nullable().optional(), email: email.nullable().optional() })
  .refine((contact) => Object.keys(contact).length > 0, 'nothing to change');

/** `GET /v1/people/{id}/changes`: who did what to a person's data, oldest first; never what they were (R271). */
export const changesAnswerSchema = z.object({
  items: z.array(z.object({ version: z.int().positive(), at: instantSchema, by: actorSchema, fact: personFactSchema })),
  next: z.string().nullable(),
});

/** `POST /v1/people/{id}/reveal` and `/erase` */
export const reasonCommandSchema = z.strictObject({ reason: z.string().trim().min(1).max(200) });

/** In the clear, once; never stored with the call's Idempotency-Key. */
export const revealAnswerSchema = z.object({
  id: personIdSchema,
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  /** Where the person belongs now, in the caller's communities. */
  addresses: z.array(premisesSchema),
});

export const eraseAnswerSchema = z.object({ id: personIdSchema, erasedAt: instantSchema });

/** One look at a person's data, or their erasure. */
export const readSchema = z.object({
  at: instantSchema,
  staffId: staffIdSchema,
  what: z.enum(['household', 'search', 'person', 'reveal', 'sensitive', 'erase']),
  /** Of a look at a sensitive field, its purpose. */
  reason: z.string().nullable(),
  field: sensitiveFieldSchema.optional(),
});
export type Read = z.infer<typeof readSchema>;

/** `GET /v1/people/{id}/reads`: who saw what of this person, oldest first (R271). */
export const readsAnswerSchema = pageAnswerOf(readSchema);
