import * as z from 'zod';
import { actorSchema } from '../../../shared/events/envelope.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { communityIdSchema, personIdSchema } from './ids.ts';

export const contactFieldSchema = z.enum(['name', 'phone', 'email']);
export type ContactField = z.infer<typeof contactFieldSchema>;

/** The sensitive class: health 身体情况, and what somebody old, ill or small needs 照护需要 (R272). */
export const sensitiveFieldSchema = z.enum(['health', 'care-needs']);
export type SensitiveField = z.infer<typeof sensitiveFieldSchema>;

/** What the person has agreed to, and what a reader must name: 日常关怀, 紧急救助, 上门服务安排. */
export const purposeSchema = z.enum(['care', 'emergency', 'home-service']);

/** How a consent, or its withdrawal, reached us. `online`: by the person, signed in. */
export const consentChannelSchema = z.enum(['online', 'in-person', 'in-writing', 'phone']);
export type ConsentChannel = z.infer<typeof consentChannelSchema>;

export const consentSchema = z.object({
  purposes: z.array(purposeSchema).min(1),
  channel: consentChannelSchema,
  givenAt: instantSchema,
  /** Who wrote it down: the person, or the member of staff who was told. */
  recordedBy: actorSchema,
  /** The instant at which it ends by itself. */
  until: instantSchema,
  /** When the field was last written; null while nothing is stored under this consent. */
  filledAt: instantSchema.nullable(),
  /** Once it has ended nothing of the field is stored any more. */
  ended: z
    .object({
      at: instantSchema,
      by: actorSchema,
      why: z.enum(['withdrawn', 'expired', 'erased']),
      channel: consentChannelSchema.nullable(),
    })
    .nullable(),
});
export type Consent = z.infer<typeof consentSchema>;

const lastChangeSchema = z.object({ at: instantSchema, by: actorSchema });

/** What has been done to a person's data, never the data themselves: those lie sealed in table `people`. */
export const personStateSchema = z.object({
  personId: personIdSchema,
  /** By a desk; absent for who came with the first seed or an import. */
  entered: lastChangeSchema.optional(),
  /** Who changed which part of the contact last. */
  contact: z.partialRecord(contactFieldSchema, lastChangeSchema),
  consents: z.partialRecord(sensitiveFieldSchema, consentSchema),
  erasedAt: instantSchema.optional(),
});
export type PersonState = z.infer<typeof personStateSchema>;

/** One step in the life of a person's data, as it stands with its event in the journal, unpublished. */
export const personFactSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('entered'), communityId: communityIdSchema }),
  z.object({ type: z.literal('contact-changed'), fields: z.array(contactFieldSchema).min(1) }),
  z.object({
    type: z.literal('consented'),
    field: sensitiveFieldSchema,
    purposes: z.array(purposeSchema).min(1),
    channel: consentChannelSchema,
    until: instantSchema,
  }),
  z.object({ type: z.literal('filled'), field: sensitiveFieldSchema }),
  z.object({
    type: z.literal('consent-ended'),
    field: sensitiveFieldSchema,
    why: z.enum(['withdrawn', 'expired']),
    channel: consentChannelSchema.nullable(),
  }),
  z.object({ type: z.literal('erased') }),
]);
export type PersonFact = z.infer<typeof personFactSchema>;
