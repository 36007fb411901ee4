import * as z from 'zod';

export const actorSchema = z.object({ type: z.enum(['person', 'staff', 'system']), id: z.string().min(1) });

/** Who did it: an owner or family member, a member of staff, or the system itself (a timer, a rule). */
export type Actor = z.infer<typeof actorSchema>;

const subjectSchema = z.object({
  type: z.string().min(1),
  id: z.string().min(1),
  version: z.number().int().positive(),
});

/**
 * What travels in the `Detail` of every event on the bus. Unknown fields are ignored, so that a producer may add some.
 * `id` is derived from the subject, so a repeated publication carries the same id.
 */
export const envelopeSchema = z.object({
  id: z.string().min(1),
  schema: z.number().int().positive(),
  company: z.string().min(1),
  /** ISO instant of the act in UTC; decides every verdict, whenever the news arrives. */
  at: z.iso.datetime(),
  actor: actorSchema,
  correlationId: z.string().min(1),
  causationId: z.string().min(1),
  subject: subjectSchema,
  data: z.unknown(),
});

export type Envelope<Data = unknown> = Omit<z.infer<typeof envelopeSchema>, 'data'> & { readonly data: Data };

/** The envelope as the journal keeps it: the instant stands beside it, since a timer knows all but that ahead. */
export type Detail<Data = unknown> = Omit<Envelope<Data>, 'at'>;

/** What an act knows about itself, for every event it causes. */
export interface Cause {
  /** ISO instant of the act, taken once. */
  readonly at: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
}

/** The largest envelope we publish, in bytes of UTF-8: ten of them fit one PutEvents call. */
export const MAX_DETAIL_BYTES = 24 * 1024;
