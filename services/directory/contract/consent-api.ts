import * as z from 'zod';
import { dateSchema } from '../../../shared/time/dates.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { personIdSchema } from './ids.ts';
import { consentChannelSchema, consentSchema, purposeSchema, sensitiveFieldSchema } from './person.ts';

/** `GET /v1/people/{id}/consents`: the last consent of each field, also one that has ended; never what is stored. */
export const consentsAnswerSchema = z.object({
  id: personIdSchema,
  version: z.int().min(0),
  items: z.array(
    consentSchema.extend({
      field: sensitiveFieldSchema,
      /** Whether it holds now. */
      holds: z.boolean(),
    }),
  ),
});

/** `POST /v1/people/{id}/consents`: given, or given anew with other purposes or for longer. */
export const consentCommandSchema = z.strictObject({
  field: sensitiveFieldSchema,
  purposes: z.array(purposeSchema).min(1).max(purposeSchema.options.length),
  channel: consentChannelSchema,
  /** The last day, at most a year ahead. */
  until: dateSchema,
});
export const consentAnswerSchema = z.object({
  id: personIdSchema,
  field: sensitiveFieldSchema,
  /** From this instant on it holds no more, and nothing is stored. */
  until: instantSchema,
});

/** `POST /v1/people/{id}/consents/withdraw` */
export const withdrawCommandSchema = z.strictObject({ field: sensitiveFieldSchema, channel: consentChannelSchema });
export const withdrawAnswerSchema = z.object({
  id: personIdSchema,
  field: sensitiveFieldSchema,
  /** When it was deleted, with its data key. */
  deletedAt: instantSchema,
});

export const sensitiveParamsSchema = z.object({ id: personIdSchema, field: sensitiveFieldSchema });

/** `PUT /v1/people/{id}/sensitive/{field}` */
export const sensitiveCommandSchema = z.strictObject({ text: z.string().trim().min(1).max(1000) });
export const filledAnswerSchema = z.object({
  id: personIdSchema,
  field: sensitiveFieldSchema,
  version: z.int().positive(),
});

/** `POST /v1/people/{id}/sensitive/{field}/read`: a purpose that the person has agreed to. */
export const sensitiveReadSchema = z.strictObject({ purpose: purposeSchema });
/** In the clear; never stored with the call's Idempotency-Key. */
export const sensitiveAnswerSchema = z.object({ id: personIdSchema, field: sensitiveFieldSchema, text: z.string() });
